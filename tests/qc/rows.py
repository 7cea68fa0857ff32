"""A work as the rows that the step gets."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.documents import Card
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.qc.models import QcIssue, QcResult
from aicmo.qc.steps import qc_evaluate
from aicmo.qc.work import Draft, Work
from aicmo.saga import Files, Run, Signals
from aicmo.strategy.models import StrategyDocument


def run() -> Run:
    """Return the run whose work is evaluated."""
    created = datetime(2026, 11, 23, 20, tzinfo=UTC)
    return Run(id=UUID(int=1), workflow="client_to_delivery", subject="alder-and-rain", input={}, created_at=created)


def evaluated(work: Work) -> list[QcResult | QcIssue]:
    """Apply the step to a work."""
    given = work.brief.brief
    brief = OnboardingBrief(client=given.client, title=given.title, pack=given.pack, document=work.brief)
    strategy = StrategyDocument(brief_id=brief.id, title=given.title, document=work.strategy)
    drafts = [_row(strategy, draft) for draft in work.drafts]
    bundles = [ProductionBundle(draft_id=row.id, name=row.code, checklist=()) for row in drafts]
    assets = [
        ProductionBundleAsset(bundle_id=bundle.id, name=name, kind=spec.kind, sha256=None, spec=spec)
        for draft, bundle in zip(work.drafts, bundles, strict=True)
        for name, spec in draft.assets
    ]
    names = [asset.spec.file for asset in assets if isinstance(asset.spec, Card)]
    files = Files({name: lambda: b"png" for name in names})
    return qc_evaluate(run(), brief, strategy, drafts, bundles, assets, files, Signals(), [])


def _row(strategy: StrategyDocument, draft: Draft) -> ProductionDraft:
    return ProductionDraft(
        strategy_id=strategy.id,
        code=draft.code,
        kind=draft.kind.value,
        channel=draft.channel_id,
        locale=draft.locale,
        revision=1,
        origin=draft.origin,
        sha256="0" * 64,
        facts=draft.facts,
        slot=draft.slot,
        content=draft.content,
    )
