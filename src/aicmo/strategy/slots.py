"""The plan of drafts: each slot says what is written, from which facts, for whom, and when it appears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from aicmo.catalog.documents import Channel, DraftKind, Promise, Stage
from aicmo.strategy.actions import action, tease
from aicmo.strategy.angles import Angle, Recipe, Step, angles, recipe
from aicmo.strategy.cadence import posts
from aicmo.strategy.calendar import days, moment, near, nearest, spread
from aicmo.strategy.channels import Mix
from aicmo.strategy.documents import Persona, Pillar, Slot
from aicmo.strategy.material import Material
from aicmo.strategy.picks import SILENT, Pick, Picks
from aicmo.strategy.places import places

SOFT = frozenset({DraftKind.SOCIAL_POST, DraftKind.VIDEO_SCRIPT})
STEP = 50
DATED = frozenset({DraftKind.VIDEO_SCRIPT, DraftKind.EMAIL, DraftKind.BLOG_POST, DraftKind.PRESS_RELEASE})


@dataclass(slots=True)
class Board:
    """Slots as they are being planned; ``taken`` are the days a channel already publishes on."""

    material: Material
    mix: Mix
    picks: Picks
    personas: Sequence[Persona]
    slots: list[Slot] = field(default_factory=list)
    taken: dict[str, set[date]] = field(default_factory=dict)

    def add(
        self,
        slot_id: str,
        channel: Channel,
        kind: DraftKind,
        pick: Pick,
        stage: Stage,
        at: datetime | None = None,
        words: int | None = None,
    ) -> None:
        """Add one slot."""
        number = len(self.slots)
        self.slots.append(
            Slot(
                id=slot_id,
                kind=kind,
                channel=channel.id,
                locale=self.material.brief.market.locales[0],
                stage=stage,
                pillar=pick.pillar.id,
                persona=self._persona(number, kind),
                angle=pick.angle.id,
                facts=tuple(fact.id for fact in pick.facts),
                action=self._action(stage, channel, kind, at),
                publish_at=at,
                link=self._link(channel, kind),
                owner=self.material.owner,
                words=words,
            )
        )

    def _action(self, stage: Stage, channel: Channel, kind: DraftKind, at: datetime | None) -> str:
        """Return what the draft asks for; before a launch it is to remember the day."""
        salt, launch = str(len(self.slots)), self.material.brief.launch
        soft = kind in SOFT and not channel.clickable_links
        if launch and at and at.date() < launch.on:
            return tease(self.material, launch.on, salt, soft=soft)
        return action(self.material, stage, salt, soft=soft)

    def _persona(self, number: int, kind: DraftKind) -> str:
        """Return the persona: mostly the primary; every few posts one of the others."""
        others = self.personas[1:]
        every = angles().second_persona_every
        if not others or kind is not DraftKind.SOCIAL_POST or number % every != every - 1:
            return self.personas[0].id
        return others[number // every % len(others)].id

    def _link(self, channel: Channel, kind: DraftKind) -> str | None:
        """Return the client's page where a reader can click: never in a caption without links."""
        return self.material.brief.brand.website if channel.clickable_links or kind is DraftKind.BIO else None


def slots(material: Material, mix: Mix, pillars: Sequence[Pillar], personas: Sequence[Persona]) -> tuple[Slot, ...]:
    """Plan every draft of the pack for the chosen channels, in the order of the calendar, undated ones last."""
    board = Board(material, mix, Picks(material, pillars), personas)
    counts = posts(material, mix.organic, material.brief.schedule.weeks * 7)
    for promise in material.pack.promises:
        if promise.kind is DraftKind.SOCIAL_POST or promise.business not in {"any", material.normal.business}:
            continue
        for channel in _homes(mix, promise.kind):
            way = recipe(promise.kind, material.pack.id)
            _follow(board, channel, way, promise, counts)
    for channel in mix.organic:
        _posts(board, channel, counts.get(channel.id, 0))
    return tuple(sorted(board.slots, key=_order))


