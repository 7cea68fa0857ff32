"""Why two workers can't take one run: a claim is won by one atomic UPDATE that also bumps the run's fence.

All lease arithmetic uses the database's clock. A holder is gone when its worker row has not beaten for a few seconds,
or when its lease is over; recovery is nothing but this predicate, evaluated by every worker that looks for work.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import case, delete, exists, inspect, literal, not_, or_, select, union_all, update
from sqlalchemy import literal_column as sql
from sqlalchemy.dialects.postgresql import insert

from aicmo import db
from aicmo.saga import history
from aicmo.saga.history import Turn
from aicmo.saga.models import IS_FREE, IS_HELD, IS_WAITING, WorkflowRun, WorkflowWorker
from aicmo.saga.states import Status
from aicmo.saga.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Dialect

    from aicmo.db import Database

LEASE_SECONDS: Final = 300.0
GONE_AFTER_SECONDS: Final = 3.0
BEAT_SECONDS: Final = 1.0
WORKERS: Final[Any] = WorkflowWorker.__table__
IN_ORDER: Final = (WorkflowRun.priority, WorkflowRun.available_at, WorkflowRun.id)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to act on a run until a higher fence exists."""

    run_id: UUID
    fence: int
    worker: UUID


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that was just won, and the run as it is under it."""

    claim: Claim
    run: WorkflowRun


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a claim lasts without renewal, and how long a silent worker counts as alive (seconds)."""

    lease: float = LEASE_SECONDS
    gone_after: float = GONE_AFTER_SECONDS


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who asks for runs: a worker with a name, the workflows it knows, and the terms it offers."""

    id: UUID
    name: str
    workflows: Sequence[str]
    terms: Terms


def claim(
    database: Database,
    claimant: Claimant,
    *,
    limit: int = 1,
    run_id: UUID | None = None,
    at_hand: Collection[UUID] = (),
) -> list[Claimed]:
    """Claim up to ``limit`` runs: due ones, waiting ones whose time has come, abandoned ones, by priority and age.

    With ``run_id``, that run or nothing. ``at_hand`` are the runs the claimant knows it holds: any other one in its
    name is one whose claim it never heard of, because the line was cut, and is abandoned too. Who wins a run is alive
    from the same moment on.
    """
    kinds = (_free(database, claimant), _waiting(database, claimant), _abandoned(database, claimant, at_hand))
    chosen = [_only(query, run_id, limit).cte(f"kind_{place}") for place, query in enumerate(kinds)]
    found = union_all(*(select(cte.c.id, *(cte.c[key.name] for key in IN_ORDER[:2])) for cte in chosen)).subquery()
    first = select(found.c.id).order_by(found.c.priority, found.c.available_at, found.c.id).limit(limit)
    statement = (
        update(WorkflowRun)
        .where(WorkflowRun.id.in_(first))
        .values(
            status=case((WorkflowRun.status == Status.COMPENSATING, WorkflowRun.status), else_=Status.RUNNING),
            fence=WorkflowRun.fence + 1,
            takeovers=case(
                (WorkflowRun.claimed_by.is_(None), 0),
                (WorkflowRun.claimed_by == claimant.id, WorkflowRun.takeovers),
                else_=WorkflowRun.takeovers + 1,
            ),
            **held_by(database.engine.dialect, claimant),
        )
        .returning(*WorkflowRun.__table__.c)
    )
    with database.atomic() as connection:
        if not database.is_sqlite:
            statement = alive(connection, statement, claimant, when=first)
        won = [as_run(row) for row in connection.execute(statement)]
        if won and database.is_sqlite:
            _beat(connection, claimant)
        for run in won:
            if run.takeovers:
                history.note(connection, run.id, Turn.TAKEN_OVER, worker=claimant.name)
    won.sort(key=lambda run: (run.priority, run.available_at, run.id))
    return [Claimed(Claim(run.id, run.fence, claimant.id), run) for run in won]


def held_by(dialect: Dialect, claimant: Claimant) -> dict[str, Any]:
    """Return the columns of a run that the claimant holds from now on."""
    now: Any = sql(db.now(dialect))
    lease_ends: Any = sql(db.now(dialect, claimant.terms.lease))
    return {"claimed_by": claimant.id, "claimed_at": now, "lease_expires_at": lease_ends, "updated_at": now}


def alive(connection: Connection, statement: Any, claimant: Claimant, *, when: Any = None) -> Any:
    """Return a statement that also says that the claimant is alive, from the same moment on.

    A winner that nobody saw alive yet would be robbed by the next one who looks. ``when`` is a query: only if it finds
    any.
    """
    if connection.dialect.name == "sqlite":  # no inserts within a statement; the caller's transaction does as well
        _beat(connection, claimant)
        return statement
    values: Any = select(literal(claimant.id), literal(claimant.name), sql(db.now(connection.dialect)))
    beating = insert(WORKERS).from_select(
        ["id", "name", "beat_at"], values if when is None else values.where(exists(when))
    )
    beating = beating.on_conflict_do_update(index_elements=["id"], set_={"beat_at": beating.excluded.beat_at})
    return statement.add_cte(beating.cte("beating"))


def as_run(row: Any) -> WorkflowRun:
    """Return a result row with all of the table's columns as a run, detached."""
    names = {prop.columns[0].name: prop.key for prop in inspect(WorkflowRun).column_attrs}
    return WorkflowRun(**{names[name]: value for name, value in row._mapping.items()})  # noqa: SLF001 (SQLAlchemy's public name for it)


def beat(database: Database, claimant: Claimant) -> None:
    """Say that the worker is alive."""
    with database.connect() as connection:
        _beat(connection, claimant)


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


def _beat(connection: Connection, claimant: Claimant) -> None:
    values = {"id": claimant.id, "name": claimant.name, "beat_at": sql(db.now(connection.dialect))}
    connection.execute(upsert(connection, WorkflowWorker, values, key=["id"], change=["beat_at"]))


def _free(database: Database, claimant: Claimant) -> Any:
    return _of(claimant).where(IS_FREE, WorkflowRun.available_at <= sql(database.now()))


def _waiting(database: Database, claimant: Claimant) -> Any:
    return _of(claimant).where(IS_WAITING, WorkflowRun.available_at <= sql(database.now()))


def _abandoned(database: Database, claimant: Claimant, at_hand: Collection[UUID]) -> Any:
    alive = exists().where(
        WorkflowWorker.id == WorkflowRun.claimed_by,
        WorkflowWorker.beat_at >= sql(database.now(-claimant.terms.gone_after)),
    )
    unheard = (WorkflowRun.claimed_by == claimant.id) & not_(WorkflowRun.id.in_(at_hand))
    gone = or_(WorkflowRun.lease_expires_at < sql(database.now()), ~alive)
    return _of(claimant).where(IS_HELD, or_(unheard, gone & (WorkflowRun.claimed_by != claimant.id)))


def _of(claimant: Claimant) -> Any:
    return select(*(key for key in (WorkflowRun.id, *IN_ORDER[:2]))).where(WorkflowRun.workflow.in_(claimant.workflows))


def _only(query: Any, run_id: UUID | None, limit: int) -> Any:
    if run_id is not None:
        query = query.where(WorkflowRun.id == run_id)
    return query.order_by(*IN_ORDER).limit(limit).with_for_update(skip_locked=True, of=WorkflowRun)
