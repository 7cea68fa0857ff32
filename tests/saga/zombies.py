"""Stops this process with SIGSTOP at its n-th boundary, lets another take over, and wakes it: nothing of it may land.

Run as ``python -m saga.zombies URL STORAGE INPUT-JSON AFTERWARDS [REHEARSE]``: sweeps n = 1, 2, 3 … until a run gets
through unstopped. ``AFTERWARDS`` says what the other does: ``finish`` takes over, ``cancel`` cancels and undoes. What
rows, checkpoints and files are there when it is done must be there, to the byte, when the zombie has ended too.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from aicmo.saga import Conflict, Storage, Terms, WorkflowRun, WorkflowStep, cancel, newest
from aicmo.saga.testing import Fuse
from saga.boundaries import perform, warm, wrong_with
from saga.shop import TABLES, Carrier, World, shop

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

STEPS: Any = WorkflowStep.__table__
OTHERS = """
    SELECT state, wait_event, wait_event_type FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
    AND pid <> pg_backend_pid() AND state IS NOT NULL
"""
RUN = ("status", "reason", "fence", "attempt", "last_error", "completed_at")


def take_over(world: World, afterwards: str) -> tuple[str, dict[str, Any]]:
    """Finish or undo what the stopped process left; return what is wrong with it, and the world as it is then."""
    for run in newest(world.database, limit=1, subject="o") if afterwards == "cancel" else ():
        try:
            cancel(world.database, run.id)
        except Conflict:
            continue  # it had ended before it was stopped
    with world.worker(terms=Terms(gone_after=0)) as worker:
        worker.work(until_idle=True)
    return wrong_with(world), snapshot(world)


def snapshot(world: World) -> dict[str, Any]:
    """Return every row, checkpoint, run and file there is."""
    seen: dict[str, Any] = {}
    with world.database.connect() as connection:
        for table in (*TABLES, STEPS):
            seen[table.name] = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
        runs = select(WorkflowRun.id, *(getattr(WorkflowRun, name) for name in RUN))
        seen["runs"] = sorted(repr(tuple(row)) for row in connection.execute(runs))
    for name in world.files():
        seen[name] = sha256((world.storage.root / name).read_bytes()).hexdigest()
    return seen


def sweep(url: str, storage: str, given: dict[str, Any], afterwards: str, rehearse: str | None) -> dict[str, Any]:
    """Stop at every boundary there is; return how many there were, how many held a lock, and what went wrong."""
    wrong: dict[int, Any] = {}
    early = locked = 0
    database = warm(url, storage)
    for at in count(1):
        world = World(database, Storage(Path(storage) / str(at)), shop(), Carrier())
        known = newest(database, limit=1)
        database.engine.dispose()
        pid = _fork(lambda at=at, w=world: _sleep_at(at, w, given, rehearse))  # type: ignore[misc]
        if not _is_stopped(pid):
            database.engine.dispose()
            return {"boundaries": at - 1, "early": early, "locked": locked, "wrong": wrong}
        if _holds_lock(world):
            locked += 1  # nobody can take over what a sleeping transaction holds: it ends by itself or with its process
            _end(pid, signal.SIGKILL)
            problem = take_over(world, afterwards)[0]
        elif [run.id for run in newest(database, limit=1)] == [run.id for run in known]:
            early += 1  # the run is not there yet, so there is nothing to take over
            problem = _end(pid, signal.SIGKILL)
        else:
            problem = _outlive(world, afterwards, pid)
        if problem:
            wrong[at] = problem
        database.engine.dispose()
    raise AssertionError


def _sleep_at(at: int, world: World, given: dict[str, Any], rehearse: str | None) -> None:
    with Fuse(world.database, at, send=signal.SIGSTOP):
        perform(world, given, rehearse)


def _outlive(world: World, afterwards: str, pid: int) -> str:
    problem, before = take_over(world, afterwards)
    problem += _end(pid, signal.SIGCONT)
    after = snapshot(world)
    changed = [key for key in before | after if before.get(key) != after.get(key)]
    return problem + (f" changed by the zombie: {changed}" if changed else "")


def _end(pid: int, send: signal.Signals) -> str:
    os.kill(pid, send)
    _, status = os.waitpid(pid, 0)
    return "" if status == 0 or send is signal.SIGKILL else f" the zombie ended with {status}"


def _holds_lock(world: World) -> bool:
    with world.database.engine.connect() as connection:
        if not world.database.is_sqlite:
            return _sleeps_in_transaction(connection)
        try:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("ROLLBACK")
        except Exception as error:
            if "locked" not in str(error):
                raise
            return True
        finally:
            connection.exec_driver_sql("PRAGMA busy_timeout=30000")
        return False


def _sleeps_in_transaction(connection: Connection) -> bool:
    """Say whether a backend waits for its stopped client with a transaction open, once none is at work any more.

    A client that was stopped in the middle of a message leaves its backend active, waiting for the rest of it.
    """
    while True:
        waits = [tuple(row) for row in connection.execute(text(OTHERS))]
        if not any(state == "active" and on != "ClientRead" and kind != "Lock" for state, on, kind in waits):
            return any(state == "active" or state.startswith("idle in") for state, _, _ in waits)


def _fork(work: Callable[[], Any]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 (a child must never return into the parent's code)
            print(repr(error), file=sys.stderr)  # noqa: T201
            os._exit(1)
        os._exit(0)
    return pid


def _is_stopped(pid: int) -> bool:
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0:
        sys.exit("a child failed without being stopped")
    return os.WIFSTOPPED(status)


if __name__ == "__main__":
    database_url, folder, customer_input, then, *rehearsed = sys.argv[1:]
    result = sweep(database_url, folder, json.loads(customer_input), then, next(iter(rehearsed), None))
    print(json.dumps(result))  # noqa: T201
