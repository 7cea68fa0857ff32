"""Kills this process with SIGKILL at every boundary of what a person does to a run: cancel, rewind, erase.

Run as ``python -m saga.upkeep URL STORAGE WHAT``; prints how many boundaries there were. The run that a try acts on is
made where nothing is counted: by the parent first, then by each check for the try after it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aicmo.db import Database
from aicmo.saga import (
    Order,
    Status,
    StepCommitted,
    StepUndone,
    Storage,
    Terms,
    audit,
    cancel,
    erase,
    newest,
    rewind,
    submit,
)
from aicmo.saga.testing import crash_everywhere
from saga.shop import EVERYTHING, NOTHING, Carrier, World, shop

if TYPE_CHECKING:
    from aicmo.saga import WorkflowRun

ENDS = {
    "cancel": (Status.COMPENSATED, NOTHING, 0),
    "rewind": (Status.COMPLETED, EVERYTHING, 2),
    "erase": (Status.COMPLETED, NOTHING, 0),
}


def prepare(world: World, what: str) -> None:
    """Leave a run that is complete (to be erased), or half done and released."""
    run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    with world.worker() as worker:

        def hear(event: object) -> None:
            if what != "erase" and isinstance(event, StepCommitted) and event.step == "pack":
                worker.stop()

        world.listener = hear
        worker.finish(run_id)


def act(world: World, what: str) -> None:
    """Do it, and carry the run on until what was asked for has come about; the way forward is swept elsewhere."""
    run = _latest(world)
    if what == "erase":
        erase(world.database, [world.saga], world.storage, run.id, by="Grace")
        return
    if what == "cancel":
        cancel(world.database, run.id)
    elif run.state is Status.PENDING and run.attempt == 1:
        rewind(world.database, run.id, "pack")
    with world.worker(terms=Terms(gone_after=0)) as worker:
        world.listener = lambda event: worker.stop() if isinstance(event, StepUndone) else None
        worker.finish(run.id)


def check(world: World, what: str) -> None:
    """Do again what was broken off, unless it has come about; then the run must be where it should end."""
    status, rows, files = ENDS[what]
    run = _latest(world)
    if what == "erase" or (run.state is not status and run.attempt == 1):
        act(world, what)
    world.listener = None
    if _latest(world).state is not status:
        with world.worker(terms=Terms(gone_after=0)) as worker:
            worker.finish(run.id)
    run = _latest(world)
    seen = (run.state, world.count(run.id), len(world.files(run.id)))
    assert seen == (status, rows, files), (seen, run.last_error)
    assert (run.erased_at is not None) == (what == "erase")
    assert audit(world.database, [world.saga], world.storage) == []


def _latest(world: World) -> WorkflowRun:
    return newest(world.database, limit=1)[0]


def sweep(url: str, storage: str, what: str) -> int:
    """Kill at every boundary there is; return how many there were."""
    database = Database(url)

    def world(at: int) -> World:
        return World(database, Storage(Path(storage) / str(at)), shop(), Carrier())

    def check_and_prepare(at: int) -> None:
        check(world(at), what)
        prepare(world(at + 1), what)

    prepare(world(1), what)
    return crash_everywhere(database, lambda at: act(world(at), what), check_and_prepare)


if __name__ == "__main__":
    print(sweep(*sys.argv[1:]))  # noqa: T201
