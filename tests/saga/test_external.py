"""Effects outside the database: written down first, called under a stable key, undone newest first before the rows."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

import pytest

from aicmo.saga import (
    Conflict,
    DefinitionError,
    External,
    Key,
    Order,
    Rejected,
    RunEnded,
    Saga,
    Status,
    Terms,
    accept,
    cancel,
    resume,
    rewind,
    submit,
)
from aicmo.saga.testing import Clock
from saga.bank import Bank, charge, intents, paid, publish, release, reserve, with_bank
from saga.shop import NOTHING, ShopOrder, World, take_order

if TYPE_CHECKING:
    from uuid import UUID

    from aicmo.saga import WorkflowRun


def failing(error: Exception, *, times: int = 99, on: str = "") -> Callable[[str], None]:
    left = [times]

    def fail(key: str) -> None:
        if on in key and left[0]:
            left[0] -= 1
            raise error

    return fail


def once(world: World, run_id: UUID) -> None:
    """Carry the run to its first stop, whatever that is."""
    with world.worker() as worker:
        world.listener = lambda event: worker.stop() if isinstance(event, RunEnded) else None
        worker.finish(run_id)
    world.listener = None


def test_a_call_has_a_key_of_run_attempt_and_step_and_its_intent_is_there_before_it(world: World) -> None:
    world, bank = with_bank(world, paid())
    seen: list[int] = []
    bank.before = lambda _: seen.append(len(intents(world, world.heard[0].run_id)))
    run = world.run()

    assert run.state is Status.COMPLETED
    assert bank.asked == [f"{run.id}/1/reserve", f"{run.id}/1/charge"]
    assert seen[:2] == [1, 2]
    assert all(intent.done_at and intent.undone_at is None for intent in intents(world, run.id))
    assert bank.undone == []


def test_effects_are_undone_newest_first_while_the_rows_are_still_there(world: World) -> None:
    world, bank = with_bank(world, paid())
    run = world.run("Nobody")

    assert run.state is Status.COMPENSATED
    assert bank.undone == [f"{run.id}/1/charge", f"{run.id}/1/reserve"]
    assert bank.rows_at_undo == [1, 1]
    assert bank.own_at_undo == [2, 1]
    assert all(intent.undone_at for intent in intents(world, run.id))
    assert world.count() == NOTHING


def test_a_call_tried_again_keeps_its_key_and_a_new_start_has_another(world: World) -> None:
    world, bank = with_bank(world, paid(retries=1, timeout=0.2))
    bank.before = failing(ConnectionError("no line"), times=4, on="charge")
    run = world.run()

    assert run.state is Status.COMPLETED
    first, second = f"{run.id}/1/charge", f"{run.id}/2/charge"
    assert [key for key in bank.asked if "charge" in key] == [first, first, first, second, second]
    assert bank.undone == [first, f"{run.id}/1/reserve"]


def test_an_unanswered_call_is_not_undone_before_it_must_be_over(world: World) -> None:
    world, bank = with_bank(world, paid(timeout=600, attempts=1))
    bank.before = failing(ConnectionError("cut off"), on="charge")
    run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    with Clock(world.database) as clock:
        once(world, run_id)
        run = world.get(run_id)
        assert (run.state, run.claimed_by, bank.undone) == (Status.COMPENSATING, None, [])
        assert 500 < (run.available_at - clock.now()).total_seconds() < 601
        assert world.count(run_id) != NOTHING

        clock.advance(601)
        with world.worker() as worker:
            worker.finish(run_id)
    assert world.get(run_id).state is Status.COMPENSATED
    assert [key.split("/")[2] for key in bank.undone] == ["charge", "reserve"]


def test_a_call_that_said_no_is_undone_at_once(world: World) -> None:
    world, bank = with_bank(world, paid(timeout=600))
    bank.before = failing(Rejected("No."), on="charge")
    run = world.run()

    assert (run.state, run.last_error) == (Status.COMPENSATED, "No.")
    assert len(bank.undone) == 2


def test_a_first_step_that_acted_outside_is_undone_though_nothing_was_committed(world: World) -> None:
    def call(key: Key, bank: Bank) -> list[ShopOrder]:
        bank.asked.append(key)
        raise Rejected("No.")

    def undo(key: Key, bank: Bank) -> None:
        bank.undone.append(key)

    world, bank = with_bank(world, Saga("first", version=1, steps=[External(call, undo=undo)]))

    assert world.run().state is Status.COMPENSATED
    assert bank.undone == bank.asked


def test_a_failing_undo_is_tried_again_then_quarantined_and_resumed(world: World) -> None:
    world, bank = with_bank(world, paid())
    bank.on_undo = failing(ConnectionError("the bank is closed"), times=2, on="reserve")
    run = world.run("Nobody")

    assert run.state is Status.QUARANTINED
    assert f"reserve: the external effect under key {run.id}/1/reserve is not undone" in (run.last_error or "")
    assert "the bank is closed" in (run.last_error or "")
    assert world.count(run.id)["shop_orders"] == 1
    assert bank.undone == [f"{run.id}/1/charge"]

    resume(world.database, run.id)
    with world.worker() as worker:
        worker.finish(run.id)
    assert world.get(run.id).state is Status.COMPENSATED
    assert bank.undone == [f"{run.id}/1/charge", f"{run.id}/1/reserve"]
    assert world.count() == NOTHING


def test_between_the_tries_of_an_undo_nobody_holds_the_run(world: World) -> None:
    world, bank = with_bank(world, paid(backoff=600))
    bank.on_undo = failing(ConnectionError("closed"), times=1)
    run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Nobody"}))
    with Clock(world.database) as clock:
        once(world, run_id)
        assert (world.get(run_id).state, world.get(run_id).claimed_by) == (Status.COMPENSATING, None)
        clock.advance_to(run_id)
        with world.worker() as worker:
            worker.finish(run_id)
    assert world.get(run_id).state is Status.COMPENSATED


def test_an_undo_that_never_returns_counts_as_failed(world: World) -> None:
    world, bank = with_bank(world, paid(timeout=0.05, undo_attempts=1))
    never = Event()

    def hang(_key: str) -> None:
        never.wait()

    bank.on_undo = hang
    run = world.run("Nobody")
    never.set()

    assert run.state is Status.QUARANTINED
    assert "did not end within 0.05 s" in (run.last_error or "")


def test_a_named_person_may_settle_an_effect_that_cannot_be_undone(world: World) -> None:
    world, bank = with_bank(world, paid())
    bank.on_undo = failing(ValueError("gone"), on="charge")
    run = world.run("Nobody")
    accept(world.database, run.id, by="Grace", because="paid back by hand")
    with world.worker() as worker:
        worker.finish(run.id)

    assert world.get(run.id).state is Status.COMPENSATED
    assert bank.undone == [f"{run.id}/1/reserve"]
    open_ones = [intent for intent in intents(world, run.id) if intent.undone_at is None]
    assert [(intent.step, "ValueError" in intent.last_error) for intent in open_ones] == [("charge", True)]


def test_a_rewind_undoes_only_effects_from_its_step_on(world: World) -> None:
    world, bank = with_bank(world, paid())
    rewound: list[str] = []

    def once(key: str) -> None:
        if key == "finish" and not rewound:
            rewound.append(key)
            rewind(world.database, world.heard[0].run_id, "charge")

    bank.before = once
    run = world.run()

    assert run.state is Status.COMPLETED
    assert bank.undone == [f"{run.id}/1/charge"]
    assert bank.asked == [f"{run.id}/1/reserve", f"{run.id}/1/charge", f"{run.id}/2/charge"]


def test_a_cancelled_run_whose_worker_is_lost_in_a_call_is_undone_after_the_call(world: World) -> None:
    world, bank = with_bank(world, paid(timeout=0.3))

    def give_up(key: str) -> None:
        if "charge" in key:
            cancel(world.database, world.heard[0].run_id)

    bank.before = give_up
    run = world.run()

    assert run.state is Status.COMPENSATED
    assert [key.split("/")[2] for key in bank.undone] == ["charge", "reserve"]


def test_past_the_pivot_a_run_is_never_undone_and_resumes_forward(world: World) -> None:
    world, bank = with_bank(world, paid(pivot=True))
    bank.before = failing(ValueError("a bug"), times=1, on="finish")
    run = world.run()

    assert (run.state, run.reason) == (Status.QUARANTINED, "past pivot")
    assert run.past_pivot_at is not None
    assert bank.undone == []
    with pytest.raises(Conflict, match="only go forward"):
        cancel(world.database, run.id)

    resume(world.database, run.id)
    with world.worker() as worker:
        worker.finish(run.id)
    assert world.get(run.id).state is Status.COMPLETED
    assert bank.asked.count(f"{run.id}/1/publish") == 1


def test_a_pivot_counts_from_before_its_call(world: World) -> None:
    world, bank = with_bank(world, paid(pivot=True))
    refused: list[WorkflowRun] = []

    def try_to_cancel(key: str) -> None:
        if "publish" in key:
            with pytest.raises(Conflict, match="only go forward"):
                cancel(world.database, world.heard[0].run_id)
            with pytest.raises(Conflict, match="before its pivot"):
                rewind(world.database, world.heard[0].run_id, "charge")
            refused.append(world.get(world.heard[0].run_id))
            raise Rejected("No.")

    bank.before = try_to_cancel
    run = world.run()

    assert refused[0].past_pivot_at is not None
    assert (run.state, bank.undone) == (Status.QUARANTINED, [])


def test_before_its_pivot_a_run_is_undone(world: World) -> None:
    world, bank = with_bank(world, paid(pivot=True))
    bank.before = failing(Rejected("No."), on="charge")

    assert world.run().state is Status.COMPENSATED
    assert len(bank.undone) == 2


def test_an_intent_left_by_a_dead_worker_is_called_again_under_its_key(world: World) -> None:
    world, bank = with_bank(world, paid())

    class Death(BaseException):
        pass

    bank.before = failing(Death(), times=1, on="charge")  # type: ignore[arg-type]
    with pytest.raises(Death):
        world.run()
    with world.worker(terms=Terms(gone_after=0)) as worker:
        worker.work(until_idle=True)

    assert bank.steps_asked() == ["reserve", "charge", "charge"]
    assert len(set(bank.asked)) == 2
    assert bank.undone == []


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([take_order, External(publish, pivot=True), External(charge, undo=release)], "after the pivot publish"),
        ([take_order, reserve], "takes a Key"),
        ([External(charge, undo=release)], "no earlier step"),
    ],
)
def test_a_saga_that_makes_no_sense_is_refused(steps: list[External], said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        Saga("wrong", version=1, steps=steps)


@pytest.mark.parametrize("options", [{}, {"undo": release, "pivot": True}])
def test_an_external_step_says_how_it_is_undone_or_that_it_is_not(options: dict[str, object]) -> None:
    with pytest.raises(DefinitionError, match="either an undo, or pivot=True"):
        External(publish, **options)  # type: ignore[arg-type]
