"""Four worker processes drain one queue of good and bad orders: none lost, none doubled, no orphan."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aicmo.saga import Order, Status, audit, submit
from saga.shop import EVERYTHING, NOTHING

if TYPE_CHECKING:
    from saga.shop import World

RUNS = 200
ENDS = {"ok": Status.COMPLETED, "rejected": Status.COMPENSATED, "down": Status.COMPENSATED, "bug": Status.COMPENSATED}


def test_four_processes_drain_two_hundred_runs(world: World, tmp_path: Path) -> None:
    says = [list(ENDS)[n % len(ENDS)] for n in range(RUNS)]
    queued = [submit(world.database, world.saga, Order("o", {"customer": "Ada", "carrier": s}))[0] for s in says]
    world.database.engine.dispose()
    url = world.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "saga.workers", url, str(tmp_path / "storage")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    workers = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) for _ in range(4)]
    said = [worker.communicate(timeout=120)[1] for worker in workers]

    assert [worker.returncode for worker in workers] == [0] * 4, said
    for run_id, carrier in zip(queued, says, strict=True):
        run = world.get(run_id)
        assert run.state is ENDS[carrier]
        assert world.count(run_id) == (EVERYTHING if carrier == "ok" else NOTHING)
        assert len(world.files(run_id)) == (2 if carrier == "ok" else 0)
        assert [step.step for step in world.steps(run_id)][:2] == ["take_order", "pack"]
    assert world.count() == {table: rows * RUNS // 4 for table, rows in EVERYTHING.items()}
    assert audit(world.database, [world.saga], world.storage) == []
