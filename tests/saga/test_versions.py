"""A saga is changed with runs in flight: each run ends under the version it began with, or waits in sight for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.saga import Order, Saga, Status, StepCommitted, Worker, cancel, resume, submit
from saga.shop import EVERYTHING, NOTHING, Carrier, Parcel, ShopOrder, pack, ship, take_order

if TYPE_CHECKING:
    from uuid import UUID

    from saga.shop import World


def weigh(order: ShopOrder) -> list[Parcel]:
    return [Parcel(order_id=order.id, weight=1)]


V1 = Saga("shop", version=1, steps=[take_order, pack, ship])
V2 = Saga("shop", version=2, steps=[take_order, weigh, pack, ship])


def test_with_both_versions_deployed_old_runs_end_as_they_began_and_new_ones_run_the_new(world: World) -> None:
    old, new = _half_done(world), submit(world.database, V2, Order("o", {"customer": "Ada"}))[0]

    _work(world, V1, V2)

    assert [world.get(run_id).state for run_id in (old, new)] == [Status.COMPLETED] * 2
    assert [step.step for step in world.steps(old)] == V1.step_names
    assert [step.step for step in world.steps(new)] == V2.step_names
    assert world.count(old) == EVERYTHING


def test_without_its_version_a_run_is_held_in_sight_goes_on_when_it_is_back_or_is_cancelled(world: World) -> None:
    goes_on, goes = _half_done(world), _half_done(world)

    _work(world, V2)
    for run_id in (goes_on, goes):
        held = world.get(run_id)
        assert (held.state, held.reason) == (Status.WAITING, "held")
        assert "was started by shop version 1 and has finished ['take_order']" in (held.last_error or "")
        assert world.count(run_id)["shop_orders"] == 1

    resume(world.database, goes_on)
    cancel(world.database, goes)
    _work(world, V1, V2)

    assert (world.get(goes_on).state, world.count(goes_on)) == (Status.COMPLETED, EVERYTHING)
    assert (world.get(goes).state, world.count(goes)) == (Status.COMPENSATED, NOTHING)


def test_a_held_run_can_be_cancelled_where_only_the_new_version_is(world: World) -> None:
    run_id = _half_done(world)
    _work(world, V2)
    cancel(world.database, run_id)

    _work(world, V2)

    assert (world.get(run_id).state, world.count()) == (Status.COMPENSATED, NOTHING)


def _half_done(world: World) -> UUID:
    run_id, _ = submit(world.database, V1, Order("o", {"customer": "Ada"}))
    worker = Worker(
        world.database,
        [V1],
        world.storage,
        {Carrier: world.carrier},
        listener=lambda event: worker.stop() if isinstance(event, StepCommitted) else None,
    )
    with worker:
        worker.finish(run_id)
    return run_id


def _work(world: World, *deployed: Saga) -> None:
    with Worker(world.database, deployed, world.storage, {Carrier: world.carrier}) as worker:
        worker.work(until_idle=True)
