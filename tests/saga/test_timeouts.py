"""Steps that overrun their time, runs that do, idle workers, and what wakes them."""

from __future__ import annotations

from itertools import count
from threading import Event, Thread
from threading import enumerate as enumerate_threads
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from aicmo.errors import EnvironmentProblem
from aicmo.saga import File, Order, Run, Saga, Status, Step, StepFailed, StepStarted, Worker, audit, submit
from crash.programs import hurried
from crash.shim import Shim
from saga.shop import NOTHING, Parcel, ShopOrder, World, pack, take_order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID


class Gate:
    """A tool that keeps steps waiting, as long as it is shut; it lets everybody through when the test is over."""

    def __init__(self) -> None:
        self.open = Event()
        self.asked = 0
        self.through = 0


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


def linger(run: Run, order: ShopOrder, gate: Gate) -> list[Parcel | File]:
    gate.asked += 1
    if gate.asked <= run.input["stuck"]:
        gate.open.wait()
        gate.through += 1
    return [Parcel(order_id=order.id, weight=gate.asked), File("a.txt", b"a")]


def _saga(**policy: Any) -> Saga:
    return Saga("slow", version=1, steps=[take_order, Step(linger, timeout=0.3, backoff=0.01, **policy)])


def _worker(world: World, gate: Gate, **options: Any) -> Worker:
    return Worker(world.database, [world.saga], world.storage, {Gate: gate}, listener=world.hear, **options)


def test_a_step_over_its_time_is_tried_again_and_its_late_return_writes_nothing(world: World, gate: Gate) -> None:
    world.saga = _saga()
    with _worker(world, gate) as worker:
        run_id = worker.run(world.saga, Order("o", {"customer": "Ada", "stuck": 1}))
        assert worker._crew.left_behind == 1
        gate.open.set()
        while worker._crew.left_behind:
            Event().wait(0.01)

    run = world.get(run_id)
    assert run.state is Status.COMPLETED
    assert (gate.asked, gate.through) == (2, 1)
    assert world.count(run_id)["shop_parcels"] == 1
    assert [step.step for step in world.steps(run_id)] == ["take_order", "linger"]
    (failed,) = [event for event in world.heard if isinstance(event, StepFailed)]
    assert "did not end within" in failed.error
    assert audit(world.database, [world.saga], world.storage) == []


def test_a_step_that_always_overruns_is_out_of_attempts_and_the_run_is_undone(world: World, gate: Gate) -> None:
    world.saga = _saga(attempts=2)
    with _worker(world, gate) as worker:
        run_id = worker.run(world.saga, Order("o", {"customer": "Ada", "stuck": 9}))

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.COMPENSATED, "out of attempts")
    assert world.count(run_id) == NOTHING


def test_a_line_cut_while_a_late_step_is_given_up_stops_no_worker(world: World, gate: Gate) -> None:
    world.saga = Saga("slow", version=1, steps=[take_order, Step(linger, timeout=0.02, attempts=1)])
    with hurried():
        for at in count(1):
            shim = Shim(world.database, {at: "lost"})
            run_id = _given_up(world, gate, shim)
            assert world.get(run_id).state is Status.COMPENSATED, f"cut at boundary {at}"
            assert world.count(run_id) == NOTHING
            if shim.seen < at:
                break
    assert at > 3


def _given_up(world: World, gate: Gate, shim: Shim) -> UUID:
    """Let a step be stuck; from when it is, ``shim`` cuts the line of those who give it up."""

    def hear(event: object) -> None:
        if isinstance(event, StepStarted) and event.step == "linger":
            shim.__enter__()

    world.listener = hear
    with _worker(world, gate) as worker:
        try:
            return worker.run(world.saga, Order("o", {"customer": "Ada", "stuck": 999}))
        finally:
            shim.__exit__()


