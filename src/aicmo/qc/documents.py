"""What quality control says: findings, waivers, a score, a report."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, model_validator

from aicmo.catalog.documents import Doc
from aicmo.writing.documents import Fix


class Severity(StrEnum):
    """How bad it is: a critical blocks delivery whatever the score."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Rule(Doc):
    """A rule as data: what it checks, against which threshold, and who says so."""

    id: str
    severity: Severity
    scope: Literal["brief", "strategy", "draft", "calendar", "package"]
    category: str
    title: str
    source: str
    fix_hint: str
    checked_on: date
    waivable: bool = True
    autofix: bool = False
    params: dict[str, int | float] = Field(default_factory=dict)

    def whole(self, name: str) -> int:
        """Return a threshold that counts things."""
        return int(self.params[name])

    def share(self, name: str) -> float:
        """Return a threshold that is a share or a ratio."""
        return float(self.params[name])


class Finding(Doc):
    """One defect: which rule, where, what, and how to mend it. ``excerpt`` has at most 200 characters."""

    rule_id: str
    severity: Severity
    object_id: str
    path: str
    message: str
    excerpt: str = Field(default="", max_length=200)
    fix_hint: str = ""
    offer: str = Field(
        default="", max_length=200, description="what the automatic fix would write, for a person to take"
    )


class Applied(Fix):
    """A defect of form that was mended in a draft before the rules were applied; ``code`` is the draft's."""

    code: str


class RuleResult(Doc):
    """How many units a rule looked at, and how many failed."""

    rule_id: str
    severity: Severity
    units: int
    failed: int


class Score(Doc):
    """The score of one scope: ``raw`` by penalty, ``shown`` after the gate, both from 0 to 1 with three decimals."""

    raw: Decimal
    shown: Decimal
    gate: bool
    passed: bool


class Waiver(Doc):
    """A person's decision to deliver in spite of a finding: which, why, who, when, and in what content it was found."""

    rule_id: str
    object_id: str
    because: str
    by: str
    at: datetime
    sha256: str


class Report(Doc):
    """The whole result of a quality evaluation; ``unwaived`` is the score as it was before the waivers."""

    state: Literal["PASS", "PASS_WITH_WARNINGS", "FAIL", "WAIVED"]
    score: Score
    categories: dict[str, Score]
    drafts: dict[str, Score]
    rules: tuple[RuleResult, ...]
    findings: tuple[Finding, ...]
    rules_version: str
    waivers: tuple[Waiver, ...] = ()
    unwaived: Score | None = None
    fixes: tuple[Applied, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _of_old(cls, data: Any) -> Any:
        """Read a report of before waivers named their findings: its one waiver set whole rules aside, at no time."""
        if isinstance(data, dict) and "waiver" in data:
            data = dict(data)
            data.pop("waiver")
        return data
