"""Worker processes that carry many runs each drain one queue, one is killed: none lost, none doubled, no orphan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.saga import audit
from crash.auditor import audited
from crash.programs import WHOLE
from saga.drain import drain
from saga.shop import TABLES

if TYPE_CHECKING:
    from saga.shop import World


def test_four_processes_drain_four_hundred_runs_though_one_is_killed(world: World) -> None:
    with audited(world.database, TABLES, world.storage.root, WHOLE):
        figures = drain(world, runs=400, workers=4, concurrency=4)

    assert sorted(figures.exits) == [-9, 0, 0, 0]
    assert (figures.lost, figures.doubled, figures.orphans) == (0, 0, 0), figures
    assert sum(figures.states.values()) == 400
    assert audit(world.database, [world.saga], world.storage) == []
