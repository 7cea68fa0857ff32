"""The table of the strategy room."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from aicmo.db import Base, Document
from aicmo.saga import Owned
from aicmo.strategy.documents import Strategy


class StrategyDocument(Owned, Base, kw_only=True):
    """The strategy of one brief."""

    __tablename__ = "strategy_document"

    brief_id: Mapped[UUID] = mapped_column(ForeignKey("onboarding_brief.id"), index=True)
    title: Mapped[str]
    document: Mapped[Strategy] = mapped_column(Document(Strategy))
