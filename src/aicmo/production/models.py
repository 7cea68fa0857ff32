"""The tables of the production room: drafts, what each needs to be published, and the files for it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from aicmo.db import Base, Document
from aicmo.production.documents import AssetSpec
from aicmo.saga import Owned
from aicmo.strategy.documents import Slot
from aicmo.writing import Call
from aicmo.writing.documents import Content, Fix


class ProductionDraft(Owned, Base, kw_only=True):
    """One draft. ``code`` is its short name in calendar, files and QC (``ig-01``); ``facts`` are cited fact ids.

    ``fixes`` are the defects of form that were mended in it before anybody read it.
    """

    __tablename__ = "production_drafts"

    strategy_id: Mapped[UUID] = mapped_column(ForeignKey("strategy_document.id"), index=True)
    code: Mapped[str]
    kind: Mapped[str]
    channel: Mapped[str]
    locale: Mapped[str]
    revision: Mapped[int]
    origin: Mapped[str]
    sha256: Mapped[str]
    facts: Mapped[tuple[str, ...]] = mapped_column(Document(tuple[str, ...]))
    slot: Mapped[Slot] = mapped_column(Document(Slot))
    content: Mapped[Content] = mapped_column(Document(Content))
    fixes: Mapped[tuple[Fix, ...]] = mapped_column(
        Document(tuple[Fix, ...]), default_factory=tuple, server_default="[]"
    )
    prompt_sha256: Mapped[str | None] = mapped_column(default_factory=lambda: None)


class ProductionCall(Owned, Base, kw_only=True):
    """One paid call to a language model, kept as soon as it was answered; see :class:`aicmo.writing.Call`."""

    __tablename__ = "production_calls"

    name: Mapped[str]
    model: Mapped[str]
    prompt: Mapped[str]
    prompt_sha256: Mapped[str]
    outcome: Mapped[str]
    answer: Mapped[str]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    cost: Mapped[int | None]
    elapsed_ms: Mapped[int]

    @property
    def document(self) -> Call:
        """The call as a document."""
        return Call.model_validate({name: getattr(self, name) for name in Call.model_fields})


class ProductionBundle(Owned, Base, kw_only=True):
    """What one draft needs to be published."""

    __tablename__ = "production_bundles"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("production_drafts.id"), index=True)
    name: Mapped[str]
    checklist: Mapped[tuple[str, ...]] = mapped_column(Document(tuple[str, ...]))


class ProductionBundleAsset(Owned, Base, kw_only=True):
    """A rendered card (with its file) or a shot brief."""

    __tablename__ = "production_bundle_assets"

    bundle_id: Mapped[UUID] = mapped_column(ForeignKey("production_bundles.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str | None]
    spec: Mapped[AssetSpec] = mapped_column(Document(AssetSpec))
