"""The tables of the onboarding room."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from aicmo.db import Base, Document
from aicmo.onboarding.documents import Intake, NormalizedBrief
from aicmo.saga import Owned


class OnboardingBrief(Owned, Base, kw_only=True):
    """The brief as understood."""

    __tablename__ = "onboarding_brief"

    client: Mapped[str]
    title: Mapped[str]
    pack: Mapped[str]
    document: Mapped[NormalizedBrief] = mapped_column(Document(NormalizedBrief))


class OnboardingIntake(Owned, Base, kw_only=True):
    """What was received, and what intake said of it."""

    __tablename__ = "onboarding_intake"

    brief_id: Mapped[UUID] = mapped_column(ForeignKey("onboarding_brief.id"), index=True)
    received_name: Mapped[str]
    received_sha256: Mapped[str]
    received_bytes: Mapped[int]
    document: Mapped[Intake] = mapped_column(Document(Intake))
