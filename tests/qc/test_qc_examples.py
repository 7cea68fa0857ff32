"""The example briefs, through the real rooms: nothing critical, nothing major."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from aicmo.onboarding.documents import Received
from aicmo.onboarding.intake import check
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.production.steps import generate_draft
from aicmo.qc.documents import Severity
from aicmo.qc.evaluation import evaluate
from aicmo.qc.reviewing import RulesReviewer
from aicmo.qc.work import Work, work_of
from aicmo.saga import File, Files, Run, Signals
from aicmo.strategy.steps import generate_strategy
from aicmo.writing.builtin import BuiltinWriter
from production.paper import journal

EXAMPLES = sorted(Path(__file__).parents[2].joinpath("examples").glob("*.yaml"))


def worked(path: Path) -> Work:
    """Take a brief through intake, strategy and production."""
    text = path.read_text(encoding="utf-8")
    received = Received(name=path.name, text=text, sha256=sha256(text.encode()).hexdigest())
    brief = check(received, today=date(2026, 11, 23), assume=True, folder=path.parent).brief
    assert brief is not None
    row = OnboardingBrief(client=brief.brief.client, title=brief.brief.title, pack=brief.brief.pack, document=brief)
    created = datetime(2026, 11, 23, 12, tzinfo=UTC)
    run = Run(id=UUID(int=1), workflow="client_to_delivery", subject="x", input={}, created_at=created)
    [strategy] = generate_strategy(row)
    made = generate_draft(run, row, strategy, BuiltinWriter(), RulesReviewer(), Signals(), journal())
    files = Files({one.name: lambda: b"" for one in made if isinstance(one, File)})
    return work_of(
        run,
        row,
        strategy,
        [one for one in made if isinstance(one, ProductionDraft)],
        [one for one in made if isinstance(one, ProductionBundle)],
        [one for one in made if isinstance(one, ProductionBundleAsset)],
        files,
    )


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_brief_passes_without_a_critical_or_major_finding(path: Path) -> None:
    report = evaluate(worked(path))
    assert [row for row in report.findings if row.severity is not Severity.MINOR] == []
    assert report.score.passed


def test_there_are_at_least_eight_examples() -> None:
    assert len(EXAMPLES) >= 8