def _order(slot: Slot) -> tuple[bool, str, str]:
    when = slot.publish_at
    return (when is None, when.isoformat() if when else "", slot.id)


def _homes(mix: Mix, kind: DraftKind) -> list[Channel]:
    """Return where drafts of a kind live: profile texts on every organic channel, the rest on the best one."""
    if kind is DraftKind.BIO:
        return [channel for channel in mix.organic if kind in channel.formats]
    channel = mix.carrying(kind)
    return [channel] if channel else []


def _follow(board: Board, channel: Channel, way: Recipe, promise: Promise, counts: dict[str, int]) -> None:
    """Plan the drafts of a recipe on one channel."""
    for number, step in enumerate(way.steps[: promise.max or promise.min], 1):
        day = _day(board, channel, step, way.kind)
        angle = _angle(step)
        last = day or board.material.brief.schedule.ends
        carried = _words(board.material, last)
        enough = carried >= promise.fewest_words
        pick = board.picks.draft(channel.id, way.kind, angle, last, way.facts) if enough else None
        if pick is None:
            continue
        prefix = f"bio-{places()[channel.id].prefix}" if way.kind is DraftKind.BIO else way.prefix
        at = _at(board, channel, day, number) if day else None
        if day:
            board.taken.setdefault(channel.id, set()).add(day)
        board.add(
            f"{prefix}-{number:02}",
            channel,
            way.kind,
            pick,
            step.stage,
            at,
            _length(channel, int(carried * way.told_in)),
        )
    counts.setdefault(channel.id, 0)


def _words(material: Material, day: date) -> int:
    """Return how many words the brief's facts have that make sentences and may be said on a day."""
    told = (fact for fact in material.facts if fact.kind not in SILENT and material.sayable(fact, day))
    return sum(len(f"{fact.text} {fact.detail or ''}".split()) for fact in told)


def _length(channel: Channel, carried: int) -> int | None:
    """Return the length to plan where a format's usual one is more than the facts carry: in whole steps, never more."""
    usual = channel.limit("body", hard=False)
    if usual is None or usual.min is None or carried >= usual.min:
        return None
    return carried // STEP * STEP


def _angle(step: Step) -> Angle:
    return next(angle for angle in angles().angle if angle.id == step.angle)


def _allowed(board: Board, channel: Channel) -> list[date]:
    return days(board.material.brief, places()[channel.id], board.material.normal.business)


def _day(board: Board, channel: Channel, step: Step, kind: DraftKind) -> date | None:
    if kind not in DATED:
        return None
    taken, launch = board.taken.get(channel.id, set()), board.material.brief.launch
    if launch and step.from_launch is not None:
        return near(_allowed(board, channel), launch.on, step.from_launch, taken)
    return nearest(_allowed(board, channel), step.at or Decimal(0), taken)


def _at(board: Board, channel: Channel, day: date, number: int) -> datetime:
    hours = places()[channel.id].hours
    # Channels start at different hours, so that one day does not bring the same minute everywhere.
    turn = number + board.mix.all.index(channel)
    return moment(day, hours[turn % len(hours)], board.material.brief.market.time_zone)


def _posts(board: Board, channel: Channel, count: int) -> None:
    """Plan a channel's posts between what is already there: first how many the facts carry, then evenly spread."""
    free = [day for day in _allowed(board, channel) if day not in board.taken.get(channel.id, set())]
    trial = board.picks.copy()
    wanted = spread(free, count)
    made = [trial.post(channel.id, day, index, len(wanted)) for index, day in enumerate(wanted)]
    days_used = spread(free, sum(1 for pick in made if pick))
    prefix = places()[channel.id].prefix
    number = 0
    for index, day in enumerate(days_used):
        pick = board.picks.post(channel.id, day, index, len(days_used))
        if pick is None:
            continue
        number += 1
        at = _at(board, channel, day, number)
        board.add(f"{prefix}-{number:02}", channel, DraftKind.SOCIAL_POST, pick, pick.angle.stage, at)
