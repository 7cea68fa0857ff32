"""Kills this process at every boundary of a run that acts outside, and asks the outside what it saw.

Run as ``python -m saga.outside URL STORAGE CASE``; prints how many boundaries there were. The outside is a file of
lines ``call KEY`` and ``undo KEY``, written by nobody but the calls themselves.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aicmo.db import Database
from aicmo.saga import (
    External,
    Item,
    Key,
    Order,
    Rejected,
    Retry,
    Run,
    Saga,
    Status,
    Storage,
    Terms,
    WorkflowRun,
    audit,
    newest,
)
from aicmo.saga.testing import crash_everywhere
from saga.shop import NOTHING, Carrier, Parcel, ShopOrder, World, take_order

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID


class Outside:
    """What stands outside: it remembers every call and every undo, in order."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def tell(self, line: str) -> None:
        with self._file.open("a") as out:
            out.write(line + "\n")

    def told(self, run_id: UUID) -> list[tuple[str, str]]:
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return [(line.split()[0], line.split()[1]) for line in lines if f" {run_id}/" in line]


def pack_one(key: Key, item: Item, order: ShopOrder, outside: Outside) -> list[Parcel]:
    outside.tell(f"call {key}")
    return [Parcel(order_id=order.id, weight=int(item))]


def take_back(key: Key, outside: Outside) -> None:
    outside.tell(f"undo {key}")


def reserve(key: Key, run: Run, order: ShopOrder, outside: Outside) -> list[Parcel]:
    outside.tell(f"call {key}")
    if sum(what == "call" for what, _ in outside.told(run.id)) == 1:
        raise Retry("The line is busy.", after=0)
    return [Parcel(order_id=order.id, weight=1)]


def publish(key: Key, outside: Outside) -> list[Parcel]:
    outside.tell(f"call {key}")
    return []


def finish(run: Run) -> list[ShopOrder]:
    if run.input["customer"] == "Ada":
        raise Rejected(f"{run.input['customer']} has moved.")
    return []


ITEMS = External(pack_one, undo=take_back, timeout=5.0, each=lambda: ["1", "2"], width=1)
RESERVED = External(reserve, undo=take_back, timeout=5.0, backoff=0.0)
PUBLISHED = External(publish, pivot=True, timeout=5.0)


def undone(told: list[tuple[str, str]], run: WorkflowRun, rows: dict[str, int]) -> None:
    """A run that fails: both calls were made, both are undone, the newest first, and no row is left."""
    called = list(dict.fromkeys(key for what, key in told if what == "call"))
    back = list(dict.fromkeys(key for what, key in told if what == "undo"))
    assert run.state is Status.COMPENSATED, run.last_error
    assert (len(called), back) == (2, called[::-1]), told
    assert rows == NOTHING


def kept(told: list[tuple[str, str]], run: WorkflowRun, rows: dict[str, int]) -> None:
    """A run whose call needs a second try: one key for both, nothing undone, one parcel."""
    assert run.state is Status.COMPLETED, run.last_error
    assert {what for what, _ in told} == {"call"}, told
    assert len({key for _, key in told}) == 1, told
    assert rows["shop_parcels"] == 1


def stuck(told: list[tuple[str, str]], run: WorkflowRun, rows: dict[str, int]) -> None:
    """A run that fails past its pivot: nothing is undone, a person is asked."""
    assert run.state is Status.QUARANTINED, run.last_error
    assert {what for what, _ in told} == {"call"}, told
    assert len({key for _, key in told}) == 2, told
    assert rows["shop_parcels"] == 1


# Boundaries must come in the same order each time, so nothing happens side by side.
CASES: dict[str, tuple[str, list[Any], Callable[[list[tuple[str, str]], WorkflowRun, dict[str, int]], None]]] = {
    "fails": ("Ada", [take_order, ITEMS, finish], undone),
    "tries again": ("Grace", [take_order, RESERVED, finish], kept),
    "past its pivot": ("Ada", [take_order, RESERVED, PUBLISHED, finish], stuck),
}


def sweep(url: str, folder: Path, case: str) -> int:
    customer, steps, verdict = CASES[case]
    saga = Saga("outside", version=1, steps=steps)
    database, outside = Database(url), Outside(folder.parent / "outside.txt")

    def world(at: int) -> World:
        return World(database, Storage(folder / str(at)), saga, Carrier(), tools={Outside: outside})

    def work(at: int) -> None:
        with world(at).worker() as worker:
            worker.run(saga, Order("o", {"customer": customer}))

    def check(at: int) -> None:
        with world(at).worker(terms=Terms(gone_after=0)) as worker:
            worker.work(until_idle=True)
        for run in newest(database, limit=1, subject="o"):
            verdict(outside.told(run.id), run, world(at).count(run.id))
        assert audit(database, [saga], world(at).storage) == []

    work(0)
    return crash_everywhere(database, work, check)


if __name__ == "__main__":
    database_url, storage, named = sys.argv[1:]
    print(sweep(database_url, Path(storage), named))  # noqa: T201
