"""The engine's own tables, and the mixin that makes a table's rows belong to a run.

The specification's column names ``brief_id`` and ``metadata`` are ``subject`` and ``meta`` here: the engine knows no
marketing word.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from aicmo.db import NAMING, Timestamp, new_id
from aicmo.saga.states import Status

IS_FREE: Final = text("claimed_by IS NULL AND status IN ('PENDING', 'COMPENSATING')")
"""Nobody holds the run and somebody should: at once, or when its time has come."""
IS_WAITING: Final = text("status = 'WAITING'")
IS_HELD: Final = text("claimed_by IS NOT NULL AND status IN ('RUNNING', 'COMPENSATING')")
IS_LIVE: Final = text("undone_at IS NULL")
IS_UNSENT: Final = text("sent_at IS NULL AND withdrawn_at IS NULL")


class Owned(MappedAsDataclass, kw_only=True):
    """A row that a run creates: mix it into a mapped class of any declarative base.

    ``id`` is made in Python when the row is made, so that rows can refer to each other before they are written.
    ``run_id`` is set by the engine alone, in the transaction that inserts the row; a step never sees it.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    run_id: Mapped[UUID] = mapped_column(index=True, init=False, repr=False)


class EngineBase(DeclarativeBase):
    """The engine's own metadata, apart from its users' tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Timestamp, dict[str, Any]: JSON(none_as_null=True), list[str]: JSON}  # noqa: RUF012 (SQLAlchemy's)


class WorkflowRun(EngineBase):
    """A run: one execution of a saga for one input. Lower ``priority`` numbers go first.

    ``account`` is whose run it is: all runs of one account can be found and erased together. ``rewind_to`` names the
    step from which a run that is being undone goes forward again; without it, undoing ends the run. ``waiting`` is
    ``{"signal": …, "then": …}`` while the run waits. ``takeovers`` counts holders that were gone since the run last
    came to a stop, ``deaths`` processes that died while they carried this run alone. ``cause`` is ``{"reason": …,
    "error": …}`` of what brought a quarantined run down, while ``reason`` and ``last_error`` say why its undo was
    refused; ``accepted`` is who settled that: ``{"by": …, "because": …, "at": …}``.
    """

    __tablename__ = "workflow_runs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workflow: Mapped[str]
    version: Mapped[int]
    steps: Mapped[list[str]]
    subject: Mapped[str] = mapped_column("brief_id")
    account: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]
    input: Mapped[dict[str, Any]]
    input_sha256: Mapped[str]
    idempotency_key: Mapped[str | None]
    retry_of: Mapped[UUID | None]
    forked_from: Mapped[UUID | None]
    priority: Mapped[int]
    available_at: Mapped[datetime]
    attempt: Mapped[int]
    retry_count: Mapped[int]
    tried: Mapped[dict[str, Any]]
    rewind_to: Mapped[str | None]
    waiting: Mapped[dict[str, Any] | None]
    takeovers: Mapped[int] = mapped_column(server_default=text("0"))
    deaths: Mapped[int] = mapped_column(server_default=text("0"))
    fence: Mapped[int] = mapped_column(BigInteger)
    claimed_by: Mapped[UUID | None]
    claimed_at: Mapped[datetime | None]
    lease_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]
    past_pivot_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    erased_by: Mapped[str | None]
    cause: Mapped[dict[str, Any] | None]
    accepted: Mapped[dict[str, Any] | None]
    last_error: Mapped[str | None]
    report: Mapped[dict[str, Any] | None]
    meta: Mapped[dict[str, Any]] = mapped_column("metadata")

    __table_args__ = (
        Index("ix_workflow_runs_brief_id", "brief_id"),
        Index("ix_workflow_runs_status", "status"),
        Index("ix_workflow_runs_status_claimed_expires", "status", "claimed_by", "lease_expires_at"),
        Index("ix_workflow_runs_created_at", "created_at", "id"),
        Index("ix_workflow_runs_account", "account"),
        Index("ix_workflow_runs_completed_at", "completed_at"),
        Index(
            "ix_workflow_runs_due",
            "priority",
            "available_at",
            "id",
            postgresql_where=IS_FREE,
            sqlite_where=IS_FREE,
        ),
        Index("ix_workflow_runs_waiting", "available_at", postgresql_where=IS_WAITING, sqlite_where=IS_WAITING),
        Index("ix_workflow_runs_held", "claimed_by", postgresql_where=IS_HELD, sqlite_where=IS_HELD),
        Index("uq_workflow_runs_idempotency_key", "workflow", "idempotency_key", unique=True),
    )

    @property
    def state(self) -> Status:
        """The status as a member of :class:`~aicmo.saga.states.Status`."""
        return Status(self.status)


class WorkflowStep(EngineBase):
    """A checkpoint: this step is committed; ``effects`` is its part of the ledger.

    ``effects`` is ``{"rows": [[table, [id, …]], …], "folder": "<run>/<fence>/<step>", "files": [[name, bytes,
    sha256], …]}``, in the order the step returned them. ``receipt`` says what undoing it deleted. A step that fans
    out has a checkpoint for each ``item``, and when all are done one with item "" and ``"items": [name, …]`` in order;
    so has one that keeps a journal, for each entry.
    """

    __tablename__ = "workflow_steps"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_runs.id"))
    attempt: Mapped[int]
    step: Mapped[str]
    item: Mapped[str]
    seq: Mapped[int]
    effects: Mapped[dict[str, Any]]
    elapsed_ms: Mapped[int]
    committed_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    receipt: Mapped[dict[str, Any] | None]

    __table_args__ = (
        Index("ix_workflow_steps_run_id", "run_id", "seq"),
        Index(
            "uq_workflow_steps_live",
            "run_id",
            "step",
            "item",
            unique=True,
            postgresql_where=IS_LIVE,
            sqlite_where=IS_LIVE,
        ),
    )


class WorkflowWorker(EngineBase):
    """A worker that holds runs: gone when ``beat_at`` is older than a few seconds."""

    __tablename__ = "workflow_workers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    beat_at: Mapped[datetime]


class WorkflowSignal(EngineBase):
    """Something a run was told from outside: an approval, data, an edit. A step reads it as a fact.

    ``attempt`` is the run's when it came. An ``expired`` one was sent by nobody: it says that a wait for this name has
    passed its deadline. ``idempotency_key`` and ``request_sha256`` are those of a request that may come again.
    """

    __tablename__ = "workflow_signals"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_runs.id"))
    name: Mapped[str]
    payload: Mapped[dict[str, Any]]
    sent_by: Mapped[str | None]
    sent_at: Mapped[datetime]
    attempt: Mapped[int]
    expired: Mapped[bool]
    idempotency_key: Mapped[str | None]
    request_sha256: Mapped[str | None]

    __table_args__ = (Index("ix_workflow_signals_run_id", "run_id", "id"),)


class WorkflowIntent(EngineBase):
    """An external effect, written down before it is tried: what may have happened outside, and whether it was undone.

    ``key`` is the idempotency key given to the other side: stable across retries, new after an undo. After
    ``deadline_at`` no call under this key is under way any more.
    """

    __tablename__ = "workflow_intents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_runs.id"))
    attempt: Mapped[int]
    step: Mapped[str]
    item: Mapped[str]
    seq: Mapped[int]
    key: Mapped[str]
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    undo_tries: Mapped[int]
    undone_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    __table_args__ = (
        Index("ix_workflow_intents_run_id", "run_id", "id"),
        Index("uq_workflow_intents_key", "key", unique=True),
    )


class WorkflowMessage(EngineBase):
    """The outbox: a message to somebody outside, written with the step that wants it sent, sent afterwards.

    Delivered at least once, with the message's id for those who want it once; withdrawn when its step is undone first.
    """

    __tablename__ = "workflow_messages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_runs.id"))
    step: Mapped[str]
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    tries: Mapped[int]
    sent_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    __table_args__ = (
        Index("ix_workflow_messages_run_id", "run_id"),
        Index("ix_workflow_messages_unsent", "available_at", postgresql_where=IS_UNSENT, sqlite_where=IS_UNSENT),
    )


class WorkflowEvent(EngineBase):
    """A turn in a run's history that its checkpoints do not show: a failed try, a wait, a takeover, a verdict."""

    __tablename__ = "workflow_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_runs.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    attempt: Mapped[int]
    fence: Mapped[int] = mapped_column(BigInteger)
    step: Mapped[str | None]
    detail: Mapped[dict[str, Any]]

    __table_args__ = (Index("ix_workflow_events_run_id", "run_id", "id"),)
