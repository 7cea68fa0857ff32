"""Work until nothing is left to do, and say so when something ended otherwise than it should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aicmo.saga.claims import Terms
from aicmo.saga.events import RunEnded
from aicmo.saga.runs import get, newest
from aicmo.saga.states import Status
from aicmo.saga.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.events import Event
    from aicmo.saga.models import WorkflowRun
    from aicmo.saga.storage import Storage
    from aicmo.saga.testing.clock import Clock


class Unexpected(AssertionError):
    """A run came to a stop in a state that the test did not expect."""


def drain(
    database: Database,
    sagas: Sequence[Saga],
    storage: Storage,
    tools: Mapping[Any, Any] | None = None,
    *,
    expect: Collection[Status] = (Status.COMPLETED,),
    clock: Clock | None = None,
    concurrency: int = 1,
) -> list[WorkflowRun]:
    """Carry out everything that is due, as a worker would; return the runs that moved, in the order they stopped.

    With a ``clock``, backoffs pass at once; delayed starts and waits stay until the test moves it. Any other worker
    counts as dead, and what it holds is taken over. Raises :class:`Unexpected` for a run that stopped in a state not
    among those to ``expect``.
    """
    moved: dict[UUID, None] = {}

    def hear(event: Event) -> None:
        if isinstance(event, RunEnded):
            moved[event.run_id] = None
        if clock is not None:
            clock.hear(event)

    if clock is not None:
        for run in newest(database, limit=10_000, status=Status.PENDING):
            if run.fence:  # it was at work and is to be tried again
                clock.advance_to(run.id)
    worker = Worker(
        database,
        sagas,
        storage,
        tools or {},
        concurrency=concurrency,
        listener=hear,
        terms=Terms(gone_after=0),
    )
    with worker:
        worker.work(until_idle=True)
    runs = [get(database, run_id) for run_id in moved]
    wrong = [run for run in runs if run.state not in expect]
    if wrong:
        raise Unexpected("; ".join(f"run {run.id} is {run.status}: {run.last_error or run.reason}" for run in wrong))
    return runs
