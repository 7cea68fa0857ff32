"""What a run has made so far, read from its rows: work in progress until the run is completed, nothing once undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from aicmo.catalog import channels
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.qc.counts import Count, counts
from aicmo.qc.models import QcResult
from aicmo.saga import Owned
from aicmo.strategy.models import StrategyDocument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.onboarding.documents import NormalizedBrief
    from aicmo.production.documents import AssetSpec
    from aicmo.qc.documents import Report
    from aicmo.strategy.documents import Strategy

Row = TypeVar("Row", bound=Owned)
SECONDS: Final = "seconds"


@dataclass(frozen=True)
class Work:
    """What a run has made; parts that it has not come to are empty. ``assets`` are by the id of their draft."""

    brief: NormalizedBrief | None = None
    strategy: Strategy | None = None
    drafts: Sequence[ProductionDraft] = ()
    assets: dict[UUID, list[AssetSpec]] = field(default_factory=dict)
    report: Report | None = None


def brief_of(database: Database, run_id: UUID) -> NormalizedBrief | None:
    """Return the brief as the run understood it."""
    found = _rows(database, OnboardingBrief, run_id)
    return found[0].document if found else None


def strategy_of(database: Database, run_id: UUID) -> Strategy | None:
    """Return the run's strategy."""
    found = _rows(database, StrategyDocument, run_id)
    return found[0].document if found else None


def report_of(database: Database, run_id: UUID) -> Report | None:
    """Return the report of the run's quality control."""
    found = _rows(database, QcResult, run_id)
    return found[0].report if found else None


def drafts_of(database: Database, run_id: UUID) -> Sequence[ProductionDraft]:
    """Return the run's drafts in the order in which they appear; those without a day come last."""
    found = _rows(database, ProductionDraft, run_id)
    return sorted(found, key=lambda draft: (_when(draft), draft.channel, draft.code))


def work_of(database: Database, run_id: UUID) -> Work:
    """Return all of a run's work."""
    drafts = drafts_of(database, run_id)
    draft_of = {bundle.id: bundle.draft_id for bundle in _rows(database, ProductionBundle, run_id)}
    assets: dict[UUID, list[AssetSpec]] = {}
    for asset in _rows(database, ProductionBundleAsset, run_id):
        assets.setdefault(draft_of[asset.bundle_id], []).append(asset.spec)
    return Work(
        brief=brief_of(database, run_id),
        strategy=strategy_of(database, run_id),
        drafts=drafts,
        assets=assets,
        report=report_of(database, run_id),
    )


def lengths_of(draft: ProductionDraft) -> list[Count]:
    """Return how long a draft's texts are, hard limits first; of lists of texts the longest."""
    found: dict[tuple[str, bool], Count] = {}
    for each in counts(draft.content, channels().get(draft.channel)):
        best = found.get((each.field, each.hard))
        if best is None or each.size > best.size:
            found[each.field, each.hard] = each
    return sorted(found.values(), key=lambda each: not each.hard)


def _rows(database: Database, model: type[Row], run_id: UUID) -> Sequence[Row]:
    with Session(database.engine) as session:
        found = session.scalars(select(model).where(model.run_id == run_id).order_by(model.id)).all()
        session.expunge_all()
        return found


def _when(draft: ProductionDraft) -> Any:
    at = draft.slot.publish_at
    return (at is None, at.isoformat() if at else "")
