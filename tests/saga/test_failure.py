"""A step that fails: for good, for now, or by a mistake in its code."""

from __future__ import annotations

import pytest

from aicmo.saga import Conflict, Event, Order, Status, StepFailed, audit, submit
from saga.shop import NOTHING, World


def test_a_rejected_step_compensates_at_once_and_keeps_the_report(world: World) -> None:
    run = world.run(carrier="rejected")

    assert (run.state, run.reason) == (Status.COMPENSATED, "rejected")
    assert run.last_error == "The carrier does not go there."
    assert run.report == {"place": "nowhere"}
    assert world.carrier.asked == 1
    assert world.count() == NOTHING
    assert world.files() == []


def test_a_transient_failure_is_tried_again_within_its_budget_and_then_compensated(world: World) -> None:
    run = world.run(carrier="down")

    assert (run.state, run.reason) == (Status.COMPENSATED, "out of attempts")
    assert world.carrier.asked == 3
    assert run.tried == {"ship": 3}
    waits = [event.retry_in for event in world.heard if isinstance(event, StepFailed)]
    assert waits[-1] is None
    assert all(wait is not None and wait > 0 for wait in waits[:-1])
    assert world.count() == NOTHING


def test_a_step_may_ask_to_be_tried_again_and_then_succeed(world: World) -> None:
    world.carrier.says = "busy"

    def mend(event: Event) -> None:
        if isinstance(event, StepFailed):
            world.carrier.says = "ok"

    world.listener = mend
    run = world.run()

    assert run.state is Status.COMPLETED
    assert (world.carrier.asked, run.tried) == (2, {"ship": 1})


def test_a_bug_compensates_and_names_the_place_but_no_value(world: World) -> None:
    run = world.run("Secret Customer", carrier="bug")

    assert (run.state, run.reason) == (Status.COMPENSATED, "bug")
    assert "ValueError in ship (saga/shop.py:" in (run.last_error or "")
    assert "Secret" not in (run.last_error or "")
    assert world.count() == NOTHING


def test_a_text_too_long_for_an_index_is_a_bug_of_its_step_and_no_outage(world: World) -> None:
    """PostgreSQL's driver calls that an operational error, like a lost line; SQLite indexes any length."""
    with world.database.transaction() as connection:
        connection.exec_driver_sql("CREATE INDEX by_customer ON shop_orders (customer)")

    run = world.run("".join(map(chr, range(0x4E00, 0x9000))))

    if world.database.is_sqlite:
        assert run.state is Status.COMPLETED
        return
    assert (run.state, run.reason) == (Status.FAILED, "bug")
    assert "refused what take_order returned: index row" in (run.last_error or "")


@pytest.mark.parametrize("order", [Order("x" * 1_001, {}), Order("o", {}, idempotency_key="x" * 1_001)])
def test_a_name_too_long_for_an_index_is_refused_by_name(world: World, order: Order) -> None:
    with pytest.raises(Conflict, match="longer than 1000 bytes"):
        submit(world.database, world.saga, order)


def test_rows_the_database_refuses_are_a_bug_and_leave_nothing(world: World) -> None:
    run = world.run("half a pair: \ud800")

    assert (run.state, run.reason) == (Status.FAILED, "bug")
    assert "refused what take_order returned" in (run.last_error or "")
    assert world.count() == NOTHING
    assert audit(world.database, [world.saga], world.storage) == []
