"""The tables of the delivery room."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from aicmo.db import Base
from aicmo.saga import Owned


class DeliveryPackage(Owned, Base, kw_only=True):
    """A delivered package. ``zip_file`` is the client's ZIP among the run's files."""

    __tablename__ = "delivery_packages"

    result_id: Mapped[UUID] = mapped_column(ForeignKey("qc_results.id"), index=True)
    name: Mapped[str]
    version: Mapped[str]
    zip_file: Mapped[str]
    zip_sha256: Mapped[str]
    zip_bytes: Mapped[int]


class DeliveryArtifact(Owned, Base, kw_only=True):
    """One file of the package; ``root`` is ``client`` or ``internal``, ``path`` is relative to it."""

    __tablename__ = "delivery_artifacts"

    package_id: Mapped[UUID] = mapped_column(ForeignKey("delivery_packages.id"), index=True)
    root: Mapped[str]
    path: Mapped[str]
    role: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    sha256: Mapped[str]
