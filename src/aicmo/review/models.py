"""The tables of the review room. Their rows are about runs and are no run's own: no ledger lists them.

A run's decisions, links and comments go when the run is erased; its trail stays, and holds no content.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from aicmo.db import Base, Timestamp, new_id


class ReviewDecision(Base, kw_only=True):
    """One decision about one item before one gate, bound to the content it was made about.

    ``item`` is a draft's code at the gate of the drafts, else "". ``role`` is ``agency`` or ``client``.
    """

    __tablename__ = "review_decisions"
    __table_args__ = (Index("ix_review_decisions_run_id", "run_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    run_id: Mapped[UUID]
    gate: Mapped[str]
    item: Mapped[str]
    verdict: Mapped[str]
    sha256: Mapped[str]
    role: Mapped[str]
    by: Mapped[str]
    because: Mapped[str] = mapped_column(Text)
    round: Mapped[int]
    at: Mapped[datetime] = mapped_column(Timestamp)


class ReviewLink(Base, kw_only=True):
    """A client's way to one version of one run's package; of the token only its SHA-256 is kept.

    ``reviewer`` is for whom it was made; ``seen_at`` is when somebody last came by it, to the minute.
    """

    __tablename__ = "review_links"
    __table_args__ = (
        Index("uq_review_links_token_sha256", "token_sha256", unique=True),
        Index("ix_review_links_run_id", "run_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    run_id: Mapped[UUID]
    version: Mapped[str]
    token_sha256: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Timestamp)
    expires_at: Mapped[datetime] = mapped_column(Timestamp)
    revoked_at: Mapped[datetime | None] = mapped_column(Timestamp, default=None)
    revoked_by: Mapped[str | None] = mapped_column(default=None)
    reviewer: Mapped[str | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(Timestamp, default=None)


class ReviewComment(Base, kw_only=True):
    """What somebody said of a draft, or of the whole (``draft`` is ""), perhaps of characters ``starts`` to ``ends``.

    ``sha256`` is the content it was said of; ``link_id`` is the link the client came by.
    """

    __tablename__ = "review_comments"
    __table_args__ = (Index("ix_review_comments_run_id", "run_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    run_id: Mapped[UUID]
    link_id: Mapped[UUID | None]
    draft: Mapped[str]
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    sha256: Mapped[str]
    by: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Timestamp)


class TrailEntry(Base, kw_only=True):
    """A line of the audit trail: who did what to which thing of which content, and when. Written once, never changed.

    ``object`` names a thing by id or code (``draft ig-01``, ``gate strategy``, ``link <id>``), never by its words.
    """

    __tablename__ = "review_trail"
    __table_args__ = (Index("ix_review_trail_run_id", "run_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    run_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(Timestamp)
    actor: Mapped[str]
    verb: Mapped[str]
    object: Mapped[str]
    sha256: Mapped[str | None]
