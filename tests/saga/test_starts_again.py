"""Starting again: after bad luck from the first step, after a rewind from the step that a person names."""

from __future__ import annotations

from contextlib import suppress
from itertools import count

import pytest

from aicmo.saga import Run, RunEnded, Saga, Status, Step, audit, rewind, worker
from aicmo.saga.testing import Clock, Crashed, Fuse, drain
from saga.shop import EVERYTHING, NOTHING, Carrier, Parcel, World, pack, ship, take_order


def _saga(retries: int) -> Saga:
    return Saga("shop", version=1, retries=retries, backoff=3600, steps=[take_order, pack, Step(ship, attempts=1)])


def test_bad_luck_is_undone_wholly_and_starts_again_up_to_the_limit_without_ever_looking_over(world: World) -> None:
    world.saga = _saga(retries=2)
    with Clock(world.database) as clock:
        world.listener = clock.hear
        run = world.run(carrier="down")

    assert [event.status for event in world.heard if isinstance(event, RunEnded)] == [
        "PENDING",
        "PENDING",
        "COMPENSATED",
    ]
    assert (run.state, run.attempt, run.retry_count, world.carrier.asked) == (Status.COMPENSATED, 3, 2, 3)
    assert [step.attempt for step in world.steps(run.id)] == [1, 1, 2, 2, 3, 3]
    assert all(step.undone_at for step in world.steps(run.id))
    assert (world.count(), world.files()) == (NOTHING, [])


def test_bad_luck_in_the_first_step_starts_again_though_there_is_nothing_to_undo(world: World) -> None:
    def knock(carrier: Carrier) -> list[Parcel]:
        carrier.asked += 1
        raise ConnectionError("no line")

    world.saga = Saga("shop", version=1, retries=1, backoff=3600, steps=[Step(knock, attempts=2, backoff=3600)])
    with Clock(world.database) as clock:
        world.listener = clock.hear
        run = world.run()

    assert (run.state, run.attempt, run.retry_count, world.carrier.asked) == (Status.FAILED, 2, 1, 4)


@pytest.mark.parametrize("carrier", ["rejected", "bug"])
def test_a_verdict_and_a_bug_never_start_again(world: World, carrier: str) -> None:
    world.saga = _saga(retries=2)
    run = world.run(carrier=carrier)
    assert (run.state, run.attempt, run.retry_count) == (Status.COMPENSATED, 1, 0)


def test_whenever_the_worker_dies_a_run_starts_again_once_and_no_more_than_its_limit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.005)
    world.saga = _saga(retries=1)
    for at in count(1):
        with Clock(world.database) as clock:
            world.listener = clock.hear
            with suppress(Crashed), Fuse(world.database, at) as fuse:
                world.run(carrier="down")
            tools = {Carrier: world.carrier}
            drain(world.database, [world.saga], world.storage, tools, expect=[Status.COMPENSATED], clock=clock)
        for run in [world.get(event.run_id) for event in world.heard if isinstance(event, RunEnded)]:
            assert (run.state, run.attempt, run.retry_count) == (Status.COMPENSATED, 2, 1), at
        assert (world.count(), world.files()) == (NOTHING, []), at
        world.heard.clear()
        if not fuse.blown:
            break
    assert at > 30
    assert audit(world.database, [world.saga], world.storage) == []


def test_a_rewind_of_a_run_at_work_keeps_what_came_before_and_the_late_commit_writes_nothing(world: World) -> None:
    times: list[int] = []

    def weigh(run: Run, parcels: list[Parcel]) -> list[Parcel]:
        times.append(len(parcels))
        if len(times) == 1:
            rewind(world.database, run.id, "pack")
        return [Parcel(order_id=parcels[0].order_id, weight=1)]

    world.saga = Saga("shop", version=1, steps=[take_order, pack, weigh])
    run = world.run()

    assert (run.state, run.attempt, times) == (Status.COMPLETED, 2, [3, 3])
    assert world.count(run.id) == EVERYTHING | {"shop_parcels": 4, "shop_shipments": 0}
    live = {step.step: step for step in world.steps(run.id) if step.undone_at is None}
    assert {name: step.attempt for name, step in live.items()} == {"take_order": 1, "pack": 2, "weigh": 2}
    assert world.files() == [f"{live['pack'].effects['folder']}/labels/list.txt"]
    assert int(live["pack"].effects["folder"].split("/")[1]) > 1