def test_no_thread_watches_over_a_worker_who_has_gone(world: World, gate: Gate) -> None:
    before = {*enumerate_threads()}

    def last(order: ShopOrder) -> list[Parcel]:
        while not worker._carrier._engine.watch._next:  # until somebody watches
            Event().wait(0.001)
        return [Parcel(order_id=order.id, weight=1)]

    world.saga = Saga("slow", version=1, steps=[take_order, Step(last, timeout=3600)])
    with _worker(world, gate) as worker:
        worker.run(world.saga, Order("o", {"customer": "Ada"}))

    for thread in {*enumerate_threads()} - before:
        thread.join(timeout=10)
        assert not thread.is_alive(), thread.name


def test_too_many_stuck_threads_stop_the_worker_with_a_clear_error_and_lose_nothing(
    world: World, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aicmo.saga.worker.MOST_LEFT_BEHIND", 2)
    world.saga = _saga(attempts=99)
    stuck, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada", "stuck": 3}))

    with (
        pytest.raises(EnvironmentProblem, match="3 steps overran their time and are stuck; this worker stops"),
        _worker(world, gate) as worker,
    ):
        worker.work()
    gate.open.set()
    with _worker(world, gate) as another:
        another.work(until_idle=True)

    assert world.get(stuck).state is Status.COMPLETED
    assert world.count(stuck)["shop_parcels"] == 1


def test_a_run_over_its_time_is_undone_though_its_step_has_time_left(world: World, gate: Gate) -> None:
    world.saga = Saga("slow", version=1, steps=[take_order, Step(linger, timeout=60)], timeout=0.5)
    with _worker(world, gate) as worker:
        run_id = worker.run(world.saga, Order("o", {"customer": "Ada", "stuck": 9}))

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.COMPENSATED, "timed out")
    assert world.count(run_id) == NOTHING
    assert world.files(run_id) == []


def test_a_worker_asked_to_stop_while_a_step_is_stuck_stops_at_the_steps_time(world: World, gate: Gate) -> None:
    world.saga = _saga()
    run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada", "stuck": 9}))
    with _worker(world, gate) as worker:
        world.listener = lambda heard: worker.stop() if getattr(heard, "step", "") == "linger" else None
        worker.work()

    run = world.get(run_id)
    assert (run.state, run.claimed_by, run.tried) == (Status.PENDING, None, {"linger": 1})
    assert world.count(run_id)["shop_orders"] == 1


def test_an_idle_worker_asks_once_in_two_seconds(world: World) -> None:
    asked: list[float] = []
    world.saga = Saga("idle", version=1, steps=[take_order, pack])
    with world.worker(concurrency=4) as worker:
        thread = Thread(target=worker.work)

        def see(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement not in {"BEGIN IMMEDIATE", "COMMIT", "LISTEN aicmo_saga"}:
                asked.append(monotonic())
                if len(asked) == 3:
                    worker.stop()

        event.listen(world.database.engine, "before_cursor_execute", see)
        thread.start()
        thread.join(30)
        event.remove(world.database.engine, "before_cursor_execute", see)

    assert len(asked) == 3
    assert asked[2] - asked[0] > 3.4


@pytest.mark.parametrize("can_listen", [True, False])
def test_a_submission_wakes_an_idle_worker_at_once_or_it_is_found_by_the_poll(world: World, can_listen: bool) -> None:  # noqa: FBT001 (a test's case)
    if world.database.is_sqlite and can_listen:
        pytest.skip("SQLite has no NOTIFY")
    world.database.can_listen = can_listen  # type: ignore[misc]
    ended = Event()
    with world.worker() as worker:
        thread = Thread(target=worker.work)
        world.listener = lambda heard: ended.set() if type(heard).__name__ == "RunEnded" else None
        listening = Event()
        event.listen(world.database.engine, "after_cursor_execute", _when("LISTEN" if can_listen else "", listening))
        thread.start()
        assert listening.wait(30)
        began = monotonic()
        submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
        assert ended.wait(30)
        took = monotonic() - began
        worker.stop()
        thread.join(30)

    assert took < (1.5 if can_listen else 10)


def _when(begins: str, flag: Event) -> Any:
    def see(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(begins):
            flag.set()

    return see
