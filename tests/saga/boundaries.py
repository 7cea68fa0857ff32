"""Kills this process with SIGKILL at its n-th boundary: before or after a statement, a file sync or a folder's removal.

Run as ``python -m saga.boundaries URL STORAGE INPUT-JSON [REHEARSE]``: sweeps n = 1, 2, 3 … until a run gets through
unharmed; after each kill another worker takes over, and the world must be either finished or as if nothing had been.
Prints how many boundaries there were. Children are forked from the warm parent, which holds no connection then.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import text

from aicmo.db import Database
from aicmo.saga import REHEARSE, Order, Status, Storage, Terms, audit, newest
from aicmo.saga.testing import crash_everywhere
from saga.shop import EVERYTHING, NOTHING, Carrier, World, shop

FOREIGN = "SELECT count(*), sum(length(customer)) FROM shop_orders WHERE customer LIKE 'foreign%'"


def perform(world: World, given: dict[str, Any], rehearse: str | None) -> None:
    """Run one order in this process."""
    with world.worker() as worker:
        worker.run(world.saga, Order(subject="o", input=given, meta={REHEARSE: rehearse} if rehearse else {}))


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


def sweep(url: str, storage: str, given: dict[str, Any], rehearse: str | None) -> int:
    """Kill at every boundary there is; return how many there were."""
    database = warm(url, storage)

    def world(at: int) -> World:
        # A storage for each, so that the audit does not look at all the earlier runs' folders again.
        return World(database, Storage(Path(storage) / str(at)), shop(), Carrier())

    def check(at: int) -> None:
        if wrong := recover(world(at)):
            raise AssertionError(wrong)

    return crash_everywhere(database, lambda at: perform(world(at), given, rehearse), check)


if __name__ == "__main__":
    database_url, folder, customer_input, *rehearsed = sys.argv[1:]
    print(sweep(database_url, folder, json.loads(customer_input), next(iter(rehearsed), None)))  # noqa: T201
