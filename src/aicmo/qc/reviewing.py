"""A review before the verdict: the rules applied to drafts that are still being written."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.qc.documents import Finding, Severity
from aicmo.qc.evaluation import evaluate
from aicmo.qc.work import work_of
from aicmo.saga import Files, Run
from aicmo.strategy.models import StrategyDocument
from aicmo.writing.documents import Remark, Review


class RulesReviewer:
    """Reviews with the very rules that judge in the end."""

    def review(
        self,
        run: Run,
        brief: OnboardingBrief,
        strategy: StrategyDocument,
        rows: Sequence[ProductionDraft | ProductionBundle | ProductionBundleAsset],
    ) -> Review:
        """Review a whole package's drafts, bundles and assets; its cards are as good as rendered.

        What several rules find at one place is said once, by the first of them.
        """
        drafts = [row for row in rows if isinstance(row, ProductionDraft)]
        bundles = [row for row in rows if isinstance(row, ProductionBundle)]
        assets = [row for row in rows if isinstance(row, ProductionBundleAsset)]
        files = Files({asset.spec.file: bytes for asset in assets if asset.spec.kind == "card"})
        report = evaluate(work_of(run, brief, strategy, drafts, bundles, assets, files))
        codes = {draft.code for draft in drafts}
        places = {(each.object_id, each.path, each.excerpt): each for each in reversed(report.findings)}
        told = sorted((each for each in places.values() if each.object_id in codes), key=report.findings.index)
        return Review(passed=report.score.passed, remarks=tuple(_remark(each) for each in told))


def _remark(finding: Finding) -> Remark:
    return Remark(
        code=finding.object_id,
        rule=finding.rule_id,
        minor=finding.severity is Severity.MINOR,
        path=finding.path,
        message=finding.message,
        excerpt=finding.excerpt,
        hint=finding.fix_hint,
    )
