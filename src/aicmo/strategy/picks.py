"""Choosing what each draft is about: lead fact, angle and support, so that nothing repeats and all is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from aicmo.catalog.documents import DraftKind, Stage
from aicmo.onboarding.documents import Fact
from aicmo.strategy.angles import Angle, angles
from aicmo.strategy.documents import Pillar
from aicmo.strategy.material import CONCRETE, Material
from aicmo.strategy.voice import rank

FEWEST_FACTS = 2
AFTER_LAUNCH = frozenset({Stage.CONVERSION, Stage.RETENTION})
SILENT = frozenset({"audience", "place"})
Triple = tuple[str, frozenset[str], str, DraftKind]
Telling = tuple[str, str, str, DraftKind]


@dataclass(slots=True)
class Pick:
    """What one draft is about."""

    angle: Angle
    facts: tuple[Fact, ...]
    pillar: Pillar


@dataclass(slots=True)
class Picks:
    """The choices made so far: each new one prefers what was used least.

    No set of facts comes twice from one angle on a channel; and of a channel's posts no two tell a fact from the same
    angle or consist of the same sentences for the most part, since no writer could tell them apart.
    """

    material: Material
    pillars: Sequence[Pillar]
    used: Counter[str] = field(default_factory=Counter)
    led: Counter[tuple[str, str]] = field(default_factory=Counter)
    mixed: Counter[tuple[str, str]] = field(default_factory=Counter)
    triples: set[Triple] = field(default_factory=set)
    tellings: set[Telling] = field(default_factory=set)
    posted: dict[str, tuple[frozenset[Fact], ...]] = field(default_factory=dict)
    last: dict[str, tuple[str, str]] = field(default_factory=dict)

    def copy(self) -> Picks:
        """Return a copy to try things out with."""
        return Picks(
            self.material,
            self.pillars,
            self.used.copy(),
            self.led.copy(),
            self.mixed.copy(),
            self.triples.copy(),
            self.tellings.copy(),
            self.posted.copy(),
            self.last.copy(),
        )

    def post(self, channel: str, day: date, number: int, planned: int) -> Pick | None:
        """Choose a channel's post number ``number`` of ``planned`` (for mix and order of stages) for a day."""
        progress = Decimal(number) / planned
        options = [
            (
                self._cost(channel, angle, lead, planned) + self._early(angle, progress),
                rank(self.material.voice.seed, channel, angle.id, lead.id),
                angle,
                lead,
            )
            for lead in self.material.facts
            if self.material.sayable(lead, day)
            for angle in angles().angle
            if lead.kind in angle.leads and self._in_time(angle, day) and self._allowed(channel, angle, lead, planned)
        ]
        for _, _, angle, lead in sorted(options, key=lambda option: option[:2]):
            # A post cites two concrete facts; an offer, place or public that leads does not count as one.
            most = 1 if lead.kind in CONCRETE else FEWEST_FACTS
            support = self._support(channel, angle, lead, day, DraftKind.SOCIAL_POST, most)
            if support:
                return self._take(channel, DraftKind.SOCIAL_POST, angle, (lead, *support))
        return None

    def draft(self, channel: str, kind: DraftKind, angle: Angle, day: date, most: int) -> Pick | None:
        """Choose the facts of a draft whose angle is given; ``day`` is the last day it is live."""
        fitting = [fact for fact in self.material.facts if self.material.sayable(fact, day)]
        leads = [fact for fact in fitting if fact.kind in angle.leads] or [f for f in fitting if f.kind in CONCRETE]
        order = sorted(
            leads,
            key=lambda fact: (
                fact.kind not in CONCRETE,
                self.led[channel, fact.id],
                self.used[fact.id],
                self._pillar_use(fact),
            ),
        )
        for lead in order:
            support = self._support(channel, angle, lead, day, kind, most - 1)
            if support:
                return self._take(channel, kind, angle, (lead, *support))
        return None

    def _allowed(self, channel: str, angle: Angle, lead: Fact, planned: int) -> bool:
        offers = self.mixed[channel, "offer"] + (angle.mix == "offer")
        too_many = angle.mix == "offer" and offers > angles().most_offers * planned
        # Places and audiences are told by hashtags and pages, not by a sentence. No fact leads twice running.
        silent = lead.kind in SILENT or lead.id == self.last.get(channel, ("", ""))[0]
        told = (channel, angle.id, lead.id, DraftKind.SOCIAL_POST) in self.tellings
        return not (too_many or silent or told)

    def _in_time(self, angle: Angle, day: date) -> bool:
        """Say whether a reader can do on a day what the angle asks for: nobody can buy before the launch."""
        launch = self.material.brief.launch
        return launch is None or day >= launch.on or angle.stage not in AFTER_LAUNCH

    def _cost(self, channel: str, angle: Angle, lead: Fact, planned: int) -> int:
        """Return how unwelcome a choice is: repeats, neighbours and parts of the mix that are full already."""
        wanted = angles().mix[angle.mix] * planned
        over = 100 * self.mixed[channel, angle.mix] - wanted
        angle_use = self.mixed[channel, f"angle/{angle.id}"]
        before = self.last.get(channel, ("", ""))
        return (
            6 * self.led[channel, lead.id]
            + 4 * self._pillar_use(lead)
            + 5 * angle_use
            + over // max(1, 20 * planned)
            + (0 if lead.kind in CONCRETE else 7)
            + (20 if angle.id == before[1] else 0)
            - (8 if not self._stage_used(channel, angle.stage) else 0)
        )

    def _early(self, angle: Angle, progress: Decimal) -> int:
        """Return what it costs to ask, or to look back, before the reader was given a reason."""
        return 30 if progress < angles().earliest[angle.stage] else 0

    def _stage_used(self, channel: str, stage: Stage) -> bool:
        return bool(self.mixed[channel, f"stage/{stage}"])

    def _pillar_use(self, fact: Fact) -> int:
        return self.used[self._pillar(fact).id]

    def _pillar(self, fact: Fact) -> Pillar:
        return next((pillar for pillar in self.pillars if fact.id in pillar.facts), self.pillars[0])

    def _support(
        self, channel: str, angle: Angle, lead: Fact, day: date, kind: DraftKind, most: int
    ) -> tuple[Fact, ...]:
        """Return supporting facts, those of the lead's pillar first; empty if every set was used or none is left."""
        home = self._pillar(lead).facts
        others = [
            fact
            for fact in self.material.facts
            if fact.id != lead.id
            and self.material.sayable(fact, day)
            and (fact.kind in CONCRETE or lead.kind in CONCRETE)
        ]
        ranked = sorted(
            others,
            key=lambda fact: (
                fact.kind not in CONCRETE,
                fact.id not in home and most == 1,
                self.used[fact.id],
                rank(self.material.voice.seed, channel, lead.id, fact.id),
            ),
        )
        return self._unused(channel, angle, lead, kind, ranked, most)

    def _unused(
        self, channel: str, angle: Angle, lead: Fact, kind: DraftKind, ranked: Sequence[Fact], most: int
    ) -> tuple[Fact, ...]:
        for shift in range(max(1, len(ranked) - most + 1)):
            chosen = tuple(ranked[shift : shift + most])
            used = (channel, _ids((lead, *chosen)), angle.id, kind) in self.triples
            if (
                chosen
                and not used
                and not (kind is DraftKind.SOCIAL_POST and self._heard(channel, angle, lead, chosen))
            ):
                return chosen
        return ()

    def _heard(self, channel: str, angle: Angle, lead: Fact, chosen: Sequence[Fact]) -> bool:
        """Say whether a post with these facts would tell one of them as another did, or be much like another post."""
        told = any(
            fact.kind in SILENT or (channel, angle.id, fact.id, DraftKind.SOCIAL_POST) in self.tellings
            for fact in chosen
        )
        facts = frozenset((lead, *chosen))
        return told or any(alike(facts, other) > angles().most_alike for other in self.posted.get(channel, ()))

    def _take(self, channel: str, kind: DraftKind, angle: Angle, facts: tuple[Fact, ...]) -> Pick:
        lead, pillar = facts[0], self._pillar(facts[0])
        self.triples.add((channel, _ids(facts), angle.id, kind))
        self.tellings.update((channel, angle.id, fact.id, kind) for fact in facts)
        if kind is DraftKind.SOCIAL_POST:
            self.posted[channel] = (*self.posted.get(channel, ()), frozenset(facts))
        self.led[channel, lead.id] += 1
        self.used[pillar.id] += 1
        self.used.update(fact.id for fact in facts)
        self.mixed.update([(channel, angle.mix), (channel, f"angle/{angle.id}"), (channel, f"stage/{angle.stage}")])
        self.last[channel] = (lead.id, angle.id)
        return Pick(angle, facts, pillar)


def alike(one: frozenset[Fact], two: frozenset[Fact]) -> Decimal:
    """Return the share of the letters of two posts that stand in facts they have in common, from 0 to 1."""
    shared = _length(one & two)
    return Decimal(2 * shared) / max(1, _length(one) + _length(two))


def _length(facts: Iterable[Fact]) -> int:
    return sum(len(fact.text) + len(fact.detail or "") for fact in facts)


def _ids(facts: Iterable[Fact]) -> frozenset[str]:
    return frozenset(fact.id for fact in facts)
