"""Runs as seen from outside: look at one, find it, list them, see their checkpoints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aicmo.saga.errors import Conflict, UnknownRun
from aicmo.saga.models import WorkflowRun, WorkflowStep
from aicmo.saga.states import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.db import Database


def get(database: Database, run_id: UUID) -> WorkflowRun:
    """Return one run; raises :class:`~aicmo.saga.errors.UnknownRun`."""
    with Session(database.engine) as session:
        run = session.get(WorkflowRun, run_id)
        if run is None:
            raise UnknownRun(f"There is no run {run_id} in this database. `aicmo list` shows those there are.")
        session.expunge(run)
        return run


def find(database: Database, prefix: str) -> WorkflowRun:
    """Return the run whose id starts with ``prefix``; raises UnknownRun for none, Conflict for several."""
    found: Sequence[WorkflowRun] = ()
    if re.fullmatch("[0-9a-f][0-9a-f-]*", prefix.lower()):
        with Session(database.engine) as session:
            found = session.scalars(select(WorkflowRun).where(_starts_with(prefix)).limit(2)).all()
            session.expunge_all()
    if not found:
        raise UnknownRun(f"There is no run {prefix} in this database. `aicmo list` shows those there are.")
    if len(found) > 1:
        raise Conflict(f"Several runs start with {prefix}. Write more of the id.")
    return found[0]


def newest(
    database: Database, *, limit: int = 50, status: Status | None = None, subject: str | None = None
) -> Sequence[WorkflowRun]:
    """Return the newest runs first; of quarantined ones those that nobody has settled yet."""
    query = select(WorkflowRun).order_by(WorkflowRun.created_at.desc(), WorkflowRun.id.desc()).limit(limit)
    if status is not None:
        query = query.where(WorkflowRun.status == status)
    if status is Status.QUARANTINED:
        query = query.where(WorkflowRun.accepted.is_(None))
    if subject is not None:
        query = query.where(WorkflowRun.subject == subject)
    with Session(database.engine) as session:
        found = session.scalars(query).all()
        session.expunge_all()
        return found


def count_of(database: Database, account: str) -> int:
    """Return how many runs an account has, of any state."""
    with database.connect() as connection:
        return connection.scalar(select(func.count()).where(WorkflowRun.account == account)) or 0


def steps(database: Database, run_id: UUID) -> Sequence[WorkflowStep]:
    """Return the run's checkpoints of all attempts, undone ones included, in the order they were committed."""
    query = select(WorkflowStep).where(WorkflowStep.run_id == run_id)
    with Session(database.engine) as session:
        found = session.scalars(query.order_by(WorkflowStep.attempt, WorkflowStep.seq, WorkflowStep.id)).all()
        session.expunge_all()
        return found


def folders(database: Database, run_id: UUID) -> set[str]:
    """Return the folders that a run's live checkpoints name: files in them are the run's."""
    return {step.effects.get("folder", "") for step in steps(database, run_id) if step.undone_at is None}


def _starts_with(prefix: str) -> Any:
    digits = prefix.lower().replace("-", "")[:32]
    low, high = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return WorkflowRun.id.between(low, high)
