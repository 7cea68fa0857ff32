"""Worker processes drain one queue of good and bad orders, one of them is killed on the way; then the tables are asked.

``python -m saga.drain URL RUNS WORKERS CONCURRENCY`` prints the figures; URL names an empty, migrated database.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from aicmo.db import Database
from aicmo.saga import Order, Storage, WorkflowRun, submit
from saga.shop import EVERYTHING, TABLES, Carrier, ShopBase, World, shop

if TYPE_CHECKING:
    from uuid import UUID

ENDS: Final = {
    "ok": "COMPLETED",
    "rejected": "COMPENSATED",
    "busy": "COMPENSATED",
    "down": "COMPENSATED",
    "bug": "COMPENSATED",
}
OVER: Final = ("COMPLETED", "COMPENSATED", "FAILED", "QUARANTINED")


@dataclass(frozen=True)
class Figures:
    """What came out. ``lost`` ended otherwise than their order says; ``doubled`` and ``orphans`` are rows or files."""

    seconds: float
    exits: list[int]
    states: dict[str, int]
    lost: int
    doubled: int
    orphans: int
    taken_over: int


def drain(world: World, *, runs: int, workers: int, concurrency: int, seed: int = 1) -> Figures:
    """Queue the runs, let the processes drain them, kill the first when a tenth is done, and count."""
    chosen = random.Random(seed).choices(list(ENDS), weights=[6, 1, 1, 1, 1], k=runs)  # noqa: S311 (a test's dice)
    orders = [Order("o", {"customer": "Ada", "carrier": says}) for says in chosen]
    queued = [submit(world.database, world.saga, order)[0] for order in orders]
    wanted = {run_id: ENDS[says] for run_id, says in zip(queued, chosen, strict=True)}
    began = perf_counter()
    processes = [_start(world, concurrency) for _ in range(workers)]
    while _over(world) < runs // 10 and processes[0].poll() is None:
        Event().wait(0.05)
    processes[0].kill()
    exits = [process.wait(timeout=1800) for process in processes]
    return _count(world, wanted, perf_counter() - began, exits)


def _count(world: World, wanted: dict[UUID, str], seconds: float, exits: list[int]) -> Figures:
    with world.database.connect() as connection:
        found = {
            row.id: row for row in connection.execute(select(WorkflowRun.id, WorkflowRun.status, WorkflowRun.fence))
        }
        rows = {table.name: Counter(connection.execute(select(table.c.run_id)).scalars().all()) for table in TABLES}
    files = Counter(path.split("/")[0] for path in world.files())
    doubled = orphans = 0
    for run_id, end in wanted.items():
        whole = {**EVERYTHING, "files": 2} if end == "COMPLETED" else dict.fromkeys((*EVERYTHING, "files"), 0)
        has = {name: of[run_id] for name, of in rows.items()} | {"files": files[str(run_id)]}
        extra = sum(max(has[name] - whole[name], 0) for name in whole)
        doubled, orphans = (doubled + extra, orphans) if end == "COMPLETED" else (doubled, orphans + extra)
    strangers = sum(count for of in rows.values() for run_id, count in of.items() if run_id not in wanted)
    lost = sum(1 for run_id, end in wanted.items() if run_id not in found or found[run_id].status != end)
    missing = sum(
        1
        for run_id, end in wanted.items()
        if end == "COMPLETED" and {name: of[run_id] for name, of in rows.items()} != EVERYTHING
    )
    states = Counter(row.status for row in found.values())
    taken = sum(1 for run_id, end in wanted.items() if end == "COMPLETED" and found[run_id].fence > 1)
    return Figures(seconds, exits, dict(states), lost + missing, doubled, orphans + strangers, taken)


def _over(world: World) -> int:
    with world.database.connect() as connection:
        query = select(func.count()).select_from(WorkflowRun).where(WorkflowRun.status.in_(OVER))
        return connection.scalar(query) or 0


def _start(world: World, concurrency: int) -> subprocess.Popen[bytes]:
    url = world.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "saga.workers", url, str(world.storage.root), str(concurrency)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)})


def main(url: str, runs: int, workers: int, concurrency: int) -> None:
    """Print the figures."""
    database = Database(url)
    with database.transaction() as connection:
        ShopBase.metadata.create_all(connection)
    with tempfile.TemporaryDirectory(prefix="aicmo-drain-") as folder:
        world = World(database, Storage(Path(folder)), shop(), Carrier())
        figures = drain(world, runs=runs, workers=workers, concurrency=concurrency)
    print(f"{runs} runs, {workers} processes of {concurrency}: {runs / figures.seconds:.0f} runs/s")  # noqa: T201
    print(figures)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], *(int(number) for number in sys.argv[2:]))
