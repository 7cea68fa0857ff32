"""PostgreSQL by hand: one data-modifying statement a step, for one run or for a group of 64.

What it does not have: a claim, a fence, a ledger, a checkpoint, retries, files. What it has: the rows, how far each run
is, and one disk sync a transaction.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import psycopg

from aicmo.db import new_id
from benchmarks.workload import PAYLOAD, STEPS, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

GROUP: Final = 64
SCHEMA: Final = (
    "CREATE TABLE IF NOT EXISTS w_runs (id uuid PRIMARY KEY, done int NOT NULL, status text NOT NULL, "
    "created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL)"
)
BEGUN: Final = "INSERT INTO w_runs SELECT id, 1, 'RUNNING', now(), now() FROM unnest(%(runs)s::uuid[]) id RETURNING id"
CLAIMED: Final = (
    "UPDATE w_runs SET done = 1, status = 'RUNNING', updated_at = now() "
    "WHERE id = ANY(%(runs)s) AND status = 'PENDING' RETURNING id"
)
QUEUED: Final = "INSERT INTO w_runs SELECT id, 0, 'PENDING', now(), now() FROM unnest(%s::uuid[]) id"
MOVED: Final = (
    "UPDATE w_runs SET done = {after}, status = '{status}', updated_at = now() "
    "WHERE id = ANY(%(runs)s) AND done = {after} - 1 RETURNING id"
)
UNDONE: Final = "UPDATE w_runs SET status = 'COMPENSATED', updated_at = now() WHERE id = ANY(%(runs)s) RETURNING id"

Ids = dict[str, list["UUID"]]


class PostgresFloor:
    """Runs of the workload on one connection."""

    def __init__(self, url: str) -> None:
        """Connect; the workload's tables are there already."""
        self._connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
        self._connection.execute(SCHEMA)

    def alone(self, runs: int, *, fail: bool) -> list[float]:
        """Carry runs out one after another; return the seconds each took."""
        seconds = []
        for _ in range(runs):
            started = perf_counter()
            self._carry([new_id()], BEGUN, fail=fail)
            seconds.append(perf_counter() - started)
        return seconds

    def drain(self, runs: int, *, fail: bool) -> float:
        """Queue runs, then carry them out in groups; return the seconds that the second part took."""
        queued = [new_id() for _ in range(runs)]
        self._connection.execute(QUEUED, [queued])
        started = perf_counter()
        for first in range(0, runs, GROUP):
            self._carry(queued[first : first + GROUP], CLAIMED, fail=fail)
        return perf_counter() - started

    def statuses(self) -> dict[str, int]:
        """Count the runs by status."""
        return dict(self._connection.execute("SELECT status, count(*) FROM w_runs GROUP BY status").fetchall())

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    def _carry(self, runs: Sequence[UUID], begin: str, *, fail: bool) -> None:
        made: list[Ids] = []
        for step in range(len(STEPS) - 1 if fail else len(STEPS)):
            ids, rest = _made(step, runs)
            made.append(ids)
            status = "COMPLETED" if step == len(STEPS) - 1 else "RUNNING"
            moved = MOVED.format(after=step + 1, status=status) if step else begin
            self._connection.execute(_step(step, moved), {"runs": list(runs), **ids, **rest})
        if fail:
            self._undo(runs, made)

    def _undo(self, runs: Sequence[UUID], made: Sequence[Ids]) -> None:
        gone = {table: keys for ids in made for table, keys in ids.items()}
        deleted = [
            f"d{place} AS (DELETE FROM {table} WHERE id = ANY(%({table})s) AND run_id = ANY(%(runs)s))"
            for place, table in enumerate(gone)
        ]
        statement = f"WITH moved AS ({UNDONE}), {', '.join(deleted)} SELECT count(*) FROM moved"
        self._connection.execute(statement, {"runs": list(runs), **gone})


def _made(step: int, runs: Sequence[UUID]) -> tuple[Ids, dict[str, list[Any]]]:
    counts = tables_of(step)
    ids = {table: [new_id() for _ in range(count * len(runs))] for table, count in counts.items()}
    rest: dict[str, list[Any]] = {}
    for table, count in counts.items():
        rest |= {f"{table}_of": [run for run in runs for _ in range(count)], f"{table}_is": [PAYLOAD] * len(ids[table])}
    return ids, rest


def _step(step: int, moved: str) -> str:
    return f"WITH moved AS ({moved}), {', '.join(_inserts(step))} SELECT count(*) FROM moved"


def _inserts(step: int) -> Iterator[str]:
    for place, table in enumerate(tables_of(step)):
        yield (
            f"i{place} AS (INSERT INTO {table} (id, run_id, payload) SELECT v.id, v.run, v.payload FROM "
            f"unnest(%({table})s::uuid[], %({table}_of)s::uuid[], %({table}_is)s::text[]) AS v (id, run, payload) "
            "JOIN moved m ON m.id = v.run)"
        )
