"""Messages: written with their step, sent afterwards at least once, withdrawn when the step is undone before."""

from __future__ import annotations

from collections import Counter
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from aicmo.saga import Delivery, Message, Order, Run, Saga, Status, rewind, submit
from aicmo.saga import outbox as engine_outbox
from saga.bank import messages, paid, with_bank
from saga.shop import ShopOrder, World

if TYPE_CHECKING:
    from collections.abc import Callable


def work(world: World, *workers: Callable[[Delivery], None]) -> None:
    for handler in workers:
        with world.worker(outbox={"mail": handler}) as worker:
            worker.work(until_idle=True)


def test_a_message_is_sent_once_with_its_id_and_payload(world: World) -> None:
    world, _ = with_bank(world, paid())
    run_id, _claim = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    sent: list[Delivery] = []
    work(world, sent.append, sent.append)

    (message,) = messages(world)
    assert sent == [Delivery(message.id, run_id, "reserve", "mail", {"to": "Ada"}, 1)]
    assert message.sent_at is not None


def test_unsent_messages_of_an_undone_run_are_withdrawn(world: World) -> None:
    world, _ = with_bank(world, paid())
    assert world.run("Nobody").state is Status.COMPENSATED
    sent: list[Delivery] = []
    work(world, sent.append)

    (message,) = messages(world)
    assert (message.withdrawn_at is not None, message.sent_at, sent) == (True, None, [])


def test_a_rewind_withdraws_only_messages_of_the_steps_it_undoes(world: World) -> None:
    def first(run: Run) -> list[Message | ShopOrder]:
        return [Message("mail", {"of": "first", "attempt": run.attempt})]

    def second(run: Run) -> list[Message | ShopOrder]:
        return [Message("mail", {"of": "second", "attempt": run.attempt})]

    def third(run: Run) -> list[ShopOrder]:
        if run.attempt == 1:
            rewind(world.database, run.id, "second")
        return []

    world.saga = Saga("letters", version=1, steps=[first, second, third])
    assert world.run().state is Status.COMPLETED
    kept = [(m.payload["of"], m.payload["attempt"], m.withdrawn_at is None) for m in messages(world)]
    assert kept == [("first", 1, True), ("second", 1, False), ("second", 2, True)]


def test_a_failed_delivery_is_tried_again_within_a_budget_and_keeps_its_error(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_outbox, "FIRST_BACKOFF", 0.0)
    monkeypatch.setattr(engine_outbox, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(engine_outbox, "MOST_TRIES", 3)
    world, _ = with_bank(world, paid())
    world.run()
    tries: list[int] = []

    def fail(delivery: Delivery) -> None:
        tries.append(delivery.tries)
        raise ConnectionError("no line")

    work(world, fail)

    (message,) = messages(world)
    assert tries == [1, 2, 3]
    assert (message.sent_at, message.tries) == (None, 3)
    assert "no line" in message.last_error


def test_a_delivery_that_hangs_holds_up_no_run(world: World) -> None:
    world, _ = with_bank(world, paid())
    hangs, done = Event(), Event()

    def hang(_delivery: Delivery) -> None:
        hangs.set()
        done.wait()

    with world.worker(outbox={"mail": hang}) as worker:
        worker.run(world.saga, Order("o", {"customer": "Ada"}))
        assert hangs.wait(20)
        second = worker.run(world.saga, Order("o", {"customer": "Grace"}))
        assert world.get(second).state is Status.COMPLETED
        done.set()


def test_workers_side_by_side_send_each_message_once(world: World) -> None:
    world, _ = with_bank(world, paid())
    for number in range(12):
        submit(world.database, world.saga, Order("o", {"customer": str(number)}))
    sent: list[Any] = []
    with world.worker(outbox={"mail": sent.append}), world.worker(outbox={"mail": sent.append}):
        work(world, sent.append)

    assert set(Counter(delivery.id for delivery in sent).values()) == {1}
    assert len(sent) == 12


def test_a_message_of_a_topic_without_handler_stays(world: World) -> None:
    world, _ = with_bank(world, paid())
    world.run()
    with world.worker(outbox={"fax": lambda _: None}) as worker:
        worker.work(until_idle=True)

    assert [(m.sent_at, m.tries) for m in messages(world)] == [(None, 0)]


def test_a_worker_without_handlers_never_asks_for_messages(world: World) -> None:
    asked: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    with world.worker() as worker:
        worker.work(until_idle=True)

    assert asked
    assert not [statement for statement in asked if "workflow_messages" in statement]


def test_a_message_that_no_database_keeps_is_a_bug_of_its_step(world: World) -> None:
    def tell(run: Run) -> list[Message | ShopOrder]:  # noqa: ARG001 (a step's signature)
        return [Message("mail", {"never": object()})]

    world.saga = Saga("letters", version=1, steps=[tell])
    run = world.run()

    assert (run.state, run.reason) == (Status.FAILED, "bug")
    assert messages(world) == []
