"""A run that succeeds, and one that is resumed."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from aicmo.saga import (
    REHEARSE,
    DefinitionError,
    File,
    Files,
    Order,
    Owned,
    Retry,
    Run,
    RunEnded,
    Saga,
    Status,
    StepCommitted,
    Terms,
    audit,
    submit,
)
from aicmo.saga.claims import Claimant, claim, retire
from aicmo.saga.committer import Member, Work, commit
from saga.shop import EVERYTHING, Parcel, World, pack, ship, take_order

if TYPE_CHECKING:
    from uuid import UUID


def test_a_completed_run_has_every_row_file_checkpoint_and_ledger_entry(world: World) -> None:
    run = world.run()

    assert run.state is Status.COMPLETED
    assert run.completed_at is not None
    assert (run.claimed_by, run.lease_expires_at, run.last_error, run.report) == (None, None, None, None)
    assert world.count(run.id) == EVERYTHING
    assert [step.step for step in world.steps(run.id)] == ["take_order", "pack", "ship"]
    listed = {table: len(ids) for step in world.steps(run.id) for table, ids in step.effects["rows"]}
    assert listed == EVERYTHING
    assert world.files(run.id) == [f"{run.id}/1/pack/labels/list.txt", f"{run.id}/1/ship/shipment.txt"]
    assert audit(world.database, [world.saga], world.storage) == []


def test_listeners_hear_each_commit_in_order_and_the_end(world: World) -> None:
    world.run()

    committed = [event.step for event in world.heard if isinstance(event, StepCommitted)]
    assert committed == ["take_order", "pack", "ship"]
    last = world.heard[-1]
    assert isinstance(last, RunEnded)
    assert last.status == Status.COMPLETED


def test_the_ledger_knows_the_exact_size_and_sum_of_a_file(world: World) -> None:
    run = world.run("Grace")

    name, size, digest = world.steps(run.id)[1].effects["files"][0]
    assert (name, size) == ("labels/list.txt", 5)
    assert digest == sha256(b"Grace").hexdigest()


def test_a_run_abandoned_after_a_step_is_finished_by_another_worker_without_repeating_it(world: World) -> None:
    run_id = _abandon_after_first_step(world)

    with world.worker() as worker:
        worker.work(until_idle=True)

    run = world.get(run_id)
    assert run.state is Status.COMPLETED
    assert world.count(run_id) == EVERYTHING
    assert [step.step for step in world.steps(run_id)] == ["take_order", "pack", "ship"]
    started = [event for event in world.heard if getattr(event, "step", "") == "take_order"]
    assert started == []


def test_facts_read_back_for_a_resumed_run_equal_those_in_memory_in_the_order_they_were_made(world: World) -> None:
    made: list[list[Parcel]] = []

    def look(parcels: list[Parcel], files: Files) -> list[File]:
        made.append([*parcels])
        if len(made) == 1:
            raise Retry("once more, from what is in the database", after=0)
        return [File("copy.txt", files["labels/list.txt"])]

    world.saga = Saga("look", version=1, steps=[take_order, pack, look])
    run = world.run(parcels=20)

    assert run.state is Status.COMPLETED
    first, second = made
    assert [(parcel.id, parcel.order_id, parcel.weight) for parcel in first] == [
        (parcel.id, parcel.order_id, parcel.weight) for parcel in second
    ]
    assert first[0] is not second[0]
    assert world.storage.read(f"{run.id}/2/look", "copy.txt") == b"Ada"


def test_a_step_that_needs_what_no_earlier_step_makes_is_refused() -> None:
    with pytest.raises(DefinitionError, match="pack needs ShopOrder, which no earlier step of early makes"):
        Saga("early", version=1, steps=[pack, take_order, ship])


def test_a_step_must_say_what_it_returns() -> None:
    def vague(run: Run) -> list:  # type: ignore[type-arg]
        return [run]

    with pytest.raises(DefinitionError, match="Step vague must say what it returns"):
        Saga("vague", version=1, steps=[vague])


def test_a_step_that_returns_what_it_did_not_declare_is_a_bug_and_leaves_nothing(world: World) -> None:
    def sneaky(run: Run) -> list[Owned | File]:
        return [Parcel(order_id=run.id, weight=1)]

    sneaky.__annotations__["return"] = list[File]
    world.saga = Saga("sneaky", version=1, steps=[sneaky])
    run = world.run()

    assert (run.state, run.reason) == (Status.FAILED, "bug")
    assert "returned a Parcel, which it does not declare" in (run.last_error or "")
    assert world.files() == []


def test_a_run_rehearsed_to_fail_in_its_first_step_has_nothing_to_undo(world: World) -> None:
    run = world.run(meta={REHEARSE: "take_order"})

    assert (run.state, run.reason) == (Status.FAILED, "rehearsed")
    assert world.steps(run.id) == []


def _abandon_after_first_step(world: World) -> UUID:
    """Commit the first step as a worker that then falls silent."""
    run_id, _ = submit(world.database, world.saga, Order(subject="Ada", input={"customer": "Ada"}))
    silent = Claimant(run_id, "silent", ["shop"], Terms())
    (held,) = claim(world.database, silent)
    retire(world.database, silent.id)
    rows = take_order(Run(run_id, "shop", "Ada", {"customer": "Ada"}, world.get(run_id).created_at))
    work = Work("take_order", 0, 1, rows, None, (), 0, last=False)
    commit(world.database, Member.of(world.saga, held.claim, work))
    return run_id
