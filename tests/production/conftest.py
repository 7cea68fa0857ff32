"""The production step run once on every example brief."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest

from aicmo.onboarding.documents import Brief, NormalizedBrief, Received
from aicmo.onboarding.intake import check
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.steps import generate_draft
from aicmo.qc.reviewing import RulesReviewer
from aicmo.saga import File, Run, Signals
from aicmo.strategy.documents import Strategy
from aicmo.strategy.steps import generate_strategy
from aicmo.writing.builtin import BuiltinWriter
from production.paper import journal

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
TODAY = date(2026, 11, 23)
RUN = Run(id=UUID(int=1), workflow="any", subject="any", input={}, created_at=datetime(2026, 11, 23, 9, tzinfo=UTC))
T = TypeVar("T")


@dataclass(frozen=True)
class Produced:
    """A brief, its strategy and everything the step returned."""

    normal: NormalizedBrief
    plan: Strategy
    rows: list[Any]

    @property
    def brief(self) -> Brief:
        return self.normal.brief

    @property
    def files(self) -> dict[str, bytes]:
        return {file.name: file.content for file in self.of(File)}

    def of(self, kind: type[T]) -> list[T]:
        return [row for row in self.rows if isinstance(row, kind)]


@cache
def understood(path: Path) -> NormalizedBrief:
    text = path.read_text(encoding="utf-8")
    received = Received(name=path.name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    brief = check(received, today=TODAY, assume=True, folder=path.parent).brief
    assert brief is not None, f"{path.name} is not accepted"
    return brief


def produced(normal: NormalizedBrief) -> Produced:
    row = OnboardingBrief(client=normal.brief.client, title=normal.brief.title, pack=normal.brief.pack, document=normal)
    (strategy,) = generate_strategy(row)
    return Produced(
        normal,
        strategy.document,
        generate_draft(RUN, row, strategy, BuiltinWriter(), RulesReviewer(), Signals(), journal()),
    )


@cache
def example_of(path: Path) -> Produced:
    return produced(understood(path))


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def example(request: pytest.FixtureRequest) -> Produced:
    """One example at a time."""
    return example_of(request.param)


@pytest.fixture
def first() -> Produced:
    """The first example."""
    return example_of(EXAMPLES[0])
