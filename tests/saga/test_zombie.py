"""SIGSTOP at every boundary, another takes over, SIGCONT: no row, checkpoint or file of the zombie lands any more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aicmo.db import new_id
from aicmo.saga import Order, submit
from crash.auditor import audited
from crash.programs import WHOLE
from saga.shop import TABLES, ShopOrder

if TYPE_CHECKING:
    from saga.shop import World

CASES = {
    "finished by the other": ({"customer": "Ada"}, "finish", None),
    "cancelled and undone by the other": ({"customer": "Ada"}, "cancel", None),
    "stopped while undoing": ({"customer": "Ada", "carrier": "rejected"}, "finish", None),
}


@pytest.mark.parametrize("case", CASES)
def test_stopped_at_every_boundary_and_woken_later_a_worker_changes_nothing(
    world: World, tmp_path: Path, case: str
) -> None:
    neighbour, _ = submit(world.database, world.saga, Order(subject="n", input={}, delay=86_400))
    with world.database.transaction() as connection:
        rows = [{"id": new_id(), "run_id": neighbour, "customer": "foreign"} for _ in range(50)]
        connection.execute(ShopOrder.__table__.insert(), rows)  # type: ignore[attr-defined]
    given, afterwards, rehearse = CASES[case]

    url = world.database.url.render_as_string(hide_password=False)
    arguments = [url, str(tmp_path / "storage"), json.dumps(given), afterwards, *([rehearse] if rehearse else [])]
    with audited(world.database, TABLES, tmp_path / "storage", WHOLE):
        world.database.engine.dispose()
        done = subprocess.run(
            [sys.executable, "-m", "saga.zombies", *arguments],
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )

    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["wrong"] == {}
    assert seen["boundaries"] - seen["locked"] - seen["early"] >= 20
