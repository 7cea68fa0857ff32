"""Kills this process with SIGKILL at its n-th boundary: before or after a statement, a file sync or a folder's removal.

Run as ``python -m saga.boundaries URL STORAGE INPUT-JSON [REHEARSE]``: sweeps n = 1, 2, 3 … until a run gets through
unharmed; after each kill another worker takes over, and the world must be either finished or as if nothing had been.
Prints one JSON line with what it saw. Children are forked from the warm parent, which holds no
connection while it forks.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text

from aicmo.db import Database
from aicmo.saga import REHEARSE, Order, Status, Storage, Terms, audit, newest
from saga.shop import EVERYTHING, NOTHING, Carrier, World, shop

if TYPE_CHECKING:
    from collections.abc import Callable

FOREIGN = "SELECT count(*), sum(length(customer)) FROM shop_orders WHERE customer LIKE 'foreign%'"


class Fuse:
    """Counts boundaries in the run's own order, and sends this process a signal at the n-th."""

    def __init__(self, at: int, send: signal.Signals) -> None:
        self.at = at
        self.send = send
        self.seen = 0

    def __call__(self, *_: Any, **__: Any) -> None:
        if not threading.current_thread().name.startswith("heart"):
            self.seen += 1
            if self.seen == self.at:
                os.kill(os.getpid(), self.send)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            self()
            result = function(*args, **options)
            self()
            return result

        return wrapped


def perform(world: World, given: dict[str, Any], rehearse: str | None, at: int, send: signal.Signals) -> None:
    """Run one order in this process, to be killed or stopped at boundary ``at``."""
    fuse = Fuse(at, send)
    for name in ("before_cursor_execute", "after_cursor_execute"):
        event.listen(world.database.engine, name, fuse)
    os.fsync = fuse.around(os.fsync)
    shutil.rmtree = fuse.around(shutil.rmtree)  # type: ignore[assignment]
    with world.worker() as worker:
        order = Order(subject="o", input=given, meta={REHEARSE: rehearse} if rehearse else {})
        worker.run(world.saga, order)


def warm(url: str, storage: str) -> Database:
    """Return a database whose engine has compiled what a run and its undo need, without an open connection.

    Children forked after that start at full speed and share no connection.
    """
    world = World(Database(url), Storage(Path(storage) / "warm"), shop(), Carrier())
    world.run(carrier="busy", customer="warm")
    world.run()
    world.database.engine.dispose()
    return world.database


def recover(world: World) -> str:
    """Let another worker take over; return what is wrong then, or nothing."""
    with world.worker(terms=Terms(gone_after=0)) as worker:
        worker.work(until_idle=True)
    return wrong_with(world)


def wrong_with(world: World) -> str:
    """Return what is wrong with the newest run and with the rest of the world, or nothing."""
    for run in newest(world.database, limit=1, subject="o"):
        expected = EVERYTHING if run.state is Status.COMPLETED else NOTHING
        if run.state not in {Status.COMPLETED, Status.COMPENSATED, Status.FAILED}:
            return f"run is {run.status}: {run.last_error}"
        if world.count(run.id) != expected:
            return f"run is {run.status} with {world.count(run.id)}"
        if len(world.files(run.id)) != (2 if run.state is Status.COMPLETED else 0):
            return f"run is {run.status} with files {world.files(run.id)}"
    left = audit(world.database, [world.saga], world.storage)
    with world.database.connect() as connection:
        foreign = tuple(connection.execute(text(FOREIGN)).one())
    return f"orphans: {left}" if left else "" if foreign == (50, 50 * len("foreign")) else f"foreign rows: {foreign}"


def sweep(url: str, storage: str, given: dict[str, Any], rehearse: str | None) -> dict[str, Any]:
    """Kill at every boundary there is; return how many there were and what went wrong."""
    wrong: dict[int, str] = {}
    database = warm(url, storage)
    for at in count(1):
        # A storage for each, so that the audit does not look at all the earlier runs' folders again.
        world = World(database, Storage(Path(storage) / str(at)), shop(), Carrier())
        killed = _child(lambda at=at, w=world: perform(w, given, rehearse, at, signal.SIGKILL))  # type: ignore[misc]
        note = Path(storage).parent / "note"
        note.unlink(missing_ok=True)
        if _child(lambda: note.write_text(recover(world))) or not note.exists():  # noqa: B023
            wrong[at] = "the recovery died"
        elif note.read_text():
            wrong[at] = note.read_text()
        if not killed:
            return {"boundaries": at - 1, "wrong": wrong}
    raise AssertionError


def _child(work: Callable[[], Any]) -> bool:
    """Do the work in a fork; say whether it was killed."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 (a child must never return into the parent's code)
            print(repr(error), file=sys.stderr)  # noqa: T201
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        sys.exit("a child failed without being killed")
    return os.WIFSIGNALED(status)


if __name__ == "__main__":
    database_url, folder, customer_input, *rehearsed = sys.argv[1:]
    print(json.dumps(sweep(database_url, folder, json.loads(customer_input), next(iter(rehearsed), None))))  # noqa: T201
