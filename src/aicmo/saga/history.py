"""The history of a run beyond its checkpoints: every turn it took, written with the turn itself.

The straight way forward writes nothing here: its checkpoints say when each step was done, and by which attempt.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, insert, select
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo import db
from aicmo.db import new_id
from aicmo.saga.models import WorkflowEvent, WorkflowRun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database

EVENTS: Final[Any] = WorkflowEvent.__table__
RUNS: Final[Any] = WorkflowRun.__table__
COLUMNS: Final = ("id", "run_id", "attempt", "fence", "at", "kind", "step", "detail")


class Turn(StrEnum):
    """What happened. ``detail`` holds what is named here, as far as it is known."""

    TAKEN_OVER = "taken over"
    """Its holder was gone: ``worker`` has it now."""
    DIED = "died"
    """The process that carried it alone died: ``error``."""
    RELEASED = "released"
    """Its worker was asked to stop."""
    RETRYING = "retrying"
    """A step failed for now: ``error``, ``seconds`` until it is tried again."""
    WAITING = "waiting"
    """A step waits: ``signal``, ``seconds`` until its deadline."""
    SIGNALLED = "signalled"
    """It was told something: ``signal``, ``by``."""
    EXPIRED = "expired"
    """The deadline for ``signal`` has passed."""
    HELD = "held"
    """No worker here can carry it on: ``error``."""
    FAILED = "failed"
    """It failed before any step had committed: ``reason``, ``error``."""
    UNDOING = "undoing"
    """Its undo begins: ``reason``, ``error``; ``rewind_to`` names the step it will go forward from again."""
    UNDO_LATER = "undo later"
    """What a step did outside cannot be undone yet, or was not at this try: ``seconds`` until the next."""
    STARTED_AGAIN = "started again"
    """What was to be undone is, and it goes forward again: ``seconds`` until then."""
    UNDONE = "undone"
    """Everything it made is gone."""
    QUARANTINED = "quarantined"
    """A person is needed: ``error``."""
    RESUMED = "resumed"
    """A person let it go on."""
    ACCEPTED = "accepted"
    """A person settled what its ledger and the world disagree about: ``by``, ``because``."""


def move(
    connection: Connection,
    change: Any,
    turn: Turn,
    *,
    step: str | None = None,
    bound: Mapping[str, Any] = MappingProxyType({}),
    **detail: Any,
) -> bool:
    """Carry out an UPDATE of one run and write the turn into its history; say whether the run was there to be changed.

    ``bound`` are the values of its parameters, if it has any. One statement on PostgreSQL; on SQLite two, within the
    caller's transaction.
    """
    if connection.dialect.name != "sqlite":
        moving = _moving(change, db.now(connection.dialect))
        return connection.execute(moving, {**bound, **_said(turn, step, detail)}).first() is not None
    row = connection.execute(change.returning(RUNS.c.id), dict(bound)).first()
    if row is not None:
        note(connection, row.id, turn, step=step, **detail)
    return row is not None


def note(connection: Connection, run_id: UUID, turn: Turn, *, step: str | None = None, **detail: Any) -> None:
    """Write a turn into a run's history."""
    said = _said(turn, step, detail)
    connection.execute(_noting(db.now(connection.dialect)), {"event_of": run_id, **said})


def turns(database: Database, run_id: UUID) -> Sequence[WorkflowEvent]:
    """Return a run's turns in the order they were taken."""
    query = select(WorkflowEvent).where(WorkflowEvent.run_id == run_id).order_by(WorkflowEvent.at, WorkflowEvent.id)
    with Session(database.engine) as session:
        found = session.scalars(query).all()
        session.expunge_all()
        return found


@lru_cache(maxsize=64)
def _moving(change: Any, clock: str) -> Any:
    return _note(change.returning(RUNS.c.id, RUNS.c.attempt, RUNS.c.fence).cte("moved"), clock).returning(EVENTS.c.id)


@lru_cache(maxsize=16)
def _noting(clock: str) -> Any:
    run = select(RUNS.c.id, RUNS.c.attempt, RUNS.c.fence).where(RUNS.c.id == bindparam("event_of"))
    return _note(run.subquery(), clock)


def _note(run: Any, clock: str) -> Any:
    at: Any = sql(clock)
    said = (bindparam(f"event_{name}", type_=EVENTS.c[name].type) for name in ("kind", "step", "detail"))
    values = (bindparam("event_id", type_=EVENTS.c.id.type), run.c.id, run.c.attempt, run.c.fence, at, *said)
    return insert(EVENTS).from_select(COLUMNS, select(*values))


def _said(turn: Turn, step: str | None, detail: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in detail.items() if value is not None}
    return {"event_id": new_id(), "event_kind": turn.value, "event_step": step, "event_detail": known}
