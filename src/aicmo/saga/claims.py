"""Why two workers can't take one run: a claim is won by one atomic UPDATE that also bumps the run's fence.

All lease arithmetic uses the database's clock. A holder is gone when its worker row has not beaten for a few seconds,
or when its lease is over; recovery is nothing but this predicate, evaluated by every worker that looks for work.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import (
    Integer,
    String,
    Uuid,
    bindparam,
    case,
    delete,
    exists,
    false,
    inspect,
    not_,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy import literal_column as sql
from sqlalchemy.dialects.postgresql import insert

from aicmo import db
from aicmo.saga import history
from aicmo.saga.history import Turn
from aicmo.saga.models import IS_FREE, IS_HELD, IS_WAITING, EngineBase, WorkflowRun, WorkflowWorker
from aicmo.saga.references import listed, within
from aicmo.saga.states import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection, Dialect

    from aicmo.db import Database

LEASE_SECONDS: Final = 300.0
GONE_AFTER_SECONDS: Final = 3.0
BEAT_SECONDS: Final = 1.0
WORKERS: Final[Any] = WorkflowWorker.__table__
IN_ORDER: Final = (WorkflowRun.priority, WorkflowRun.available_at, WorkflowRun.id)
IDENTIFYING: Final[Any] = (WorkflowRun.id, *IN_ORDER[:2])
MOST: Final[Any] = bindparam("most", type_=Integer())
WORKER: Final[Any] = bindparam("worker", type_=Uuid())
EngineBase.registry.configure()  # runs are made below as the ORM's own loader makes them
MAPPED: Final = inspect(WorkflowRun)
KEYS: Final = tuple(MAPPED.get_property_by_column(column).key for column in WorkflowRun.__table__.c)


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
    dialect = database.engine.dialect
    looked_at = 1 << (limit - 1).bit_length()
    statement = _statement(
        dialect, db.now(dialect), claimant.terms, tuple(claimant.workflows), looked_at, run_id is not None
    )
    asked = {"worker": claimant.id, "worker_name": claimant.name, "most": limit, "wanted": run_id}
    with database.atomic() as connection:
        won = [as_run(row) for row in connection.execute(statement, asked | {"at_hand": listed(dialect, at_hand)})]
        if won and database.is_sqlite:
            said_alive(connection, claimant)
        for run in won:
            if run.takeovers:
                history.note(connection, run.id, Turn.TAKEN_OVER, worker=claimant.name)
    won.sort(key=lambda run: (run.priority, run.available_at, run.id))
    return [Claimed(Claim(run.id, run.fence, claimant.id), run) for run in won]


@lru_cache(maxsize=256)
def _statement(
    dialect: Dialect,
    clock: str,  # noqa: ARG001 (a cache's key, likewise the last one)
    terms: Terms,
    workflows: Sequence[str],
    looked_at: int,
    one: bool,  # noqa: FBT001
) -> Any:
    """Build the claim: once for each kind of claimant, since building costs more than asking; its values are bound.

    But for one: how many of each kind are ``looked_at``, a power of two. Of a bound limit PostgreSQL expects a tenth of
    all that wait, so with many delayed runs no prepared plan seems good enough, and each claim is planned anew.
    """
    kinds = (_free(dialect), _waiting(dialect), _abandoned(dialect, terms))
    chosen = [_only(query, workflows, looked_at, one).cte(f"kind_{place}") for place, query in enumerate(kinds)]
    found = union_all(*(select(cte.c.id, *(cte.c[key.name] for key in IN_ORDER[:2])) for cte in chosen)).subquery()
    first = select(found.c.id).order_by(found.c.priority, found.c.available_at, found.c.id).limit(MOST)
    statement = (
        update(WorkflowRun)
        .where(WorkflowRun.id.in_(first))
        .values(
            status=case((WorkflowRun.status == Status.COMPENSATING, WorkflowRun.status), else_=Status.RUNNING),
            fence=WorkflowRun.fence + 1,
            takeovers=case(
                (WorkflowRun.claimed_by.is_(None), 0),
                (WorkflowRun.claimed_by == WORKER, WorkflowRun.takeovers),
                else_=WorkflowRun.takeovers + 1,
            ),
            **held_by(dialect, WORKER, terms),
        )
        .returning(*WorkflowRun.__table__.c)
    )
    if dialect.name == "sqlite":
        return statement
    return statement.add_cte(beating(dialect, when=first))


def held_by(dialect: Dialect, worker: Any, terms: Terms) -> dict[str, Any]:
    """Return the columns of a run that the worker holds from now on."""
    now: Any = sql(db.now(dialect))
    lease_ends: Any = sql(db.now(dialect, terms.lease))
    return {"claimed_by": worker, "claimed_at": now, "lease_expires_at": lease_ends, "updated_at": now}


def beating(dialect: Dialect, *, when: Any = None) -> Any:
    """Return the part of a statement that says that the claimant (``worker``, ``worker_name``) lives from now on.

    A winner that nobody saw alive yet would be robbed by the next one who looks. ``when`` is a query: only if it finds
    any. SQLite has no inserts within a statement; there the caller's transaction does as well.
    """
    values: Any = select(WORKER, bindparam("worker_name", type_=String()), sql(db.now(dialect)))
    beating = insert(WORKERS).from_select(
        ["id", "name", "beat_at"], values if when is None else values.where(exists(when))
    )
    return beating.on_conflict_do_update(index_elements=["id"], set_={"beat_at": beating.excluded.beat_at}).cte(
        "beating"
    )


def as_run(row: Any) -> WorkflowRun:
    """Return a result row with all of the table's columns, in their order, as a run, detached."""
    # As the ORM's own loader does it: a constructor that sets 35 attributes one by one costs more than the claim.
    run: WorkflowRun = MAPPED.class_manager.new_instance()
    run.__dict__.update(zip(KEYS, row, strict=True))
    return run


