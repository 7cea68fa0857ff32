"""External effects, written down before they are tried: no crash can make one that nobody knows of.

An intent is open until its effect was undone. Whether the call under it is over is known when the other side's answer
came (``done_at``), or when its deadline has passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal_column, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo.db import Timestamp, new_id, upsert
from aicmo.saga import committer
from aicmo.saga.facts import Key
from aicmo.saga.models import WorkflowIntent, WorkflowRun

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import External
    from aicmo.saga.models import WorkflowRun as RunRow


def begin(database: Database, claim: Claim, run: RunRow, step: External, seq: int, seconds: float, item: str) -> Key:
    """Write down that a call is about to be made and will be over ``seconds`` from now; return its key.

    A call made again keeps its key. With a pivot the run is past it from here on.
    """
    key = Key(f"{run.id}/{run.attempt}/{step.unit(item)}")
    values = {
        "id": new_id(),
        "run_id": run.id,
        "attempt": run.attempt,
        "step": step.name,
        "item": item,
        "seq": seq,
        "key": key,
        "started_at": sql(database.now()),
        "deadline_at": sql(database.now(seconds)),
        "done_at": None,
        "undo_tries": 0,
    }
    with database.transaction() as connection:
        committer.fence(connection, claim)
        connection.execute(
            upsert(connection.dialect, WorkflowIntent, values, key=["key"], change=["deadline_at", "done_at"])
        )
        if step.pivot:
            passed = func.coalesce(WorkflowRun.past_pivot_at, sql(database.now()))
            connection.execute(update(WorkflowRun).where(WorkflowRun.id == run.id).values(past_pivot_at=passed))
    return key


def answered(database: Database, claim: Claim, key: Key) -> None:
    """Write down that the other side has answered: nothing is under way under this key any more."""
    with database.transaction() as connection:
        committer.fence(connection, claim)
        committer.end_call(database, connection, key)


def to_undo(database: Database, run_id: UUID, *, back_to: int) -> Sequence[tuple[WorkflowIntent, float]]:
    """Return the open intents from step ``back_to`` on, newest first, each with the seconds its call may still last."""
    now: Any = literal_column(database.now(), Timestamp())
    query = (
        select(WorkflowIntent, now)
        .where(WorkflowIntent.run_id == run_id, WorkflowIntent.undone_at.is_(None), WorkflowIntent.seq >= back_to)
        .order_by(WorkflowIntent.seq.desc(), WorkflowIntent.started_at.desc(), WorkflowIntent.id.desc())
    )
    with Session(database.engine) as session:
        found = [
            (intent, 0.0 if intent.done_at else (intent.deadline_at - shown).total_seconds())
            for intent, shown in session.execute(query)
        ]
        session.expunge_all()
        return found


def note(database: Database, claim: Claim, intent: WorkflowIntent, **values: Any) -> None:
    """Write down, under the fence, how an undo went."""
    with database.transaction() as connection:
        committer.fence(connection, claim)
        connection.execute(update(WorkflowIntent).where(WorkflowIntent.id == intent.id).values(**values))
