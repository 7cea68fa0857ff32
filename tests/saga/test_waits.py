"""Waits and the signals that end them: none is missed, and while a run waits it holds nothing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from aicmo.db import new_id
from aicmo.saga import (
    Conflict,
    KeyUsed,
    Once,
    Order,
    Rewind,
    Run,
    Saga,
    Signals,
    Status,
    UnknownRun,
    Wait,
    cancel,
    resume,
    rewind,
    send,
    submit,
)
from aicmo.saga import signals as inner
from aicmo.saga.claims import Claimant, Terms, claim
from aicmo.saga.models import WorkflowRun
from aicmo.saga.outcomes import Waiting
from aicmo.saga.testing import Clock, drain
from aicmo.saga.wake import Ear
from saga.shop import EVERYTHING, NOTHING, Carrier, ShopOrder, World, pack, ship, take_order
from servers.locking import started, until_locked_out

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = 86_400.0
ANY = tuple(Status)


def approve(run: Run, order: ShopOrder, signals: Signals) -> list[ShopOrder]:
    said = signals.latest("approval")
    if said is None:
        raise Wait("approval", within=DAY, report={"customer": order.customer})
    if said.payload.get("again") and said.attempt == run.attempt:
        raise Rewind("take_order", "The order is to be taken again.")
    return []


def think(signals: Signals) -> list[ShopOrder]:
    if not signals.expired("a day"):
        raise Wait("a day", within=DAY, then="continue")
    return []


@pytest.fixture
def waiting(world: World) -> World:
    world.saga = Saga("shop", version=1, steps=[take_order, approve, pack, ship])
    return world


def test_a_waiting_run_shows_what_it_waits_for_and_holds_neither_worker_nor_connection(waiting: World) -> None:
    run = waiting.run()

    assert (run.state, run.reason, run.report) == (Status.WAITING, "waiting", {"customer": "Ada"})
    assert run.waiting == {"signal": "approval", "then": "compensate"}
    assert (run.claimed_by, run.lease_expires_at) == (None, None)
    assert waiting.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    waiting.saga = Saga("shop", version=1, steps=[take_order, pack, ship])
    assert waiting.run().state is Status.COMPLETED


def test_a_signal_ends_the_wait_one_of_another_name_does_not_and_one_that_came_before_was_kept(waiting: World) -> None:
    run = waiting.run()
    send(waiting.database, run.id, "rumour")
    assert waiting.get(run.id).state is Status.WAITING
    send(waiting.database, run.id, "approval", sent_by="Ada")
    _drain(waiting)
    assert waiting.get(run.id).state is Status.COMPLETED
    assert waiting.get(run.id).waiting is None

    early, _ = submit(waiting.database, waiting.saga, Order("o", {"customer": "Grace"}))
    send(waiting.database, early, "approval")
    _drain(waiting)
    assert (waiting.get(early).state, waiting.get(early).fence) == (Status.COMPLETED, 1)


def test_an_ended_run_and_one_that_does_not_exist_cannot_be_told_anything(world: World) -> None:
    with pytest.raises(Conflict, match="is COMPLETED"):
        send(world.database, world.run().id, "approval")
    with pytest.raises(UnknownRun):
        send(world.database, new_id(), "approval")


def test_a_signal_that_comes_after_a_step_has_looked_and_before_its_run_waits_is_not_missed(world: World) -> None:
    def ask(run: Run, signals: Signals) -> list[ShopOrder]:
        if signals.latest("approval") is None:
            send(world.database, run.id, "approval")
            raise Wait("approval", within=DAY)
        return []

    world.saga = Saga("shop", version=1, steps=[take_order, ask, pack, ship])

    assert world.run().state is Status.COMPLETED


@pytest.mark.parametrize("senders", [1, 2])
def test_a_signal_sent_while_the_run_goes_to_wait_is_never_missed(waiting: World, senders: int) -> None:
    """Whoever comes second waits for the run's row, and then sees what the first has written."""
    run_id, _ = submit(waiting.database, waiting.saga, Order("o", {"customer": "Ada"}))
    (held,) = claim(waiting.database, Claimant(new_id(), "me", ["shop"], Terms()))
    statuses: list[Status] = []
    wants = Waiting("approval", DAY, "compensate")
    with waiting.database.transaction() as connection:
        connection.execute(select(WorkflowRun.id).where(WorkflowRun.id == run_id).with_for_update(key_share=True))
        going = [started(waiting.database, lambda: send(waiting.database, run_id, "approval")) for _ in range(senders)]
        going.append(
            started(
                waiting.database,
                lambda: statuses.append(inner.wait(waiting.database, held.claim, "ask", wants, Signals())),
            )
        )
        until_locked_out(waiting.database, len(going))
    for thread in going:
        thread.join()

    told = inner.received(waiting.database, run_id, 1)
    assert [signal.name for signal in told] == ["approval"] * senders
    assert waiting.get(run_id).state is Status.PENDING  # in whatever order they came


def test_a_wait_that_nobody_ends_is_undone_at_its_deadline(waiting: World) -> None:
    with Clock(waiting.database) as clock:
        run = waiting.run()
        clock.advance(DAY - 60)
        assert _drain(waiting) == []
        clock.advance(61)
        _drain(waiting, Status.COMPENSATED)

    run = waiting.get(run.id)
    assert (run.reason, run.last_error) == ("timed out", "Nobody sent 'approval' in time.")
    assert waiting.count() == NOTHING


