"""When nobody knows whether a commit happened: reconnect, lock the run, read its checkpoints, go on from there.

The connection may die around COMMIT. Then the only honest source is the database: locking the run's row waits for the
old backend to be done, and what is read after that is what happened. Nothing is guessed and nothing inserted twice.
"""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError

from aicmo.errors import EnvironmentProblem
from aicmo.saga import committer
from aicmo.saga.models import WorkflowStep
from aicmo.saga.outcomes import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    from aicmo.db import Database
    from aicmo.saga.committer import Member
    from aicmo.saga.engine import Engine

T = TypeVar("T")

PAUSES: Final = (0.0, 0.1, 0.3, 1.0, 3.0, 5.0)
"""Seconds before each new try to reach the database, after the first."""
CONTENDED: Final = frozenset({"40001", "40P01", "55P03", "57014"})
"""What an answering server says of a lock it could not get in time (serialization, deadlock, lock, statement)."""

BEYOND_LIMITS: Final = "54"
"""The class of what a server says when a statement exceeds what it can do: its driver calls that operational."""


def settle(engine: Engine, member: Member) -> Failure | None:
    """Commit a step's work exactly once, whatever happens to the connection.

    Returns a Failure when the database refuses the rows themselves. Raises Stale when the claim was lost, and
    :class:`~aicmo.errors.EnvironmentProblem` when the database stays out of reach.
    """
    step = member.work.step
    try:
        engine.flights.commit(member)
    except (OperationalError, InterfaceError):
        return _find_out(engine.database, member)
    except (StatementError, TypeError, ValueError, RecursionError) as error:  # some never reach the driver
        return Failure("bug", f"The database refused what {step} returned: {first_line(error)}")
    return None


def _find_out(database: Database, member: Member) -> Failure | None:
    def once() -> Failure | None:
        try:
            if not _landed(database, member):
                committer.commit(database, member)
        except (OperationalError, InterfaceError) as error:
            if not _is_beyond_limits(error):
                raise
            return Failure("bug", f"The database refused what {member.work.step} returned: {first_line(error)}")
        except (StatementError, TypeError, ValueError, RecursionError) as error:
            return Failure("bug", f"The database refused what {member.work.step} returned: {first_line(error)}")
        return None

    try:
        return persist(once)
    except EnvironmentProblem as problem:
        if not (said := contention(problem)):
            raise
        return Failure("transient", f"The database did not take what {member.work.step} returned: {said}")


def persist(action: Callable[[], T]) -> T:
    """Repeat an action that is safe to repeat until the database answers, or give up with a clear error."""
    failure: DBAPIError | None = None
    for pause in PAUSES:
        Event().wait(pause)
        try:
            return action()
        except (OperationalError, InterfaceError) as error:
            failure = error
    raise EnvironmentProblem(
        f"The database does not answer: {first_line(failure)}. Nothing is lost; start again later."
    ) from failure


def contention(problem: EnvironmentProblem) -> str | None:
    """Return what the server said if it does answer, but could not get a lock in time whenever it was asked."""
    cause = problem.__cause__
    known = getattr(getattr(cause, "orig", None), "sqlstate", None) in CONTENDED
    return first_line(cause) if known else None


def _is_beyond_limits(error: DBAPIError) -> bool:
    """Say whether the server answered that it will never take this, as of a text too long for its column's index."""
    return str(getattr(error.orig, "sqlstate", None)).startswith(BEYOND_LIMITS)


def first_line(error: BaseException | None) -> str:
    """Return what the driver said, without statement and parameters."""
    orig = getattr(error, "orig", None) or error
    said = str(orig).strip()
    where = getattr(getattr(orig, "diag", None), "context", None)
    return (said.splitlines()[0] if said else type(orig).__name__) + (f" ({where})" if where else "")


def _landed(database: Database, member: Member) -> bool:
    with database.transaction() as connection:
        committer.fence(connection, member.claim)
        query = select(WorkflowStep.id).where(WorkflowStep.id == member.checkpoint["id"])
        return connection.scalar(query) is not None
