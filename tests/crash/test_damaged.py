"""R18: a database that cannot read what it wrote stops whoever asks; no run is judged by it, and ends after repair."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from aicmo.db import Damaged, Database
from aicmo.saga import Status, Storage
from crash.programs import ROBBING, hurried

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from saga.shop import World

PAGE = 4096


def test_whatever_page_is_damaged_the_worker_stops_and_the_run_ends_after_repair(world: World, tmp_path: Path) -> None:
    if (file := world.database.file) is None:
        pytest.skip("only SQLite's pages can be damaged from here")
    run_id = world.packed()
    with world.database.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    world.database.close()
    whole, stopped = file.read_bytes(), 0

    for page in range(0, len(whole), PAGE):
        own = tmp_path / str(page)
        shutil.copytree(world.storage.root, own)
        there = replace(world, database=Database(f"sqlite:///{own / 'a.db'}"), storage=Storage(own))
        (own / "a.db").write_bytes(whole[:page] + b"\xff" * PAGE + whole[page + PAGE :])
        try:
            _finish(there, run_id)
        except Damaged as damaged:
            stopped += "a.db is damaged" in str(damaged)
            there.database.close()
            for left in ("a.db", "a.db-wal", "a.db-shm"):
                (own / left).unlink(missing_ok=True)
            (own / "a.db").write_bytes(whole)
            _finish(there, run_id)
        assert there.get(run_id).state is Status.COMPLETED, f"page {page // PAGE}"
        there.database.close()
    assert stopped > 10


def _finish(world: World, run_id: UUID) -> None:
    with hurried(), world.worker(terms=ROBBING) as worker:
        worker.finish(run_id)
