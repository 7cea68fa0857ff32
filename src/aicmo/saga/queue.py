"""What is still to be done: whether a run goes on by itself, and whether anything is left for a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, or_, select
from sqlalchemy import literal_column as sql

from aicmo.saga.models import IS_FREE, IS_HELD, IS_WAITING, WorkflowRun
from aicmo.saga.states import HELD, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.db import Database


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
