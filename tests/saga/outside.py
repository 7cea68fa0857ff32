"""Kills this process at every boundary of a run that acts outside, item by item, and asks the outside what it saw.

Run as ``python -m saga.outside URL STORAGE``; prints how many boundaries there were. The outside is a file of
lines ``call KEY`` and ``undo KEY``, written by nobody but the calls themselves.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aicmo.db import Database
from aicmo.saga import External, Item, Key, Order, Rejected, Run, Saga, Status, Storage, Terms, audit, newest
from aicmo.saga.testing import crash_everywhere
from saga.shop import NOTHING, Carrier, Parcel, ShopOrder, World, take_order

if TYPE_CHECKING:
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


def finish(run: Run) -> list[ShopOrder]:
    raise Rejected(f"{run.input['customer']} has moved.")


SAGA = Saga(
    "outside",
    version=1,
    steps=[
        take_order,
        # One after the other: boundaries must come in the same order each time.
        External(pack_one, undo=take_back, timeout=5.0, each=lambda: ["1", "2"], width=1),
        finish,
    ],
)


def sweep(url: str, folder: Path) -> int:
    database, outside = Database(url), Outside(folder.parent / "outside.txt")

    def world(at: int) -> World:
        return World(database, Storage(folder / str(at)), SAGA, Carrier(), tools={Outside: outside})

    def work(at: int) -> None:
        with world(at).worker() as worker:
            worker.run(SAGA, Order("o", {"customer": "Ada"}))

    def check(at: int) -> None:
        with world(at).worker(terms=Terms(gone_after=0)) as worker:
            worker.work(until_idle=True)
        for run in newest(database, limit=1, subject="o"):
            told = outside.told(run.id)
            called = list(dict.fromkeys(key for what, key in told if what == "call"))
            undone = list(dict.fromkeys(key for what, key in told if what == "undo"))
            assert run.state is Status.COMPENSATED, run.last_error
            assert (len(called), undone) == (2, called[::-1]), told
            assert world(at).count(run.id) == NOTHING
        assert audit(database, [SAGA], world(at).storage) == []

    work(0)
    return crash_everywhere(database, work, check)


if __name__ == "__main__":
    database_url, storage = sys.argv[1:]
    print(sweep(database_url, Path(storage)))  # noqa: T201
