"""Proofs: what an edit would count and what quality control would say of it, before it is sent. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from aicmo.errors import AicmoError
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.assets import Studio
from aicmo.production.documents import Card
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.qc.counts import Count, counts
from aicmo.qc.documents import Finding, Score
from aicmo.qc.evaluation import evaluate
from aicmo.qc.work import Draft, Work, work_of
from aicmo.saga import Files, Owned, Run, WorkflowRun
from aicmo.strategy.models import StrategyDocument
from aicmo.workflows import desk

if TYPE_CHECKING:
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.writing.documents import Content

T = TypeVar("T", bound=Owned)


@dataclass(frozen=True)
class Proof:
    """How a draft would stand with other words: its counts, the findings in it, its score."""

    code: str
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]
    score: Score

    @property
    def fits(self) -> bool:
        """Whether the platform takes every part."""
        return all(each.fits for each in self.counts if each.hard)


class Proofs:
    """Proofs of one run's drafts; the run is read once, so that one proof after another is quick."""

    def __init__(self, database: Database, run_id: UUID) -> None:
        """Read the run's work; raises AicmoError when it has no drafts."""
        self._drafts = desk.drafts(database, run_id)
        if not self._drafts:
            raise AicmoError(f"Run {run_id} has no drafts.")
        with Session(database.engine) as session:
            self._work = _work(session, run_id, list(self._drafts.values()))

    def of(self, code: str, content: Content) -> Proof:
        """Return how the draft would stand with this content, among the others; raises DeskError as an edit would."""
        desk.edited(desk.of(self._drafts, code), content)
        drafts = tuple(self._with(each, content) if each.code == code else each for each in self._work.drafts)
        report = evaluate(replace(self._work, drafts=drafts))
        own = next(each for each in drafts if each.code == code)
        found = tuple(each for each in report.findings if each.object_id == code)
        return Proof(code, counts(own.content, own.channel), found, report.drafts[code])

    def _with(self, draft: Draft, content: Content) -> Draft:
        specs = Studio(self._work.brief, self._work.strategy.slots).assets(draft.slot, content)
        assets = tuple((s.file if isinstance(s, Card) else f"{draft.code} shot brief", s) for s in specs)
        return replace(draft, content=content, assets=assets)


def _work(session: Session, run_id: UUID, drafts: list[ProductionDraft]) -> Work:
    run = session.get_one(WorkflowRun, run_id)
    fact = Run(run.id, run.workflow, run.subject, run.input, run.created_at, run.attempt, run.meta)
    assets = _rows(session, ProductionBundleAsset, run_id)
    files = Files({asset.name: bytes for asset in assets if asset.kind == "card"})
    (brief,) = _rows(session, OnboardingBrief, run_id)
    (strategy,) = _rows(session, StrategyDocument, run_id)
    return work_of(fact, brief, strategy, drafts, _rows(session, ProductionBundle, run_id), assets, files)


def _rows(session: Session, model: type[T], run_id: UUID) -> list[T]:
    return list(session.scalars(select(model).where(model.run_id == run_id).order_by(model.id)))
