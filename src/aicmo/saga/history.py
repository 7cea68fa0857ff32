"""The history of a run beyond its checkpoints: every turn it took, written with the turn itself.

The straight way forward writes nothing here: its checkpoints say when each step was done, and by which attempt.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import JSON, insert, literal, select
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo import db
from aicmo.db import new_id
from aicmo.saga.models import WorkflowEvent, WorkflowRun

if TYPE_CHECKING:
    from collections.abc import Sequence
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


def move(connection: Connection, change: Any, turn: Turn, *, step: str | None = None, **detail: Any) -> bool:
    """Carry out an UPDATE of one run and write the turn into its history; say whether the run was there to be changed.

    One statement on PostgreSQL; on SQLite two, within the caller's transaction.
    """
    changed = change.returning(RUNS.c.id, RUNS.c.attempt, RUNS.c.fence)
    if connection.dialect.name != "sqlite":
        moved = changed.cte("moved")
        noted = _note(connection, moved, turn, step, detail).returning(EVENTS.c.id)
        return connection.execute(noted).first() is not None
    row = connection.execute(changed).first()
    if row is not None:
        note(connection, row.id, turn, step=step, **detail)
    return row is not None


def note(connection: Connection, run_id: UUID, turn: Turn, *, step: str | None = None, **detail: Any) -> None:
    """Write a turn into a run's history."""
    run = select(RUNS.c.id, RUNS.c.attempt, RUNS.c.fence).where(RUNS.c.id == run_id).subquery()
    connection.execute(_note(connection, run, turn, step, detail))


def turns(database: Database, run_id: UUID) -> Sequence[WorkflowEvent]:
    """Return a run's turns in the order they were taken."""
    query = select(WorkflowEvent).where(WorkflowEvent.run_id == run_id).order_by(WorkflowEvent.at, WorkflowEvent.id)
    with Session(database.engine) as session:
        found = session.scalars(query).all()
        session.expunge_all()
        return found


def _note(connection: Connection, run: Any, turn: Turn, step: str | None, detail: dict[str, Any]) -> Any:
    known = {name: value for name, value in detail.items() if value is not None}
    at: Any = sql(db.now(connection.dialect))
    values = (literal(new_id()), run.c.id, run.c.attempt, run.c.fence, at)
    said = (literal(turn.value), literal(step, EVENTS.c.step.type), literal(known, JSON))
    return insert(EVENTS).from_select(COLUMNS, select(*values, *said))
