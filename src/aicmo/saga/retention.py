"""Retention: finished runs go wholly once they are old enough, oldest first, one short transaction each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy import literal_column as sql

from aicmo.saga.erasure import erase
from aicmo.saga.errors import Held, Refused, UnknownRun
from aicmo.saga.models import (
    WorkflowEvent,
    WorkflowIntent,
    WorkflowMessage,
    WorkflowRun,
    WorkflowSignal,
    WorkflowStep,
)
from aicmo.saga.states import TERMINAL
from aicmo.saga.unknown import persist

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.storage import Storage

BATCH: Final = 200
"""So many runs are looked up at a time."""
OF_A_RUN: Final = (WorkflowEvent, WorkflowMessage, WorkflowIntent, WorkflowSignal, WorkflowStep)


@dataclass
class Pruning:
    """The runs that went (or would go), and those that could not, with the reason."""

    pruned: list[UUID] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)


def prune(
    database: Database, sagas: Sequence[Saga], storage: Storage, *, older_than: timedelta, dry_run: bool = False
) -> Pruning:
    """Delete runs that ended longer ago than ``older_than``, with their rows, files, history and receipts.

    Live runs and quarantined ones stay, whatever their age. A run is erased first and forgotten then, so that whenever
    this is broken off, each run is whole or erased, and the next call goes on. What cannot be erased is named.
    """
    done = Pruning()
    for run_id in _ended_before(database, older_than):
        try:
            if not dry_run:
                erase(database, sagas, storage, run_id, by="retention")
                persist(lambda run_id=run_id: _forget(database, run_id))  # type: ignore[misc]
        except UnknownRun:
            continue  # somebody else prunes as well
        except (Refused, Held) as why:
            done.refused[run_id] = str(why)
        else:
            done.pruned.append(run_id)
    return done


def _ended_before(database: Database, age: timedelta) -> Iterator[UUID]:
    """Yield runs by the time they ended, so that those that must stay do not come again."""
    limit: Any = sql(database.now(-age.total_seconds()))
    ended = (WorkflowRun.completed_at, WorkflowRun.id)
    query = select(*ended).where(WorkflowRun.status.in_(TERMINAL), WorkflowRun.completed_at < limit)
    after: Any = None
    while True:
        with database.connect() as connection:
            asked = query if after is None else query.where(after)
            found = connection.execute(asked.order_by(*ended).limit(BATCH)).all()
        for _, run_id in found:
            yield run_id
        if len(found) < BATCH:
            return
        time, last = found[-1]
        later = WorkflowRun.completed_at > time
        after = or_(later, and_(WorkflowRun.completed_at == time, WorkflowRun.id > last))


def _forget(database: Database, run_id: UUID) -> None:
    with database.transaction() as connection:
        connection.execute(select(WorkflowRun.id).where(WorkflowRun.id == run_id).with_for_update())
        for model in OF_A_RUN:
            connection.execute(delete(model).where(model.run_id == run_id))
        connection.execute(delete(WorkflowRun).where(WorkflowRun.id == run_id))
