"""The example briefs, and some of other trades, planned and written once for all tests of the writing room."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from aicmo.onboarding.documents import NormalizedBrief, Received
from aicmo.onboarding.intake import check
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.steps import assignment
from aicmo.strategy.documents import Slot
from aicmo.strategy.steps import generate_strategy
from aicmo.writing.builtin import BuiltinWriter
from aicmo.writing.documents import Assignment, Written

SHIPPED = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
EXAMPLES = [*SHIPPED, *sorted((Path(__file__).parent / "briefs").glob("*.yaml"))]
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Package:
    """One example: its brief, its assignments and what the writer made of them."""

    name: str
    brief: NormalizedBrief
    assignments: tuple[Assignment, ...]
    answers: tuple[Written | None, ...]

    @property
    def drafts(self) -> list[tuple[Slot, Written]]:
        """The slots that were written."""
        pairs = zip(self.assignments, self.answers, strict=True)
        return [(each.slot, answer) for each, answer in pairs if answer is not None]


@cache
def package(path: Path) -> Package:
    """Read, plan and write one example, once."""
    text = path.read_text(encoding="utf-8")
    received = Received(name=path.name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    brief = check(received, today=TODAY, assume=True, folder=path.parent).brief
    assert brief is not None, f"{path.name} is not accepted"
    return written(path.stem, brief)


def written(name: str, brief: NormalizedBrief) -> Package:
    """Plan and write a brief."""
    row = OnboardingBrief(client=brief.brief.client, title=brief.brief.title, pack=brief.brief.pack, document=brief)
    plan = generate_strategy(row)[0].document
    assignments = tuple(assignment(brief, plan, slot) for slot in plan.slots)
    return Package(name, brief, assignments, tuple(BuiltinWriter().write(assignments)))
