"""What a person may do to a run that is not over: cancel it, rewind it, let it go on, settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal_column as sql
from sqlalchemy import select, type_coerce, update

from aicmo.db import Timestamp
from aicmo.saga import history
from aicmo.saga.errors import Conflict
from aicmo.saga.history import Turn
from aicmo.saga.models import WorkflowRun
from aicmo.saga.runs import get
from aicmo.saga.states import TERMINAL, Status, sources
from aicmo.saga.wake import notify

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from aicmo.db import Database


def cancel(database: Database, run_id: UUID, reason: str = "cancelled") -> bool:
    """Turn a live run to compensation and bump its fence, so that its holder can write no more.

    Returns False when the run is already compensating (a no-op, but for a rewind, which now ends in nothing); raises
    Conflict when it has ended, or has gone past its pivot.
    """
    live = [status for status in sources(Status.COMPENSATING) if status is not Status.QUARANTINED]
    rewinding = (WorkflowRun.status == Status.COMPENSATING) & WorkflowRun.rewind_to.is_not(None)
    change = _turned(database, rewind_to=None, reason=reason, last_error="Cancelled by a person.")
    found = WorkflowRun.status.in_(live) | rewinding
    if _changed(database, run_id, found & WorkflowRun.past_pivot_at.is_(None), change, Turn.UNDOING, reason=reason):
        return True
    run = get(database, run_id)
    if run.past_pivot_at is not None and run.state is not Status.COMPLETED:
        raise Conflict(f"Run {run_id} has delivered to an outsider and can only go forward now.")
    if run.state in TERMINAL or run.state is Status.QUARANTINED:
        raise Conflict(f"Run {run_id} is {run.status} and cannot be cancelled.")
    return False


def rewind(database: Database, run_id: UUID, step: str) -> None:
    """Undo what a live run made from ``step`` on, then let it go forward again from there.

    The rows and files of earlier steps stay. Raises Conflict for a step the saga does not have, a run that has ended
    and one that has gone past its pivot.
    """
    run = get(database, run_id)
    if step not in run.steps:
        raise Conflict(f"Run {run_id} has no step {step!r}. Its steps are: {', '.join(run.steps)}.")
    live = WorkflowRun.status.in_((Status.PENDING, Status.RUNNING, Status.WAITING))
    change = _turned(database, rewind_to=step, reason="rewound", last_error=None, report=None)
    before_pivot = live & WorkflowRun.past_pivot_at.is_(None)
    if not _changed(database, run_id, before_pivot, change, Turn.UNDOING, reason="rewound", rewind_to=step):
        status = get(database, run_id).state
        raise Conflict(f"Run {run_id} is {status}; only a live run before its pivot can be rewound.")


def resume(database: Database, run_id: UUID) -> None:
    """Let a run that waits for a person go on, once what it named is mended: forward if held, else its compensation.

    Raises Conflict for a run in any other state.
    """
    run = get(database, run_id)
    if run.accepted is not None and run.state is Status.QUARANTINED:
        raise Conflict(f"Run {run_id} was settled by {run.accepted['by']}: {run.accepted['because']}")
    if run.state is Status.WAITING or (run.state is Status.QUARANTINED and run.past_pivot_at is not None):
        change = _turned(database, status=Status.PENDING, reason="resumed", last_error=None, report=None)
    elif run.state is Status.QUARANTINED:
        change = _turned(database, **_cause_of(run))
    else:
        raise Conflict(f"Run {run_id} is {run.state}; only a run that waits for a person can be resumed.")
    _change_as_seen(database, run, change, Turn.RESUMED)


def accept(database: Database, run_id: UUID, *, by: str, because: str) -> None:
    """Settle what a run's ledger and the world disagree about; ``by`` is who answers for it, ``because`` why.

    A quarantined run is undone: rows of its ledger that are absent count as absent in its receipt, the rest is
    deleted, and anything else is refused again. One that is past its pivot is left as it is, and needs nobody any
    more. Of a completed run, rows that are absent will not stand in the way of its erasure.

    Raises Conflict for a run in any other state, and when somebody has settled it before.
    """
    run = get(database, run_id)
    if not (by.strip() and because.strip()):
        raise Conflict("Say who accepts this, and because of what: both are kept with the run.")
    if run.accepted is not None or run.erased_at is not None:
        raise Conflict(f"Run {run_id} is settled already; there is nothing to accept.")
    accepted = {"by": by, "because": because, "at": _clock(database).isoformat()}
    if run.state is Status.COMPLETED or (run.state is Status.QUARANTINED and run.past_pivot_at is not None):
        change = {"accepted": accepted, "updated_at": sql(database.now())}
    elif run.state is Status.QUARANTINED:
        change = _turned(database, accepted=accepted, **_cause_of(run))
    else:
        raise Conflict(f"Run {run_id} is {run.state}; only a quarantined or completed run has something to accept.")
    _change_as_seen(database, run, change, Turn.ACCEPTED, by=by, because=because)


def _cause_of(run: WorkflowRun) -> dict[str, Any]:
    """Return the columns that say again what brought the run down, before its undo was refused."""
    why = run.cause or {"reason": run.reason, "error": run.last_error}
    return {"reason": why["reason"], "last_error": why["error"], "cause": None}


def _change_as_seen(database: Database, run: WorkflowRun, change: dict[str, Any], turn: Turn, **detail: Any) -> None:
    if not _changed(database, run.id, WorkflowRun.fence == run.fence, change, turn, **detail):
        raise Conflict(f"Run {run.id} has moved on meanwhile; look at it again.")


def _clock(database: Database) -> datetime:
    with database.connect() as connection:
        now: datetime = connection.execute(select(type_coerce(sql(database.now()), Timestamp()))).scalar_one()
        return now


def _turned(database: Database, **values: Any) -> dict[str, Any]:
    """Return the columns of a run that is taken from whoever holds it, to be undone at once unless said otherwise."""
    now: Any = sql(database.now())
    freed = {
        "claimed_by": None,
        "claimed_at": None,
        "lease_expires_at": None,
        "takeovers": 0,
        "deaths": 0,
        "waiting": None,
    }
    return {"status": Status.COMPENSATING, **freed, "available_at": now, "updated_at": now, **values}


def _changed(database: Database, run_id: UUID, found: Any, change: dict[str, Any], turn: Turn, **detail: Any) -> bool:
    statement = update(WorkflowRun).where(WorkflowRun.id == run_id, found)
    with database.atomic() as connection:
        moved = statement.values(fence=WorkflowRun.fence + 1, **change)
        changed = history.move(connection, moved, turn, **detail)
        if changed:
            notify(connection)
    return changed
