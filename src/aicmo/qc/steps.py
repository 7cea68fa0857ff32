"""The step of the quality control room: the verdict, and every finding as a row, or the report of why it failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionCall, ProductionDraft
from aicmo.qc.documents import Applied, Finding, Report, Severity
from aicmo.qc.evaluation import evaluate
from aicmo.qc.holding import heed, settled
from aicmo.qc.models import QcIssue, QcResult
from aicmo.qc.work import work_of
from aicmo.saga import Files, Run, Signals
from aicmo.strategy.models import StrategyDocument
from aicmo.writing import spent


def qc_evaluate(  # noqa: PLR0917 (a step names each fact it needs)
    run: Run,
    brief: OnboardingBrief,
    strategy: StrategyDocument,
    drafts: list[ProductionDraft],
    bundles: list[ProductionBundle],
    assets: list[ProductionBundleAsset],
    files: Files,
    signals: Signals,
    calls: list[ProductionCall],
) -> list[QcResult | QcIssue]:
    """Evaluate a run's work; one result, and one issue per finding.

    Raises:
        Rejected: the work does not pass; the report holds score, gate and findings.
        Wait: it does not pass, and the run is held for a person (see ``holding``).
        Rewind: a person has changed drafts since they were made.
    """
    heed(run, signals)
    report = evaluate(work_of(run, brief, strategy, drafts, bundles, assets, files))
    report = report.model_copy(update={"fixes": _applied(drafts)})
    if not report.score.passed:
        versions = {draft.code: draft.sha256 for draft in drafts}
        report = settled(run, report, failure_report(report, calls), signals, versions)
    result = QcResult(strategy_id=strategy.id, state=report.state, score=float(report.score.shown), report=report)
    return [result, *(_issue(result, finding) for finding in report.findings)]


def _applied(drafts: list[ProductionDraft]) -> tuple[Applied, ...]:
    return tuple(Applied(code=draft.code, **fix.model_dump()) for draft in drafts for fix in draft.fixes)


def failure_report(report: Report, calls: Sequence[ProductionCall] = ()) -> dict[str, Any]:
    """Return what the operator keeps after the rows are gone, as JSON data."""
    kept = report.model_dump(mode="json", include={"state", "score", "findings", "rules_version"})
    spending = spent([call.document for call in calls])
    paid = {"writer": spending.model_dump(mode="json")} if spending else {}
    return {"verdict": _verdict(report), **kept, "gate": report.score.gate, **paid}


def _verdict(report: Report) -> str:
    count = {severity: sum(row.severity is severity for row in report.findings) for severity in Severity}
    first = report.findings[0]
    return (
        f"quality control failed: score {report.score.shown}, {count[Severity.CRITICAL]} critical and "
        f"{count[Severity.MAJOR]} major findings; first: {first.rule_id} in {first.object_id}: {first.message}"
    )


def _issue(result: QcResult, finding: Finding) -> QcIssue:
    return QcIssue(
        result_id=result.id,
        rule_id=finding.rule_id,
        severity=finding.severity.value,
        object_id=finding.object_id,
        path=finding.path,
        message=finding.message,
        excerpt=finding.excerpt,
        fix_hint=finding.fix_hint,
    )
