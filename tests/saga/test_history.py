"""What a run's history says: every turn that its checkpoints do not show, and nothing on the straight way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from aicmo.saga import (
    File,
    Order,
    Run,
    Saga,
    Signals,
    Status,
    Step,
    Turn,
    Wait,
    cancel,
    resume,
    rewind,
    send,
    submit,
    turns,
)
from saga.shop import take_order

if TYPE_CHECKING:
    from uuid import UUID

    from saga.shop import World


def test_the_straight_way_writes_no_turns(world: World) -> None:
    assert _turns(world, world.run().id) == []


@pytest.mark.parametrize(
    ("carrier", "expected"),
    [
        ("rejected", [(Turn.UNDOING, "ship"), (Turn.UNDONE, None)]),
        ("busy", [(Turn.RETRYING, "ship"), (Turn.RETRYING, "ship"), (Turn.UNDOING, "ship"), (Turn.UNDONE, None)]),
    ],
)
def test_every_failed_try_and_the_undo_are_told(world: World, carrier: str, expected: list[Any]) -> None:
    run = world.run(carrier=carrier)

    assert _turns(world, run.id) == expected
    assert all(event.detail["error"] for event in turns(world.database, run.id)[:-1])


def test_a_run_that_fails_at_once_and_one_that_is_cancelled_say_so(world: World) -> None:
    failed = world.run(meta={"rehearse": "take_order"})
    assert _turns(world, failed.id) == [(Turn.FAILED, "take_order")]

    queued, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    cancel(world.database, queued)
    _drain(world)
    (undoing, undone) = turns(world.database, queued)
    assert (undoing.kind, undoing.detail) == (Turn.UNDOING, {"reason": "cancelled"})
    assert undone.kind == Turn.UNDONE


def test_a_wait_its_signal_and_a_deadline_are_told_with_who_and_how_long(world: World) -> None:
    def ask(run: Run, signals: Signals) -> list[File]:  # noqa: ARG001 (a step)
        if signals.latest("yes") is None:
            raise Wait("yes", within=3600)
        if not signals.expired("later"):
            raise Wait("later", within=0, then="continue")
        return []

    world.saga = Saga("shop", version=1, steps=[take_order, ask])
    run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    _drain(world)
    send(world.database, run_id, "yes", {"secret": "payload"}, sent_by="Bo")
    _drain(world)

    assert world.get(run_id).state is Status.COMPLETED
    told = [(event.kind, event.detail) for event in turns(world.database, run_id)]
    assert told == [
        (Turn.WAITING, {"signal": "yes", "seconds": 3600.0}),
        (Turn.SIGNALLED, {"signal": "yes", "by": "Bo"}),
        (Turn.WAITING, {"signal": "later", "seconds": 0.0}),
        (Turn.EXPIRED, {"signal": "later"}),
    ]


def test_a_release_a_rewind_and_another_start_are_told(world: World) -> None:
    run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    with world.worker() as worker:
        world.listener = lambda event: worker.stop() if type(event).__name__ == "StepCommitted" else None
        worker.finish(run_id)
    world.listener = None
    rewind(world.database, run_id, "take_order")
    _drain(world)

    assert [turn for turn, _ in _turns(world, run_id)] == [Turn.RELEASED, Turn.UNDOING, Turn.STARTED_AGAIN]
    assert turns(world.database, run_id)[1].detail == {"reason": "rewound", "rewind_to": "take_order"}
    assert world.get(run_id).attempt == 2


def test_a_takeover_a_quarantine_and_the_way_out_are_told(world: World) -> None:
    with world.database.transaction() as connection:
        kind = "CHAR(32)" if world.database.is_sqlite else "UUID"
        connection.execute(text(f"CREATE TABLE bills (id INTEGER PRIMARY KEY, o {kind} REFERENCES shop_orders (id))"))

    def bill(run: Run) -> list[File]:
        with world.database.transaction() as connection:
            connection.execute(
                text("INSERT INTO bills SELECT 1, id FROM shop_orders WHERE run_id = :run"),
                {"run": run.id.hex if world.database.is_sqlite else run.id},
            )
        raise ValueError

    world.saga = Saga("shop", version=1, steps=[take_order, Step(bill)])
    run = world.run()
    assert run.state is Status.QUARANTINED
    with world.database.transaction() as connection:
        connection.execute(text("DELETE FROM bills"))
    resume(world.database, run.id)
    _drain(world)

    assert [turn for turn, _ in _turns(world, run.id)] == [Turn.UNDOING, Turn.QUARANTINED, Turn.RESUMED, Turn.UNDONE]
    assert "bills 1: this row does not belong" in turns(world.database, run.id)[1].detail["error"]


def _turns(world: World, run_id: UUID) -> list[tuple[str, str | None]]:
    return [(event.kind, event.step) for event in turns(world.database, run_id)]


def _drain(world: World) -> None:
    with world.worker() as worker:
        worker.work(until_idle=True)
