"""The unit costs for the paper part: what a run takes from the server and from the worker, forward and back."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import make_url, text

from aicmo.db import Database
from benchmarks.figures import Figure
from benchmarks.stage import stage

if TYPE_CHECKING:
    from benchmarks.figures import Size
    from benchmarks.own_server import Ground
    from benchmarks.stage import Stage

RUNS: Final[dict[Size, int]] = {"smoke": 8, "quick": 600, "full": 6_000}
TICKS: Final = os.sysconf("SC_CLK_TCK")
ASKED: Final = """
    SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn, (SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal')
"""


@dataclass(frozen=True, slots=True)
class _Spent:
    """Bytes of WAL, syncs of it, and seconds of the server's and of the worker's processors, up to a moment."""

    wal: float
    syncs: float
    server: float
    worker: float

    @classmethod
    def so_far(cls, database: Database, server: int, worker: int) -> _Spent:
        with database.connect() as connection:
            wal, syncs = connection.execute(text(ASKED)).one()
        return cls(float(wal), float(syncs or 0), _of_family(server), _processor(worker))


def measure(ground: Ground, size: Size) -> list[Figure]:
    """Measure a saturated worker, SUCCESS and FAIL."""
    url = ground.postgres("costs")
    database = Database(url)
    folder = Path(str(make_url(url).query["host"]))
    server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    try:
        with stage("engine", url) as engine:
            return [_figure(database, server, engine, RUNS[size], fail=fail) for fail in (False, True)]
    finally:
        database.close()


def _figure(database: Database, server: int, engine: Stage, runs: int, *, fail: bool) -> Figure:
    engine.drain(min(runs, 200), fail=fail)
    before = _Spent.so_far(database, server, engine.pid)
    engine.drain(runs, fail=fail)
    after = _Spent.so_far(database, server, engine.pid)
    wal, syncs = (after.wal - before.wal) / runs / 1024, (after.syncs - before.syncs) / runs
    server_ms, worker_ms = 1e3 * (after.server - before.server) / runs, 1e3 * (after.worker - before.worker) / runs
    found = (
        f"{wal:.1f} KiB of WAL, {syncs:.2f} syncs, {server_ms:.2f} ms of the server's processor, "
        f"{worker_ms:.2f} ms of the worker's"
    )
    what = f"what a run costs when saturated, queueing and counting included, {'FAIL' if fail else 'SUCCESS'}"
    return Figure("P12", what, found, "–", None)


def _of_family(parent: int) -> float:
    """Return the seconds of a process, of its children, and of those that have ended."""
    children = (path.parent for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == parent)
    return _processor(parent) + sum(_processor(int(child.name)) for child in children)


def _fields(path: Path) -> list[str]:
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return ["0"] * 40


def _parent(path: Path) -> int:
    return int(_fields(path)[1])


def _processor(process: int) -> float:
    return sum(int(ticks) for ticks in _fields(Path(f"/proc/{process}/stat"))[11:15]) / TICKS
