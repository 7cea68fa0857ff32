"""Why two workers can't take one run: a claim is won by one atomic UPDATE that also bumps the run's fence.

All lease arithmetic uses the database's clock. A holder is gone when its worker row has not beaten for a few seconds,
or when its lease is over; recovery is nothing but this predicate, evaluated by every worker that looks for work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import delete, exists, or_, select, union_all, update
from sqlalchemy import literal_column as sql

from aicmo.saga.models import IS_HELD, IS_PENDING, WorkflowRun, WorkflowWorker
from aicmo.saga.states import Status
from aicmo.saga.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from aicmo.db import Database

LEASE_SECONDS: Final = 300.0
GONE_AFTER_SECONDS: Final = 3.0
BEAT_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to act on a run until a higher fence exists."""

    run_id: UUID
    fence: int
    worker: UUID


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a claim lasts without renewal, and how long a silent worker counts as alive (seconds)."""

    lease: float = LEASE_SECONDS
    gone_after: float = GONE_AFTER_SECONDS


def claim(
    database: Database,
    worker: UUID,
    workflows: Sequence[str],
    terms: Terms,
    *,
    limit: int = 1,
    run_id: UUID | None = None,
) -> list[Claim]:
    """Claim up to ``limit`` runs of these workflows: due ones and abandoned ones, by priority and age.

    With ``run_id``, that run or nothing. The worker's row must beat already. Whoever asks has nothing at hand: a run
    held in the worker's own name is one whose claim it never heard of, because the line was cut, and is abandoned too.
    """
    due = _due(database, workflows, limit, run_id).cte("due")
    abandoned = _abandoned(database, worker, workflows, terms, limit, run_id).cte("abandoned")
    found = union_all(select(abandoned.c.id), select(due.c.id)).subquery()
    statement = (
        update(WorkflowRun)
        .where(WorkflowRun.id.in_(select(found.c.id).limit(limit)))
        .values(
            status=_running_if_pending(),
            fence=WorkflowRun.fence + 1,
            claimed_by=worker,
            claimed_at=sql(database.now()),
            lease_expires_at=sql(database.now(terms.lease)),
            updated_at=sql(database.now()),
        )
        .returning(WorkflowRun.id, WorkflowRun.fence)
    )
    with database.connect() as connection:
        return [Claim(row.id, row.fence, worker) for row in connection.execute(statement)]


def beat(database: Database, worker: UUID, name: str) -> None:
    """Say that the worker is alive."""
    with database.connect() as connection:
        values = {"id": worker, "name": name, "beat_at": sql(database.now())}
        connection.execute(upsert(connection, WorkflowWorker, values, key=["id"], change=["beat_at"]))


def renew(database: Database, worker: UUID, terms: Terms) -> None:
    """Extend the leases of everything the worker holds."""
    with database.connect() as connection:
        connection.execute(
            update(WorkflowRun)
            .where(IS_HELD, WorkflowRun.claimed_by == worker)
            .values(lease_expires_at=sql(database.now(terms.lease)))
        )


def retire(database: Database, worker: UUID) -> None:
    """Take the worker's row away: what it still holds is free at once."""
    with database.connect() as connection:
        connection.execute(delete(WorkflowWorker).where(WorkflowWorker.id == worker))


def sweep_workers(database: Database, after: float = 3600.0) -> None:
    """Remove rows of workers that died long ago (seconds)."""
    with database.connect() as connection:
        connection.execute(delete(WorkflowWorker).where(WorkflowWorker.beat_at < sql(database.now(-after))))


def _due(database: Database, workflows: Sequence[str], limit: int, run_id: UUID | None) -> Any:
    query = (
        select(WorkflowRun.id)
        .where(IS_PENDING, WorkflowRun.workflow.in_(workflows))
        .where(WorkflowRun.available_at <= sql(database.now()))
        .order_by(WorkflowRun.priority, WorkflowRun.available_at, WorkflowRun.id)
    )
    return _only(query, run_id).limit(limit).with_for_update(skip_locked=True)


def _abandoned(
    database: Database, worker: UUID, workflows: Sequence[str], terms: Terms, limit: int, run_id: UUID | None
) -> Any:
    alive = exists().where(
        WorkflowWorker.id == WorkflowRun.claimed_by,
        WorkflowWorker.beat_at >= sql(database.now(-terms.gone_after)),
    )
    query = (
        select(WorkflowRun.id)
        .where(IS_HELD, WorkflowRun.workflow.in_(workflows))
        .where(or_(WorkflowRun.lease_expires_at < sql(database.now()), ~alive, WorkflowRun.claimed_by == worker))
        .order_by(WorkflowRun.priority, WorkflowRun.available_at, WorkflowRun.id)
    )
    return _only(query, run_id).limit(limit).with_for_update(skip_locked=True, of=WorkflowRun)


def _only(query: Any, run_id: UUID | None) -> Any:
    return query if run_id is None else query.where(WorkflowRun.id == run_id)


def _running_if_pending() -> ColumnElement[Any]:
    return sql(f"CASE WHEN status = '{Status.PENDING}' THEN '{Status.RUNNING}' ELSE status END")
