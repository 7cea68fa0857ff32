"""Retention: old finished runs go without a trace, all else stays, and nothing is ever left half."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from sqlalchemy import delete, func, select, text, update

from aicmo.errors import EnvironmentProblem
from aicmo.saga import EngineBase, Order, Status, WorkflowRun, audit, prune, retention, send, submit
from saga.shop import EVERYTHING, NOTHING, Shipment

if TYPE_CHECKING:
    from uuid import UUID

    from aicmo.saga.retention import Pruning
    from saga.shop import World

QUARTER = timedelta(days=90)


def test_old_finished_runs_go_wholly_and_newer_live_and_quarantined_ones_stay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    told, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
    send(world.database, told, "hint")
    with world.worker() as worker:
        worker.finish(told)
    old = [told, world.run(carrier="rejected").id, world.run().id]
    _age(world, *old)
    new, live = world.run().id, submit(world.database, world.saga, Order("o", {"customer": "Ada"}))[0]
    settled = world.run().id
    with world.database.connect() as connection:
        connection.execute(update(WorkflowRun).where(WorkflowRun.id == settled).values(status=Status.QUARANTINED))
    _age(world, live, settled)

    assert sorted(_prune(world, dry_run=True).pruned) == sorted(old)
    assert len(_runs(world)) == 6
    assert sorted(_prune(world).pruned) == sorted(old)

    assert _runs(world) == {new, live, settled}
    assert world.count(new) == world.count(settled) == EVERYTHING
    assert world.count() == {table: 2 * rows for table, rows in EVERYTHING.items()}
    assert len(world.files()) == 4
    with world.database.connect() as connection:
        for table in EngineBase.metadata.sorted_tables:
            if "run_id" in table.c:
                assert connection.scalar(select(func.count()).where(table.c.run_id.in_(old))) == 0, table.name
    assert audit(world.database, [world.saga], world.storage) == []


BREAKS = {"shutil.rmtree": PermissionError(13, "not yours"), "aicmo.saga.retention._forget": EnvironmentProblem("gone")}


@pytest.mark.parametrize("broken", BREAKS)
def test_broken_off_it_leaves_whole_or_erased_runs_and_goes_on(
    world: World, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [world.run().id for _ in range(3)]
    _age(world, *runs)
    with monkeypatch.context() as breaking:
        breaking.setattr(broken, Mock(side_effect=BREAKS[broken]))
        with pytest.raises(EnvironmentProblem):
            _prune(world)
    for run_id in runs:
        is_erased = world.get(run_id).erased_at is not None
        assert world.count(run_id) == (NOTHING if is_erased else EVERYTHING)
    assert any(world.get(run_id).erased_at for run_id in runs)

    assert sorted(_prune(world).pruned) == sorted(runs)
    assert (_runs(world), world.count(), world.files()) == (set(), NOTHING, [])


def test_a_run_that_cannot_be_erased_is_named_and_the_others_go(world: World) -> None:
    stuck, other = world.run().id, world.run().id
    _age(world, stuck, other)
    with world.database.connect() as connection:
        connection.execute(delete(Shipment).where(Shipment.run_id == stuck))

    done = _prune(world)

    assert done.pruned == [other]
    assert "accept their absence" in done.refused[stuck]
    assert _runs(world) == {stuck}


def _prune(world: World, *, dry_run: bool = False) -> Pruning:
    return prune(world.database, [world.saga], world.storage, older_than=QUARTER, dry_run=dry_run)


def _age(world: World, *runs: UUID) -> None:
    then = text(world.database.now(-91 * 86_400))
    with world.database.connect() as connection:
        connection.execute(update(WorkflowRun).where(WorkflowRun.id.in_(runs)).values(completed_at=then))


def _runs(world: World) -> set[UUID]:
    with world.database.connect() as connection:
        return set(connection.scalars(select(WorkflowRun.id)))
