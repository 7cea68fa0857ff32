"""The testing kit itself: what it promises to those who test sagas of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from aicmo.db import new_id
from aicmo.saga import Order, Saga, Status, Step, submit
from aicmo.saga.testing import Clock, Crashed, Fuse, Leftover, Unexpected, assert_compensates_to_zero, drain
from saga.shop import EVERYTHING, NOTHING, Carrier, ShopOrder, World, pack, ship, take_order

if TYPE_CHECKING:
    from aicmo.saga import WorkflowRun

ADA = Order("an order", {"customer": "Ada"})


def test_a_drain_carries_out_what_is_due_and_names_what_ended_otherwise_than_expected(world: World) -> None:
    good, _ = submit(world.database, world.saga, ADA)
    assert [run.id for run in _drain(world)] == [good]

    bad, _ = submit(world.database, world.saga, Order("another", {"customer": "Ada", "carrier": "rejected"}))
    with pytest.raises(Unexpected, match=f"run {bad} is COMPENSATED: The carrier does not go there."):
        _drain(world)


def test_with_a_clock_hours_of_backoff_pass_at_once_and_a_delayed_start_when_the_test_says_so(world: World) -> None:
    world.saga = Saga("shop", version=1, steps=[take_order, pack, Step(ship, backoff=7200, backoff_max=7200)])
    with Clock(world.database) as clock:
        began = clock.now()
        tried, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada", "carrier": "down"}))
        delayed, _ = submit(world.database, world.saga, replace(ADA, delay=86_400))

        (run,) = _drain(world, Status.COMPENSATED, clock=clock)
        assert (run.id, run.tried["ship"]) == (tried, 3)
        assert run.completed_at is not None
        assert (run.completed_at - began).total_seconds() >= 7200

        clock.advance(86_400)
        (run,) = _drain(world)
        assert (run.id, world.count(delayed)) == (delayed, EVERYTHING)


def test_a_worker_that_crashed_wrote_nothing_after_it_and_another_finishes_its_run(world: World) -> None:
    with pytest.raises(Crashed), Fuse(world.database, 14), world.worker() as worker:
        worker.run(world.saga, ADA)

    (run,) = _drain(world)
    assert (run.state, run.takeovers) == (Status.COMPLETED, 0)
    assert run.fence > 1
    assert world.count(run.id) == EVERYTHING


def test_a_saga_without_undo_code_compensates_to_zero_whichever_step_fails(world: World) -> None:
    world.run("neighbour")
    before = world.count()

    _prove_zero(world)

    assert world.count() == before


def test_a_step_that_writes_behind_the_engines_back_is_found_out(world: World) -> None:
    kept = world.run("neighbour")

    def sneak(order: ShopOrder) -> list[ShopOrder]:
        with world.database.connect() as connection:
            connection.execute(insert(ShopOrder).values(id=new_id(), run_id=kept.id, customer=order.customer))
        return []

    world.saga = Saga("shop", version=1, steps=[take_order, sneak, pack, ship])
    with pytest.raises(Leftover, match="after sneak failed, table shop_orders is not what it was before"):
        _prove_zero(world)


def test_a_file_left_in_the_runs_folder_is_found_out(world: World) -> None:
    def litter(order: ShopOrder) -> list[ShopOrder]:
        (world.storage.root / str(order.run_id)).mkdir(parents=True, exist_ok=True)
        (world.storage.root / str(order.run_id) / "mine.txt").write_text("left")
        return []

    world.saga = Saga("shop", version=1, steps=[take_order, litter])
    with pytest.raises(Leftover, match=r"after litter failed, .*mine.txt is left"):
        _prove_zero(world)
    assert world.count() == NOTHING


def _drain(world: World, expect: Status = Status.COMPLETED, clock: Clock | None = None) -> list[WorkflowRun]:
    return drain(world.database, [world.saga], world.storage, {Carrier: world.carrier}, expect=[expect], clock=clock)


def _prove_zero(world: World) -> None:
    tools = {Carrier: world.carrier}
    assert_compensates_to_zero(world.saga, ADA, database=world.database, storage=world.storage, tools=tools)
