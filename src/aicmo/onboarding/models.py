"""The tables of the onboarding room."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from aicmo.db import Base, Document, Timestamp
from aicmo.onboarding.documents import BrandProfile, Intake, NormalizedBrief
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


class ClientProfile(Base, kw_only=True):
    """What a client's briefs have in common, kept from one to the next: no run's row, so no run's undo touches it."""

    __tablename__ = "brand_profiles"

    client: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[BrandProfile] = mapped_column(Document(BrandProfile))
    updated_at: Mapped[datetime] = mapped_column(Timestamp)
    updated_by: Mapped[str]


class ClientLogo(Base, kw_only=True):
    """A client's logo, as :class:`~aicmo.onboarding.logos.Logo` has it; a run takes a copy along when it is ordered."""

    __tablename__ = "brand_logos"

    client: Mapped[str] = mapped_column(primary_key=True)
    png: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(Timestamp)
    updated_by: Mapped[str]
