"""What is still to be done: whether a run goes on by itself, and whether anything is left for a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select, type_coerce
from sqlalchemy import literal_column as sql

from aicmo.saga.models import IS_FREE, IS_HELD, IS_WAITING, WorkflowRun
from aicmo.saga.states import HELD, TERMINAL, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aicmo.db import Database


@dataclass(frozen=True)
class Backlog:
    """What is not at its end: runs by status, and how long the oldest due one has waited, in seconds."""

    runs: Mapping[str, int]
    oldest_due: float


def backlog(database: Database) -> Backlog:
    """Count the runs that are not at their end, in one statement that reads no finished run."""
    live = [status for status in Status if status not in TERMINAL]
    now: Any = type_coerce(sql(database.now()), WorkflowRun.available_at.type)
    query = (
        select(WorkflowRun.status, func.count(), func.min(WorkflowRun.available_at), now)
        .where(WorkflowRun.status.in_(live))
        .group_by(WorkflowRun.status)
    )
    with database.connect() as connection:
        rows = connection.execute(query).all()
    waits = [(asked - oldest).total_seconds() for status, _, oldest, asked in rows if status == Status.PENDING]
    return Backlog({status: number for status, number, _, _ in rows}, max(0.0, *waits, 0.0))


def is_moving(status: Status) -> bool:
    """Say whether a run in this state goes on without a person."""
    return status is Status.PENDING or status in HELD


def is_busy(database: Database, workflows: Sequence[str]) -> bool:
    """Say whether a run of these workflows is held by someone, is due, or waits for another try of a step."""
    now: Any = sql(database.now())
    being_retried = IS_FREE & (WorkflowRun.fence > 0)
    due = or_(IS_FREE, IS_WAITING) & (WorkflowRun.available_at <= now)
    query = select(exists().where(WorkflowRun.workflow.in_(workflows), or_(IS_HELD, being_retried, due)))
    with database.connect() as connection:
        return bool(connection.scalar(query))
