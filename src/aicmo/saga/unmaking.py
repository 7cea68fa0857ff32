"""The undo of a run's rows as a conversation: SQLite's way, and PostgreSQL's for what no flight takes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Uuid, bindparam, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo.saga import committer, ledger, outbox
from aicmo.saga.history import Turn
from aicmo.saga.models import WorkflowStep
from aicmo.saga.states import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.saga.deletion import Deletion


def unmake(
    database: Database, connection: Connection, planned: Deletion, *, accepted: bool = False
) -> Sequence[tuple[str, str, dict[str, Any] | None, str | None]]:
    """Lock the run, then delete what is planned; return its checkpoints as :func:`~aicmo.saga.deletion.fly` does.

    With ``accepted`` rows that are gone already may be missing. Raises Stale for a claim that was lost, and Refused,
    naming table, key and reason; then the caller's transaction, or its savepoint, must be rolled back.
    """
    committer.fence(connection, planned.claim)
    live = live_steps(connection, planned.run_id)
    undone = [step for step in live if step.seq >= planned.back_to]
    kept = [step for step in live if step.seq < planned.back_to]
    ids = ledger.row_ids(step.effects for step in undone)
    # What a person has accepted is that rows are gone; rows that somebody took over are still there.
    absent = ledger.absent(connection, planned.saga, ids) if accepted else {}
    stays = ledger.row_ids(step.effects for step in kept)
    ledger.delete(connection, planned.saga, planned.run_id, ledger.without(ids, absent), kept=stays)
    mark_undone(database, connection, undone, absent)
    outbox.withdraw(database, connection, planned.run_id, {step.step for step in undone})
    if planned.ends:
        committer.finish(database, connection, planned.claim, Status.COMPENSATED, Turn.UNDONE)
    receipts = {step.id: ledger.receipt(step.effects, absent) for step in undone}
    return [(step.step, step.item, receipts.get(step.id), step.effects.get("folder")) for step in live]


def mark_undone(database: Database, connection: Connection, steps: Sequence[WorkflowStep], absent: ledger.Ids) -> None:
    """Write down that what these checkpoints list is gone; ``absent`` rows were so before."""
    if steps:
        marks = [{"of": step.id, "receipt": ledger.receipt(step.effects, absent)} for step in steps]
        connection.execute(_marking(database.now()), marks)


@lru_cache(maxsize=16)
def _marking(clock: str) -> Any:
    table: Any = WorkflowStep.__table__
    return update(table).where(table.c.id == bindparam("of", type_=Uuid())).values(undone_at=sql(clock))


def live_steps(connection: Connection, run_id: UUID) -> Sequence[WorkflowStep]:
    """Return the checkpoints that are not undone, last one first."""
    query = select(WorkflowStep).where(WorkflowStep.run_id == run_id, WorkflowStep.undone_at.is_(None))
    with Session(connection) as session:
        found = session.scalars(query.order_by(WorkflowStep.seq.desc(), WorkflowStep.id.desc())).all()
        session.expunge_all()
        return found