def beat(database: Database, claimant: Claimant) -> None:
    """Say that the worker is alive."""
    with database.connect() as connection:
        said_alive(connection, claimant)


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


def said_alive(connection: Connection, claimant: Claimant) -> None:
    """Say that the claimant lives, in the caller's transaction."""
    values = {"id": claimant.id, "name": claimant.name, "beat_at": sql(db.now(connection.dialect))}
    connection.execute(db.upsert(connection.dialect, WorkflowWorker, values, key=["id"], change=["beat_at"]))


def _free(dialect: Dialect) -> Any:
    return select(*IDENTIFYING).where(IS_FREE, WorkflowRun.available_at <= sql(db.now(dialect)))


def _waiting(dialect: Dialect) -> Any:
    return select(*IDENTIFYING).where(IS_WAITING, WorkflowRun.available_at <= sql(db.now(dialect)))


def _abandoned(dialect: Dialect, terms: Terms) -> Any:
    alive = exists().where(
        WorkflowWorker.id == WorkflowRun.claimed_by,
        WorkflowWorker.beat_at >= sql(db.now(dialect, -terms.gone_after)),
    )
    unheard = (WorkflowRun.claimed_by == WORKER) & not_(within(dialect, WorkflowRun.id, "at_hand"))
    gone = or_(WorkflowRun.lease_expires_at < sql(db.now(dialect)), ~alive)
    return select(*IDENTIFYING).where(IS_HELD, or_(unheard, gone & (WorkflowRun.claimed_by != WORKER)))


def _only(query: Any, workflows: Sequence[str], looked_at: int, one: bool) -> Any:  # noqa: FBT001 (passed on from a cache's key)
    query = query.where(or_(false(), *(WorkflowRun.workflow == name for name in workflows)))
    if one:
        query = query.where(WorkflowRun.id == bindparam("wanted", type_=Uuid()))
    return query.order_by(*IN_ORDER).limit(sql(str(looked_at))).with_for_update(skip_locked=True, of=WorkflowRun)
