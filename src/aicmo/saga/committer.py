"""One short transaction a step: fence, rows, ledger, checkpoint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, inspect, select, update
from sqlalchemy import literal_column as sql

from aicmo.db import new_id
from aicmo.saga import ledger
from aicmo.saga.errors import Stale
from aicmo.saga.models import Owned, WorkflowRun, WorkflowStep
from aicmo.saga.states import TERMINAL, Status, sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga
    from aicmo.saga.storage import Stored


@dataclass(frozen=True, slots=True)
class Work:
    """What a step made, ready to be committed. ``last`` says that the run is complete with it."""

    step: str
    seq: int
    attempt: int
    rows: Sequence[Owned]
    folder: str | None
    files: Sequence[Stored]
    elapsed_ms: int
    last: bool


def commit(database: Database, saga: Saga, claim: Claim, work: Work) -> None:
    """Commit a step's work if the claim is still ours; raises :class:`~aicmo.saga.errors.Stale` if not."""
    with database.transaction() as connection:
        fence(connection, claim)
        _insert(connection, saga, claim, work.rows)
        connection.execute(insert(WorkflowStep).values(_checkpoint(database, claim, work)))
        if work.last:
            finish(database, connection, claim, Status.COMPLETED)


def fence(connection: Connection, claim: Claim) -> None:
    """Lock the run's row, first of all statements; raises Stale when another claim has come since."""
    query = select(WorkflowRun.fence).where(WorkflowRun.id == claim.run_id).with_for_update(key_share=True)
    if connection.scalar(query) != claim.fence:
        raise Stale(f"Run {claim.run_id} was taken over; nothing of fence {claim.fence} was written.")


def turn(database: Database, claim: Claim, **values: Any) -> Claim:
    """Turn a running run to compensation and return the new claim on it: no older writer can commit from here on."""
    statement = (
        update(WorkflowRun)
        .where(WorkflowRun.id == claim.run_id, WorkflowRun.fence == claim.fence)
        .where(WorkflowRun.status == Status.RUNNING)
        .values(status=Status.COMPENSATING, fence=claim.fence + 1, updated_at=sql(database.now()), **values)
    )
    with database.connect() as connection:
        if connection.execute(statement).rowcount != 1:
            raise Stale(f"Run {claim.run_id} was taken over before it could be undone.")
    return replace(claim, fence=claim.fence + 1)


def stop(database: Database, claim: Claim, status: Status, *, after: float = 0, **values: Any) -> None:
    """Let go of the run in ``status``; a pending one is due in ``after`` seconds."""
    with database.transaction() as connection:
        fence(connection, claim)
        finish(database, connection, claim, status, available_at=sql(database.now(after)), **values)


def finish(database: Database, connection: Connection, claim: Claim, status: Status, **values: Any) -> None:
    """Move the fenced run to a state in which nobody holds it. ``values`` are further columns."""
    now: Any = sql(database.now())
    moved = connection.execute(
        update(WorkflowRun)
        .where(WorkflowRun.id == claim.run_id, WorkflowRun.fence == claim.fence)
        .where(WorkflowRun.status.in_(sources(status)))
        .values(status=status, updated_at=now, claimed_by=None, claimed_at=None, lease_expires_at=None, **values)
        .values({"completed_at": now} if status in TERMINAL else {})
    )
    if moved.rowcount != 1:
        raise Stale(f"Run {claim.run_id} is not in a state that leads to {status}.")


def _insert(connection: Connection, saga: Saga, claim: Claim, rows: Sequence[Owned]) -> None:
    for row in rows:
        row.run_id = claim.run_id
    for table in saga.tables:
        values = [_values(row) for row in rows if inspect(type(row)).local_table is table]
        if values:
            connection.execute(table.insert(), values)


def _values(row: Owned) -> dict[str, Any]:
    mapper = inspect(type(row))
    return {prop.columns[0].key: getattr(row, prop.key) for prop in mapper.column_attrs}


def _checkpoint(database: Database, claim: Claim, work: Work) -> dict[str, Any]:
    return {
        "id": new_id(),
        "run_id": claim.run_id,
        "attempt": work.attempt,
        "step": work.step,
        "item": "",
        "seq": work.seq,
        "effects": ledger.effects(work.rows, work.folder, work.files),
        "elapsed_ms": work.elapsed_ms,
        "committed_at": sql(database.now()),
    }
