"""What a run costs: statements sent to the database, counted. One a step commit on PostgreSQL, two an undo."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from aicmo.saga import Order, Rejected, Run, Saga, Status
from saga.shop import EVERYTHING, NOTHING, Parcel, ShopOrder, take_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.db import Database
    from saga.shop import World

STEPS = 3


def wrap(run: Run, order: ShopOrder) -> list[Parcel]:
    return [Parcel(order_id=order.id, weight=n) for n in range(run.input.get("parcels", 3))]


def refuse(run: Run) -> list[Parcel]:  # noqa: ARG001 (a step)
    raise Rejected("no")


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are sent, but for heartbeats."""
    sent: list[str] = []

    def see(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not threading.current_thread().name.startswith("heart"):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", see)
    yield sent
    event.remove(database.engine, "before_cursor_execute", see)


@contextmanager
def timed(world: World) -> Iterator[dict[str, float]]:
    """Note when what happened was told."""
    at: dict[str, float] = {}
    world.listener = lambda happened: at.__setitem__(type(happened).__name__, perf_counter())
    yield at
    world.listener = None


def test_a_run_that_succeeds_costs_one_statement_to_begin_one_a_step_and_one_before_its_first_file(
    world: World,
) -> None:
    _only_postgres(world)
    with world.worker() as worker:
        worker.run(world.saga, Order("o", {"customer": "warm"}))
        with counted(world.database) as sent:
            run_id = worker.run(world.saga, Order("o", {"customer": "Ada"}))

    assert world.get(run_id).state is Status.COMPLETED
    assert world.count(run_id) == EVERYTHING
    assert len(sent) == 1 + STEPS + 1, sent


@pytest.mark.parametrize("parcels", [3, 10_000])
def test_a_run_that_fails_costs_its_turn_and_one_flight_whatever_the_number_of_rows(world: World, parcels: int) -> None:
    _only_postgres(world)
    world.saga = Saga("plain", version=1, steps=[take_order, wrap, refuse])
    with world.worker() as worker:
        worker.run(world.saga, Order("o", {"customer": "warm"}))
        with counted(world.database) as sent, timed(world) as at:
            run_id = worker.run(world.saga, Order("o", {"customer": "Ada", "parcels": parcels}))

    assert world.get(run_id).state is Status.COMPENSATED
    assert world.count(run_id) == NOTHING
    begun, *committed, turned, undone = sent
    assert [begun[:12], *(one[:4] for one in committed)] == ["WITH beating", "WITH", "WITH"]
    assert "UPDATE workflow_runs" in turned
    assert "DELETE FROM shop_parcels" in undone
    assert [step.receipt for step in world.steps(run_id)] == [
        {"rows": {"shop_orders": 1}, "files": 0},
        {"rows": {"shop_parcels": parcels}, "files": 0},
    ]
    if parcels > 3:  # of a few rows nothing is to be seen
        forward, back = at["StepCommitted"] - at["RunClaimed"], at["RunEnded"] - at["CompensationStarted"]
        assert back < 2 * forward, "a fifth of it here; five times and more if each row reads the whole ledger again"


def _only_postgres(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite lives in this process: nothing is sent anywhere")
