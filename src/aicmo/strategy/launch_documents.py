"""The launch's parts of the strategy document: phases with gates, the checklist, the alternatives."""

from __future__ import annotations

from datetime import date
from typing import Literal

from aicmo.catalog.documents import Doc


class Phase(Doc):
    """A part of a launch; ``gate`` is what must be true on ``decided_on`` for the next one to begin."""

    id: str
    name: str
    starts: date
    ends: date
    purpose: str
    gate: str
    decided_on: date
    owner: str


class Task(Doc):
    """A line of the launch checklist: what is done by when, by whom, and how one sees that it is done."""

    id: str
    phase: str
    due: date
    task: str
    done_when: str
    owner: str


class Alternative(Doc):
    """What readers may do instead, and the fact that speaks for us beside it; ``check`` is to be found out first."""

    name: str
    kind: Literal["habit", "rival"]
    answer: str
    check: str
    refs: tuple[str, ...]


class LaunchPlan(Doc):
    """What a launch adds to a strategy; empty for a campaign that launches nothing."""

    phases: tuple[Phase, ...] = ()
    tasks: tuple[Task, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
