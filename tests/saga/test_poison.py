"""What a step returns or says can never take the worker down: it becomes a failure of that run, with a reason."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, text, update

from aicmo.saga import (
    Conflict,
    File,
    Order,
    Rejected,
    Retry,
    Run,
    Saga,
    Status,
    UnknownRun,
    WorkflowRun,
    audit,
    cancel,
    find,
    resume,
    submit,
)
from saga.shop import EVERYTHING, NOTHING, Parcel, ShopOrder, take_order

if TYPE_CHECKING:
    from saga.shop import World

NAMES = {
    "out of the folder": ["../x"],
    "the folder itself": ["."],
    "a file that is also a folder": ["a", "a/b"],
    "the same file, written in two ways": ["a/b", "a//b"],
    "the same file where case does not count": ["A.txt", "a.TXT"],
    "half a surrogate pair": ["\ud800"],
    "longer than a disk takes": ["ä" * 199],
    "a NUL": ["a\0"],
}


@pytest.mark.parametrize("case", NAMES)
def test_a_file_name_no_disk_takes_is_a_bug_of_the_step(world: World, case: str) -> None:
    def scribble(run: Run) -> list[File]:  # noqa: ARG001 (a step)
        return [File(name, b"") for name in NAMES[case]]

    run = _run(world, scribble)

    assert (run.state, run.reason) == (Status.COMPENSATED, "bug")
    assert "file name" in (run.last_error or "") or "files of one name" in (run.last_error or "")
    assert world.files() == []


def test_content_that_is_not_bytes_is_a_bug_of_the_step(world: World) -> None:
    def scribble(run: Run) -> list[File]:  # noqa: ARG001 (a step)
        return [File("a", "text")]  # type: ignore[arg-type]

    run = _run(world, scribble)

    assert (run.state, run.reason) == (Status.COMPENSATED, "bug")
    assert "a holds str, not bytes" in (run.last_error or "")


def test_a_step_may_yield_and_nothing_of_it_is_lost(world: World) -> None:
    def trickle(order: ShopOrder) -> list[Parcel]:
        return (Parcel(order_id=order.id, weight=n) for n in range(3))  # type: ignore[return-value]

    run = _run(world, trickle)

    assert run.state is Status.COMPLETED
    assert world.count(run.id)["shop_parcels"] == 3


@pytest.mark.parametrize(
    "verdict",
    [
        Rejected("a NUL \0 and half a pair \ud800"),
        Rejected("no", report={"no": object(), "half": "\ud800\0"}),
        Rejected("no", report={("a", "b"): 1}),  # type: ignore[dict-item]
    ],
    ids=["text", "values", "keys"],
)
def test_a_verdict_no_database_keeps_is_kept_as_far_as_it_can_be(world: World, verdict: Rejected) -> None:
    def refuse(run: Run) -> list[File]:  # noqa: ARG001 (a step)
        raise verdict

    run = _run(world, refuse)

    assert (run.state, run.reason) == (Status.COMPENSATED, "rejected")
    assert world.count() == NOTHING


@pytest.mark.parametrize("after", [math.inf, math.nan, -1.0, 1e300])
def test_no_wait_a_step_asks_for_stops_the_worker(world: World, after: float) -> None:
    def ask(run: Run) -> list[File]:  # noqa: ARG001 (a step)
        raise Retry("later", after=after)

    world.saga = Saga("shop", version=1, steps=[take_order, ask])
    run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    with world.worker() as worker:
        world.listener = lambda event: worker.stop() if type(event).__name__ == "StepFailed" else None
        worker.work()

    assert world.get(run_id).state is Status.PENDING


def test_a_row_that_vanished_before_it_was_read_back_quarantines_the_run_and_is_named(world: World) -> None:
    run_id = _half_done(world)
    with world.database.transaction() as connection:
        connection.execute(delete(ShopOrder))
    with world.worker() as worker:
        worker.work(until_idle=True)

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.QUARANTINED, "refused")
    assert "shop_orders" in (run.last_error or "")
    assert "not there" in (run.last_error or "")


def test_a_saga_that_lost_its_last_step_holds_the_run_instead_of_calling_it_done(world: World) -> None:
    run_id = _half_done(world)
    world.saga = Saga("shop", version=1, steps=[take_order])
    with world.worker() as worker:
        worker.work(until_idle=True)

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.WAITING, "held")


def test_a_held_run_goes_on_when_a_person_says_so(world: World) -> None:
    run_id = _half_done(world)
    with world.database.connect() as connection:
        connection.execute(update(WorkflowRun).values(version=2))
    with world.worker() as worker:
        worker.work(until_idle=True)
    assert world.get(run_id).state is Status.WAITING
    with world.database.connect() as connection:
        connection.execute(update(WorkflowRun).values(version=1))

    resume(world.database, run_id)
    with world.worker() as worker:
        worker.work(until_idle=True)

    assert world.get(run_id).state is Status.COMPLETED
    assert world.count(run_id) == EVERYTHING
    with pytest.raises(Conflict, match="is COMPLETED; only a run that waits for a person"):
        resume(world.database, run_id)


def test_a_quarantined_run_is_undone_when_its_cause_is_mended(world: World) -> None:
    with world.database.transaction() as connection:
        kind = "CHAR(32)" if world.database.is_sqlite else "UUID"
        connection.execute(text(f"CREATE TABLE bills (id INTEGER PRIMARY KEY, o {kind} REFERENCES shop_orders (id))"))
    run_id = _half_done(world)
    with world.database.transaction() as connection:
        connection.execute(text("INSERT INTO bills SELECT 1, id FROM shop_orders"))
    cancel(world.database, run_id)
    with world.worker() as worker:
        worker.work(until_idle=True)
    assert world.get(run_id).state is Status.QUARANTINED
    with world.database.transaction() as connection:
        connection.execute(text("DELETE FROM bills"))

    resume(world.database, run_id)
    with world.worker() as worker:
        worker.work(until_idle=True)

    run = world.get(run_id)
    assert (run.state, run.last_error) == (Status.COMPENSATED, "Cancelled by a person.")
    assert world.count() == NOTHING
    assert audit(world.database, [world.saga], world.storage) == []


@pytest.mark.parametrize("prefix", ["", "zz", "-----", "0zz", "%", "'; DROP TABLE workflow_runs; --"])
def test_what_is_no_beginning_of_an_id_finds_nothing_even_if_there_is_one_run(world: World, prefix: str) -> None:
    submit(world.database, world.saga, Order("o", {"customer": "Ada"}))

    with pytest.raises(UnknownRun):
        find(world.database, prefix)


def _run(world: World, step: Any) -> WorkflowRun:
    world.saga = Saga("shop", version=1, steps=[take_order, step])
    return world.run()


def _half_done(world: World) -> Any:
    """Leave a run after its first step, released by a worker that was asked to stop."""
    run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    with world.worker() as worker:
        world.listener = lambda event: worker.stop() if type(event).__name__ == "StepCommitted" else None
        worker.finish(run_id)
    world.listener = None
    return run_id
