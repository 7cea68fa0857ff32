"""A run whose holders are gone in turn is bounded where nothing is carried alone; a graceful stop acquits nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from aicmo.db import new_id
from aicmo.errors import EnvironmentProblem
from aicmo.saga import (
    Child,
    Order,
    RunEnded,
    Status,
    StepCommitted,
    StepStarted,
    Terms,
    Turn,
    WorkflowRun,
    audit,
    cancel,
    resume,
    submit,
    turns,
)
from aicmo.saga.claims import Claimant, claim, retire
from aicmo.saga.deaths import MOST_GONE
from saga.shop import NOTHING

if TYPE_CHECKING:
    from uuid import UUID

    from saga.shop import World


def test_a_run_that_kills_worker_after_worker_is_undone_without_being_tried_again(world: World) -> None:
    run_id = _queue(world)
    _killed(world, MOST_GONE)
    _work(world)

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.COMPENSATED, "poison")
    assert f"{MOST_GONE} workers in turn" in (run.last_error or "")
    assert not any(isinstance(event, StepStarted) for event in world.heard)
    assert [turn.kind for turn in turns(world.database, run_id)][-2:] == [Turn.UNDOING, Turn.UNDONE]
    assert world.count() == NOTHING
    assert audit(world.database, [world.saga], world.storage) == []


def test_fewer_gone_workers_are_bad_luck_and_a_finished_step_wipes_the_slate(world: World) -> None:
    run_id = _queue(world)
    _killed(world, MOST_GONE - 1)
    with world.worker() as worker:
        world.listener = lambda event: worker.stop() if isinstance(event, StepCommitted) else None
        worker.work()
    world.listener = None
    _killed(world, MOST_GONE - 1)
    _work(world)

    assert world.get(run_id).state is Status.COMPLETED


def test_an_undo_that_kills_worker_after_worker_is_left_to_a_person(world: World) -> None:
    run_id = _queue(world)
    with world.worker() as worker:
        world.listener = lambda event: worker.stop() if isinstance(event, StepCommitted) else None
        worker.work()
    world.listener = None
    cancel(world.database, run_id)
    _killed(world, MOST_GONE + 1)
    _work(world)

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.QUARANTINED, "poison")
    assert "undo killed" in (run.last_error or "")
    assert world.heard[-1] == RunEnded(run_id, Status.QUARANTINED, run.last_error, "poison")

    resume(world.database, run_id)
    _work(world)
    assert world.get(run_id).state is Status.COMPENSATED


def test_a_graceful_stop_forgets_no_death_and_who_comes_next_carries_the_run_alone(world: World) -> None:
    run_id = _queue(world)
    with world.database.connect() as connection:
        connection.execute(update(WorkflowRun).values(deaths=2))
    with world.worker() as worker:
        world.listener = lambda event: worker.stop() if isinstance(event, StepStarted) else None
        worker.work()
    world.listener = None

    assert (world.get(run_id).state, world.get(run_id).deaths) == (Status.PENDING, 2)
    with pytest.raises(EnvironmentProblem, match="Cannot start /nowhere"):
        _work(world, alone=Child(["/nowhere"]))


def _queue(world: World) -> UUID:
    return submit(world.database, world.saga, Order("o", {"customer": "Ada"}))[0]


def _killed(world: World, times: int) -> None:
    """Let so many workers in turn take what there is, and be gone."""
    for _ in range(times):
        silent = Claimant(new_id(), "silent", [world.saga.name], Terms())
        assert len(claim(world.database, silent)) == 1
        retire(world.database, silent.id)


def _work(world: World, **options: Child) -> None:
    with world.worker(**options) as worker:
        worker.work(until_idle=True)
