"""Kills this process at boundaries all over a run that does not go straight, and asks the outside what it saw.

Run as ``python -m saga.turnings URL STORAGE CASE``; prints how many boundaries there were. Each run packs outside, and
then: starts again after bad luck and an undo that failed once ("restart"), is sent back by its own step ("rewind"), or
waits in vain ("deadline").
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aicmo.db import Database
from aicmo.saga import (
    External,
    Key,
    Order,
    Retry,
    Rewind,
    Run,
    Saga,
    Signals,
    Status,
    Step,
    Storage,
    Terms,
    Wait,
    audit,
    newest,
    send,
    submit,
    worker,
)
from aicmo.saga.testing import crash_everywhere
from saga.outside import Outside
from saga.shop import NOTHING, Carrier, Parcel, ShopOrder, World, take_order

if TYPE_CHECKING:
    from aicmo.saga import WorkflowRun

LONG = 1.0
"""Seconds that a call may take; its undo waits for them when nobody knows whether the call is over."""


def pack(key: Key, order: ShopOrder, outside: Outside) -> list[Parcel]:
    outside.tell(f"call {key}")
    return [Parcel(order_id=order.id, weight=1)]


def take_back(key: Key, outside: Outside) -> None:
    outside.tell(f"undo {key}")


def take_back_at_second_try(run: Run, key: Key, outside: Outside) -> None:
    is_first = ("undo", str(key)) not in outside.told(run.id)
    outside.tell(f"undo {key}")
    if is_first:
        raise ConnectionError("no line")


def be_unlucky_once(run: Run) -> list[Parcel]:
    if run.attempt == 1:
        raise Retry("no luck")
    return []


def ask_back(signals: Signals, run: Run) -> list[Parcel]:
    if any(signal.name == "again" and signal.attempt == run.attempt for signal in signals):
        raise Rewind("pack", "Packed wrongly.")
    return []


def wait_in_vain(signals: Signals) -> list[Parcel]:
    raise Wait("an answer", within=0 if not list(signals) else 1)


PACK = External(pack, undo=take_back, timeout=LONG)
STEPS: dict[str, list[Any]] = {
    "restart": [
        External(pack, undo=take_back_at_second_try, timeout=LONG, backoff=0),
        Step(be_unlucky_once, attempts=1),
    ],
    "rewind": [PACK, ask_back],
    "deadline": [PACK, wait_in_vain],
}


def check_told(case: str, run: WorkflowRun, told: list[tuple[str, str]]) -> None:
    """See that what is done outside is what the run's end says, and that each undo came after its last call."""
    called = list(dict.fromkeys(key for what, key in told if what == "call"))
    undone = list(dict.fromkeys(key for what, key in told if what == "undo"))
    kept, end = (0, Status.COMPENSATED) if case == "deadline" else (1, Status.COMPLETED)
    assert run.state is end, run.last_error
    assert len(called) - len(undone) == kept, told
    assert set(undone) == set(called[: len(undone)]), told
    assert all(key.split("/")[1] == str(run.attempt) for key in called[len(undone) :]), told
    assert all(("call", key) not in told[told.index(("undo", key)) :] for key in undone), told


def sweep(url: str, folder: Path, case: str) -> int:
    database, outside = Database(url), Outside(folder.parent / "outside.txt")
    saga = Saga("turnings", version=1, retries=1, backoff=0, steps=[take_order, *STEPS[case]])

    def world(at: int) -> World:
        return World(database, Storage(folder / str(at)), saga, Carrier(), tools={Outside: outside})

    def work(at: int) -> None:
        run_id, _ = submit(database, saga, Order("o", {"customer": "Ada"}))
        if case == "rewind":
            send(database, run_id, "again")
        with world(at).worker() as worker:
            worker.work(until_idle=True)

    def check(at: int) -> None:
        with world(at).worker(terms=Terms(gone_after=0)) as worker:
            worker.work(until_idle=True)
        for run in newest(database, limit=1, subject="o"):
            check_told(case, run, outside.told(run.id))
            if run.state is Status.COMPENSATED:
                assert world(at).count(run.id) == NOTHING
        assert audit(database, [saga], world(at).storage) == []

    worker.LOOK_SECONDS = 0.005  # type: ignore[misc]  # a sweep waits hundreds of times
    work(0)
    check(0)
    return crash_everywhere(database, work, check, every=15)


if __name__ == "__main__":
    database_url, storage, named = sys.argv[1:]
    print(sweep(database_url, Path(storage), named))  # noqa: T201
