"""SIGKILL at every boundary: whatever the moment, the run is finished or gone, and nothing else is touched."""

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
from crash import recorder
from crash.auditor import Whole, audited
from crash.invariants import violations
from crash.programs import WHOLE
from saga.shop import TABLES, ShopOrder

if TYPE_CHECKING:
    from saga.shop import World

CASES = {
    "success": ({"customer": "Ada"}, None),
    "rejected in the last step": ({"customer": "Ada", "carrier": "rejected"}, None),
    "rehearsed to fail after the last step's files": ({"customer": "Ada"}, "ship"),
    "rehearsed to fail in the first step": ({"customer": "Ada"}, "take_order"),
}


@pytest.mark.parametrize("case", CASES)
def test_killed_at_every_boundary_a_run_is_finished_or_gone(world: World, tmp_path: Path, case: str) -> None:
    neighbour, _ = submit(world.database, world.saga, Order(subject="n", input={}, delay=86_400))
    with world.database.transaction() as connection:
        rows = [{"id": new_id(), "run_id": neighbour, "customer": "foreign"} for _ in range(50)]
        connection.execute(ShopOrder.__table__.insert(), rows)  # type: ignore[attr-defined]
    given, rehearse = CASES[case]

    given_and_rehearsed = [json.dumps(given), *([rehearse] if rehearse else [])]
    with audited(world.database, TABLES, tmp_path / "storage", WHOLE):
        assert _killed_everywhere("boundaries", world, tmp_path, *given_and_rehearsed) >= 8


@pytest.mark.parametrize("what", ["cancel", "rewind", "erase"])
def test_killed_at_every_boundary_what_a_person_asked_for_can_be_finished(
    world: World, tmp_path: Path, what: str
) -> None:
    recorder.install(world.database, TABLES)

    assert _killed_everywhere("upkeep", world, tmp_path, what) >= 10
    assert violations(recorder.history(world.database)) == []


@pytest.mark.parametrize("case", ["fails", "tries again", "past its pivot"])
def test_killed_at_every_boundary_what_was_done_outside_is_kept_or_undone(
    world: World, tmp_path: Path, case: str
) -> None:
    whole = {"outside": Whole({"shop_orders": 1, "shop_parcels": 1}, 0)}
    with audited(world.database, TABLES, tmp_path / "storage", whole):
        assert _killed_everywhere("outside", world, tmp_path, case) >= 15


@pytest.mark.parametrize("case", ["restart", "rewind", "deadline"])
def test_killed_anywhere_a_run_that_does_not_go_straight_ends_as_it_should(
    world: World, tmp_path: Path, case: str
) -> None:
    assert _killed_everywhere("turnings", world, tmp_path, case) >= 45


def _killed_everywhere(module: str, world: World, folder: Path, *arguments: str) -> int:
    url = world.database.url.render_as_string(hide_password=False)
    tests = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-m", f"saga.{module}", url, str(folder / "storage"), *arguments],
        env={**os.environ, "PYTHONPATH": str(tests)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)
