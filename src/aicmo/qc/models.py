"""The tables of the quality control room."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from aicmo.db import Base, Document
from aicmo.qc.documents import Report
from aicmo.saga import Owned


class QcResult(Owned, Base, kw_only=True):
    """The result of evaluating one run's work; ``score`` is the shown score, exact in the report."""

    __tablename__ = "qc_results"

    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy_document.id"), index=True)
    state: Mapped[str]
    score: Mapped[float]
    report: Mapped[Report] = mapped_column(Document(Report))


class QcIssue(Owned, Base, kw_only=True):
    """One finding."""

    __tablename__ = "qc_issues"

    result_id: Mapped[UUID] = mapped_column(ForeignKey("qc_results.id"), index=True)
    rule_id: Mapped[str]
    severity: Mapped[str]
    object_id: Mapped[str]
    path: Mapped[str]
    message: Mapped[str]
    excerpt: Mapped[str]
    fix_hint: Mapped[str]