def test_a_step_that_waits_for_a_time_is_called_again_when_it_has_come_and_anew_after_a_rewind(world: World) -> None:
    world.saga = Saga("shop", version=1, steps=[take_order, think, approve, pack, ship])
    with Clock(world.database) as clock:
        run = world.run()
        assert run.waiting == {"signal": "a day", "then": "continue"}
        clock.advance(DAY + 1)
        _drain(world, Status.WAITING)
        assert (world.get(run.id).waiting or {})["signal"] == "approval"

        rewind(world.database, run.id, "think")
        _drain(world, Status.WAITING)
        assert (world.get(run.id).waiting or {})["signal"] == "a day"
        send(world.database, run.id, "approval")
        clock.advance(DAY + 1)
        _drain(world)
    assert world.count(run.id) == EVERYTHING


def test_no_wait_and_no_pause_outlasts_the_runs_own_time(world: World) -> None:
    world.saga = Saga("shop", version=1, steps=[take_order, approve, pack, ship], timeout=3600)
    with Clock(world.database) as clock:
        run = world.run()
        clock.advance(3601)
        _drain(world, Status.COMPENSATED)
    assert world.get(run.id).last_error == "The run did not end within its saga's time."


def test_a_waiting_run_can_be_cancelled_resumed_and_rewound(waiting: World) -> None:
    run = waiting.run()
    resume(waiting.database, run.id)
    _drain(waiting, Status.WAITING)
    rewind(waiting.database, run.id, "take_order")
    _drain(waiting, Status.WAITING)
    first, second = [step for step in waiting.steps(run.id) if step.step == "take_order"]
    assert first.undone_at is not None
    assert (second.attempt, second.undone_at) == (2, None)
    cancel(waiting.database, run.id)
    _drain(waiting, Status.COMPENSATED)
    assert waiting.count() == NOTHING


def test_a_step_may_send_the_run_back_when_a_signal_of_this_attempt_asks_for_it(waiting: World) -> None:
    run = waiting.run()
    before = waiting.steps(run.id)[0].effects["rows"]
    send(waiting.database, run.id, "approval", {"again": True})
    (run,) = _drain(waiting)

    assert (run.state, run.attempt) == (Status.COMPLETED, 2)
    assert waiting.steps(run.id)[0].effects["rows"] == before != waiting.steps(run.id)[1].effects["rows"]
    assert waiting.count() == EVERYTHING


def test_a_step_that_sends_the_run_back_unasked_is_a_bug_and_does_not_go_on_for_ever(world: World) -> None:
    def restless(order: ShopOrder) -> list[ShopOrder]:
        raise Rewind("take_order", order.customer)

    world.saga = Saga("shop", version=1, steps=[take_order, restless])
    run = world.run()

    assert (run.state, run.reason) == (Status.COMPENSATED, "bug")
    assert "nobody asked" in (run.last_error or "")


def test_an_order_in_the_callers_own_transaction_is_there_when_that_commits_or_never_was(world: World) -> None:
    own = create_engine(world.database.url)  # a program's own engine, with transactions as SQLAlchemy begins them
    with Session(own) as session:
        gone, _ = submit(session.connection(), world.saga, Order("o", {"customer": "Ada"}))
        session.rollback()
    with pytest.raises(UnknownRun):
        world.get(gone)

    with Session(own) as session:
        kept, _ = submit(session.connection(), world.saga, Order("o", {"customer": "Ada"}))
        session.commit()
    assert [run.id for run in _drain(world)] == [kept]
    own.dispose()


def test_an_order_in_the_callers_own_transaction_wakes_a_worker_when_it_commits(world: World) -> None:
    woken = threading.Event()
    with Ear(world.database, woken), world.database.connect() as connection:
        listening = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        _until(lambda: world.database.is_sqlite or connection.scalar(text(listening)) == 1)
        with world.database.transaction() as own:
            submit(own, world.saga, Order("o", {"customer": "Ada"}))
        assert woken.wait(10)
    woken.clear()
    submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    assert not woken.is_set()


def _drain(world: World, expect: Status = Status.COMPLETED) -> list[Any]:
    return drain(world.database, [world.saga], world.storage, {Carrier: world.carrier}, expect=[expect])


def _until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        threading.Event().wait(0.02)
    pytest.fail("it never came")


def test_a_request_that_comes_again_is_one_signal_even_after_the_end(waiting: World) -> None:
    run = waiting.run()
    once = Once("4711", "approve, says Ada")
    first = send(waiting.database, run.id, "approval", once=once)
    assert send(waiting.database, run.id, "approval", once=once) == first
    _drain(waiting)
    assert waiting.get(run.id).state is Status.COMPLETED
    assert send(waiting.database, run.id, "approval", once=once) == first
    with pytest.raises(KeyUsed, match="something else"):
        send(waiting.database, run.id, "approval", once=Once("4711", "reject, says Ada"))
    with pytest.raises(Conflict, match="COMPLETED"):
        send(waiting.database, run.id, "approval", once=Once("4712", "approve, says Ada"))


def test_a_request_that_comes_twice_at_once_is_one_signal(waiting: World) -> None:
    run_id = waiting.run().id
    sent: list[object] = []

    def ask() -> None:
        sent.append(send(waiting.database, run_id, "approval", once=Once("4711", "approve")))

    with waiting.database.transaction() as connection:
        connection.execute(select(WorkflowRun.id).where(WorkflowRun.id == run_id).with_for_update(key_share=True))
        going = [started(waiting.database, ask) for _ in range(2)]
        until_locked_out(waiting.database, len(going))
    for thread in going:
        thread.join()
    assert len(sent) == len(going)
    assert len(set(sent)) == 1
    assert len(inner.received(waiting.database, run_id, 1)) == 1
