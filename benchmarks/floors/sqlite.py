"""SQLite by hand: a transaction a step, for one run or for a group of 64; WAL, and synchronous as it is given."""

from __future__ import annotations

import sqlite3
from time import perf_counter
from typing import TYPE_CHECKING, Final

from aicmo.db import new_id
from benchmarks.workload import PAYLOAD, STEPS, tables_of

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUP: Final = 64
SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS w_runs (id CHAR(32) PRIMARY KEY, done INTEGER NOT NULL, status TEXT NOT NULL, "
    "updated_at TEXT NOT NULL)"
)
NOW: Final = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
QUEUED: Final = f"INSERT INTO w_runs VALUES (?, 0, 'PENDING', {NOW})"
MOVED: Final = f"UPDATE w_runs SET done = ?, status = ?, updated_at = {NOW} WHERE id = ? AND done = ?"
UNDONE: Final = f"UPDATE w_runs SET status = 'COMPENSATED', updated_at = {NOW} WHERE id = ?"


class SqliteFloor:
    """Runs of the workload on one connection to a file that holds the workload's tables."""

    def __init__(self, url: str, synchronous: str = "FULL") -> None:
        """Open the file that a ``sqlite:///`` URL names."""
        self._connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "busy_timeout=30000"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        self._connection.execute(SCHEMA)

    def alone(self, runs: int, *, fail: bool) -> list[float]:
        """Carry runs out one after another; return the seconds each took."""
        seconds = []
        for _ in range(runs):
            started = perf_counter()
            self._carry([new_id().hex], fail=fail, queued=False)
            seconds.append(perf_counter() - started)
        return seconds

    def drain(self, runs: int, *, fail: bool) -> float:
        """Queue runs, then carry them out in groups; return the seconds that the second part took."""
        queued = [new_id().hex for _ in range(runs)]
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(QUEUED, [(key,) for key in queued])
        self._connection.execute("COMMIT")
        started = perf_counter()
        for first in range(0, runs, GROUP):
            self._carry(queued[first : first + GROUP], fail=fail, queued=True)
        return perf_counter() - started

    def statuses(self) -> dict[str, int]:
        """Count the runs by status."""
        return dict(self._connection.execute("SELECT status, count(*) FROM w_runs GROUP BY status").fetchall())

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    def _carry(self, runs: Sequence[str], *, fail: bool, queued: bool) -> None:
        made: list[tuple[str, str, str]] = []
        for step in range(len(STEPS) - 1 if fail else len(STEPS)):
            self._connection.execute("BEGIN IMMEDIATE")
            if not step and not queued:
                self._connection.executemany(QUEUED, [(run,) for run in runs])
            status = "COMPLETED" if step == len(STEPS) - 1 else "RUNNING"
            self._connection.executemany(MOVED, [(step + 1, status, run, step) for run in runs])
            for table, count in tables_of(step).items():
                rows = [(new_id().hex, run, PAYLOAD) for run in runs for _ in range(count)]
                self._connection.executemany(f"INSERT INTO {table} (id, run_id, payload) VALUES (?, ?, ?)", rows)
                made += [(table, key, run) for key, run, _ in rows]
            self._connection.execute("COMMIT")
        if fail:
            self._undo(runs, made)

    def _undo(self, runs: Sequence[str], made: Sequence[tuple[str, str, str]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(UNDONE, [(run,) for run in runs])
        for table in {table: None for table, _, _ in made}:
            gone = [(key, run) for name, key, run in made if name == table]
            self._connection.executemany(f"DELETE FROM {table} WHERE id = ? AND run_id = ?", gone)
        self._connection.execute("COMMIT")
