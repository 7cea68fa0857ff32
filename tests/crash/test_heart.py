"""What keeps a run with its living holder, and its files on the disk, is really done."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from aicmo.db import new_id
from aicmo.saga import File, Order, Saga, Status, Terms, claims, submit, worker
from crash.recorder import history
from saga.shop import Carrier, ShopOrder

if TYPE_CHECKING:
    import pytest

    from saga.shop import World

TERMS = Terms(gone_after=2.0)
"""Seconds; long enough that a busy machine's heart is not taken for a silent one."""
BEAT_SECONDS = 0.1


def test_a_step_that_lasts_longer_than_silence_may_last_is_not_taken_from_its_worker(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "BEAT_SECONDS", BEAT_SECONDS)
    other = claims.Claimant(new_id(), "another", ["shop"], TERMS)
    robbed: list[object] = []

    def slow(carrier: Carrier) -> list[ShopOrder]:
        until = world.database.now(-2 * TERMS.gone_after)
        while not _has_passed(world, until):
            robbed.extend(claims.claim(world.database, other))
            Event().wait(0.02)
        return [ShopOrder(customer=carrier.says)]

    world.saga = Saga("shop", version=1, steps=[slow])
    run_id, _ = submit(world.database, world.saga, Order("o", {}))
    with world.worker(terms=TERMS) as living:
        living.finish(run_id)

    assert robbed == []
    assert world.get(run_id).state is Status.COMPLETED
    assert {entry.detail["holder"] for entry in history(world.database) if entry.kind == "run"} >= {None}


def test_a_file_is_on_the_disk_before_a_commit_names_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    real = os.fsync

    def sync(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())
        assert not any(entry.detail.get("folder") for entry in history(world.database))
        real(handle)

    def write() -> list[ShopOrder | File]:
        return [ShopOrder(customer="Ada"), File("a.txt", b"a"), File("deep/b.txt", b"b")]

    monkeypatch.setattr(os, "fsync", sync)
    world.saga = Saga("shop", version=1, steps=[write])
    run_id, _ = submit(world.database, world.saga, Order("o", {}))
    with world.worker() as living:
        living.finish(run_id)

    folder = world.storage.root / str(run_id) / "1" / "write"
    assert {folder / "a.txt", folder / "deep/b.txt", folder, folder / "deep", world.storage.root} <= {*synced}


def _has_passed(world: World, moment: str) -> bool:
    with world.database.connect() as connection:
        claimed = f"SELECT claimed_at <= {moment} FROM workflow_runs"  # noqa: S608 (the database's own clock)
        return bool(connection.exec_driver_sql(claimed).scalar())
