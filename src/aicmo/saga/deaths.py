"""What becomes of a run that kills who carries it: another try, the undo, and in the end a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, update
from sqlalchemy import literal_column as sql

from aicmo.saga import history
from aicmo.saga.claims import as_run
from aicmo.saga.committer import UNHELD
from aicmo.saga.history import Turn
from aicmo.saga.models import IS_HELD, WorkflowEvent, WorkflowRun, WorkflowStep
from aicmo.saga.states import Status

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.saga.claims import Claim

MOST_DEATHS: Final = 3
MOST_GONE: Final = 5
"""Workers gone in turn, without a step done between. More than deaths: a worker is also gone for reasons of its own."""
GONE: Final = "Whoever carried the run was gone, and no step was done."
NO_PROGRESS: Final = (Turn.TAKEN_OVER, Turn.DIED, Turn.RELEASED)
RUNS: Final[Any] = WorkflowRun.__table__


def count(database: Database, claim: Claim, how: str) -> WorkflowRun | None:
    """Count a death under the claim's worker and bump the fence: what the dead may still have sent is refused.

    Returns the run as it is then: held as before, turned to compensation, or quarantined when its undo died too (or
    it is past its pivot). None when the run is not the worker's any more.
    """
    with database.transaction() as connection:
        run = _held(connection, claim)
        if run is None:
            return None
        dead = run.deaths + 1
        verdict = _verdict(run, f"{MOST_DEATHS} processes of its own", how) if dead >= MOST_DEATHS else {"deaths": dead}
        counted = _change(database, connection, run, verdict)
        history.note(connection, claim.run_id, Turn.DIED, error=how)
    return counted


def doubt(database: Database, claim: Claim) -> WorkflowRun | None:
    """Look back on a run that was taken over by a worker that carries nothing alone.

    Returns the run as :func:`count` does, undone or quarantined when too many workers in turn were gone.
    """
    with database.transaction() as connection:
        run = _held(connection, claim)
        if run is None or _gone(connection, run) < MOST_GONE:
            return run
        judged = _change(database, connection, run, _verdict(run, f"{MOST_GONE} workers in turn", GONE))
        turn = Turn.QUARANTINED if judged.state is Status.QUARANTINED else Turn.UNDOING
        history.note(connection, run.id, turn, reason=judged.reason, error=judged.last_error)
    return judged


def _held(connection: Connection, claim: Claim) -> WorkflowRun | None:
    mine = (RUNS.c.id == claim.run_id) & (RUNS.c.claimed_by == claim.worker) & IS_HELD
    row = connection.execute(select(RUNS).where(mine).with_for_update(key_share=True)).first()
    return None if row is None else as_run(row)


def _gone(connection: Connection, run: WorkflowRun) -> int:
    """Count the workers that were gone since a step or an item of it was done, or the run took another turn."""
    done = select(func.max(WorkflowStep.committed_at)).where(WorkflowStep.run_id == run.id)
    turned = select(func.max(WorkflowEvent.at)).where(
        WorkflowEvent.run_id == run.id, WorkflowEvent.kind.not_in(NO_PROGRESS)
    )
    query = select(func.count()).where(WorkflowEvent.run_id == run.id, WorkflowEvent.kind == Turn.TAKEN_OVER)
    for moment in (connection.scalar(done), connection.scalar(turned)):
        if moment is not None:
            query = query.where(WorkflowEvent.at > moment)
    return connection.scalar(query) or 0


def _change(database: Database, connection: Connection, run: WorkflowRun, verdict: dict[str, Any]) -> WorkflowRun:
    change = {"fence": run.fence + 1, "updated_at": sql(database.now()), **verdict}
    return as_run(connection.execute(update(RUNS).where(RUNS.c.id == run.id).values(change).returning(*RUNS.c)).one())


def _verdict(run: WorkflowRun, whom: str, how: str) -> dict[str, Any]:
    if run.state is Status.RUNNING and run.past_pivot_at is None:
        error = f"{how} That makes {whom}, so the run is undone."
        return {"status": Status.COMPENSATING, "deaths": 0, "reason": "poison", "last_error": error, "report": None}
    what = "undo" if run.state is Status.COMPENSATING else "way forward, past its pivot,"
    error = f"The run's {what} killed {whom}. {how} Find out why (memory? a library?), then resume the run."
    kept = {"cause": {"reason": run.reason, "error": run.last_error}, "accepted": None}
    return {"status": Status.QUARANTINED, "reason": "poison", "last_error": error} | kept | UNHELD
