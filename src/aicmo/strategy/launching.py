"""A launch: its phases with gates, the checklist that leads to the day, and what readers may choose instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Literal

from pydantic import Field

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc, DraftKind
from aicmo.catalog.holidays import working_day
from aicmo.strategy.documents import Slot
from aicmo.strategy.goals import Measure
from aicmo.strategy.launch_documents import Alternative, Phase, Task
from aicmo.strategy.material import Material
from aicmo.strategy.weaving import told

WEEK = timedelta(days=7)


class Step(Doc):
    """A line of the checklist in the stock; ``day`` counts from the launch. ``kind``: only where such drafts are."""

    day: int
    phase: Literal["before", "launch", "after"]
    owner: Literal["client", "agency"]
    task: str
    done: str
    kind: DraftKind | None = None


class Stock(Doc):
    """All lines of the checklist."""

    source: str
    checked_on: date
    step: tuple[Step, ...] = Field(min_length=1)


@cache
def stock() -> Stock:
    """Return the shipped checklist."""
    return Stock.model_validate(read_toml("aicmo.strategy", "launch.toml"))


def phases(material: Material, goal: Measure) -> tuple[Phase, ...]:
    """Return before, launch week and after, without a gap; nothing for a campaign that launches nothing.

    Each is decided on at its end, on a working day; before the launch two days earlier, while the day can be moved.
    """
    launch, schedule = material.brief.launch, material.brief.schedule
    if launch is None:
        return ()
    first = (schedule.starts, launch.on - timedelta(days=1))
    week = (launch.on, launch.on + WEEK - timedelta(days=1))
    rest = (launch.on + WEEK, schedule.ends)
    words = {"name": launch.name, "metric": goal.metric, "brand": material.brief.brand.name}
    return tuple(
        Phase(
            id=f"phase-{key}",
            name=material.voice.say(f"phase.{key}_name", **words),
            starts=starts,
            ends=ends,
            purpose=material.voice.say(f"phase.{key}", **words),
            gate=material.voice.say(f"phase.{key}_gate", **words),
            decided_on=_open_day(material, ends - timedelta(days=2 if key == "before" else 0)),
            owner=material.owner,
        )
        for key, (starts, ends) in zip(("before", "launch", "after"), (first, week, rest), strict=True)
    )


def _open_day(material: Material, day: date) -> date:
    return working_day(day, material.brief.market.countries, material.brief.schedule.avoid_dates)


def tasks(material: Material, slots: Sequence[Slot]) -> tuple[Task, ...]:
    """Return the checklist in the order of its days, none before the campaign starts or after it ends."""
    launch, schedule = material.brief.launch, material.brief.schedule
    if launch is None:
        return ()
    kinds = {slot.kind for slot in slots}
    steps = [step for step in stock().step if step.kind is None or step.kind in kinds]
    words = {"name": launch.name, "day": material.spoken(launch.on), "brand": material.brief.brand.name}
    found = []
    for step in steps:
        day = launch.on + timedelta(days=step.day)
        # The launch day itself is the client's choice, whatever day of the week it is.
        due = day if step.day == 0 else _open_day(material, min(max(day, schedule.starts), schedule.ends))
        found.append((due, step))
    found.sort(key=lambda pair: pair[0])
    return tuple(
        Task(
            id=f"T{number:02}",
            phase=f"phase-{step.phase}",
            due=due,
            task=step.task.format(**words),
            done_when=step.done.format(**words),
            owner=material.owner if step.owner == "client" else "Agency",
        )
        for number, (due, step) in enumerate(found, 1)
    )


def alternatives(material: Material) -> tuple[Alternative, ...]:
    """Return what readers may do instead, each beside the fact that speaks for us; no claim about anybody else.

    The first is to change nothing; then the competitors the brief names.
    """
    if material.brief.launch is None:
        return ()
    facts = material.of_kind("benefit", "proof", "price") or material.facts
    names = [(material.voice.say("alternative.nothing"), "audience.primary")]
    names += [(rival.name, f"context.competitors.{n}") for n, rival in enumerate(material.brief.context.competitors)]
    return tuple(
        Alternative(
            name=name,
            kind="rival" if number else "habit",
            answer=material.voice.say("alternative.answer", salt=str(number), fact=told(material, fact)),
            check=material.voice.say(
                "alternative.check" if number else "alternative.habit", salt=str(number), name=name
            ),
            refs=(ref, fact.id),
        )
        for number, (name, ref) in enumerate(names)
        for fact in [facts[number % len(facts)]]
    )
