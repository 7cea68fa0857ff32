"""Absurd: a task with five steps whose checkpoints are rows in PostgreSQL; each step commits rows of its own."""

from __future__ import annotations

from collections import Counter
from threading import Event, Thread
from time import perf_counter
from typing import Any

import psycopg
from absurd_sdk import Absurd as Client
from absurdctl import BUNDLED_SCHEMA_SQL
from psycopg_pool import ConnectionPool

from aicmo.db import new_id
from benchmarks.peers.by_hand import LAST, Failed, deletes, for_psycopg, inserts

CONCURRENCY = 16


class Absurd:
    """A client and its worker in one process."""

    def __init__(self, url: str) -> None:
        """Put its schema there, make a queue and start the worker."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(BUNDLED_SCHEMA_SQL)
        self._ends: Counter[str] = Counter()
        self._pool = ConnectionPool(url, max_size=CONCURRENCY, open=True)
        self._wanted, self._done = 0, Event()
        self._client, self._app = Client(url), Client(url)
        self._client.create_queue("default")
        self._app.register_task(name="workload")(self._carry)
        options: dict[str, Any] = {"concurrency": CONCURRENCY, "poll_interval": 0.005}
        self._worker = Thread(target=self._app.start_worker, kwargs=options, daemon=True)
        self._worker.start()

    def alone(self, runs: int, *, fail: bool) -> list[float]:
        """Carry runs out one after another; return the seconds each took."""
        return [self.drain(1, fail=fail) for _ in range(runs)]

    def drain(self, runs: int, *, fail: bool) -> float:
        """Spawn runs; return the seconds until all have ended."""
        self._wanted = self._ends.total() + runs
        self._done.clear()
        started = perf_counter()
        for _ in range(runs):
            self._client.spawn("workload", {"run": str(new_id()), "fail": fail}, queue="default")
        self._done.wait()
        return perf_counter() - started

    def statuses(self) -> dict[str, int]:
        """Count the ends."""
        return dict(self._ends)

    def close(self) -> None:
        """Leave."""
        self._app.stop_worker()
        self._worker.join(timeout=5)

    def _carry(self, given: Any, context: Any) -> str:
        run, made = given["run"], []
        try:
            for step in range(LAST + 1):
                made.append(context.step(f"step {step}", lambda step=step: self._insert(run, step, given["fail"])))
        except Failed:
            context.step("undo", lambda: self._delete(run, made))
            return self._end("COMPENSATED")
        return self._end("COMPLETED")

    def _end(self, status: str) -> str:
        self._ends[status] += 1
        if self._ends.total() >= self._wanted:
            self._done.set()
        return status

    def _insert(self, run: str, step: int, fail: bool) -> dict[str, list[str]]:  # noqa: FBT001 (as the task's input)
        statements, made = inserts(run, step)
        with self._pool.connection() as connection:
            for statement, values in statements:
                connection.execute(for_psycopg(statement, values), values)
            if fail and step == LAST:
                raise Failed
        return made

    def _delete(self, run: str, made: list[dict[str, list[str]]]) -> None:
        with self._pool.connection() as connection:
            for statement, values in deletes(run, made):
                connection.execute(for_psycopg(statement, values), values)
