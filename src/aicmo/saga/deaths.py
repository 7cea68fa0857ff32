"""What becomes of a run whose child process died: another child, the undo, and in the end a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import literal_column as sql
from sqlalchemy import select, update

from aicmo.saga import history
from aicmo.saga.claims import as_run
from aicmo.saga.committer import UNHELD
from aicmo.saga.history import Turn
from aicmo.saga.models import IS_HELD, WorkflowRun
from aicmo.saga.states import Status

if TYPE_CHECKING:
    from aicmo.db import Database
    from aicmo.saga.claims import Claim

MOST_DEATHS: Final = 3
RUNS: Final[Any] = WorkflowRun.__table__


def count(database: Database, claim: Claim, how: str) -> WorkflowRun | None:
    """Count a death under the claim's worker and bump the fence: what the dead may still have sent is refused.

    Returns the run as it is then: held as before, turned to compensation, or quarantined when its undo died too (or
    it is past its pivot). None when the run is not the worker's any more.
    """
    with database.transaction() as connection:
        mine = (RUNS.c.id == claim.run_id) & (RUNS.c.claimed_by == claim.worker) & IS_HELD
        row = connection.execute(select(RUNS).where(mine).with_for_update(key_share=True)).first()
        if row is None:
            return None
        change = {"fence": row.fence + 1, "updated_at": sql(database.now()), **_verdict(as_run(row), how)}
        statement = update(RUNS).where(RUNS.c.id == claim.run_id).values(change).returning(*RUNS.c)
        counted = as_run(connection.execute(statement).one())
        history.note(connection, claim.run_id, Turn.DIED, error=how)
    return counted


def _verdict(run: WorkflowRun, how: str) -> dict[str, Any]:
    if run.deaths + 1 < MOST_DEATHS:
        return {"deaths": run.deaths + 1}
    if run.state is Status.RUNNING and run.past_pivot_at is None:
        error = f"{how} It did so in {MOST_DEATHS} processes of its own, so the run is undone."
        return {"status": Status.COMPENSATING, "deaths": 0, "reason": "poison", "last_error": error, "report": None}
    what = "undo" if run.state is Status.COMPENSATING else "way forward, past its pivot,"
    error = (
        f"The run's {what} killed {MOST_DEATHS} processes of its own. {how} Find out why (memory? a library?), then "
        "resume the run."
    )
    kept = {"cause": {"reason": run.reason, "error": run.last_error}, "accepted": None}
    return {"status": Status.QUARANTINED, "reason": "poison", "last_error": error} | kept | UNHELD
