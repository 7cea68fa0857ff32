"""The engine as a contestant: one worker process that carries the workload's runs."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Final

from sqlalchemy import func, select

from aicmo.db import Database
from aicmo.saga import CompensationStarted, Event, RunEnded, Storage, Worker, WorkflowRun, submit
from benchmarks import workload

IN_FLIGHT: Final = 64


class Engine:
    """A worker on a database that has the engine's tables and the workload's."""

    def __init__(self, url: str, in_flight: int | str = IN_FLIGHT) -> None:
        """Open the database and start the worker."""
        self.database = Database(url)
        self.saga = workload.saga()
        self.heard: dict[type[Event], list[float]] = {}
        self.storage = Storage(Path("/nonexistent"))  # the workload has no files
        self.worker = Worker(
            self.database, [self.saga], self.storage, {}, concurrency=int(in_flight), listener=self._hear
        )
        self.worker.__enter__()

    def alone(self, runs: int, *, fail: bool) -> list[float]:
        """Submit and carry runs out one after another; return the seconds each took."""
        seconds = []
        for _ in range(runs):
            started = perf_counter()
            self.worker.run(self.saga, workload.order(fail=fail))
            seconds.append(perf_counter() - started)
        return seconds

    def drain(self, runs: int, *, fail: bool) -> float:
        """Queue runs, then claim and carry out all of them; return the seconds that the second part took."""
        self.queue(runs, fail=fail)
        self.heard.clear()
        started = perf_counter()
        self.work()
        return max(self.heard[RunEnded]) - started

    def work(self) -> None:
        """Carry out what is queued, together with whoever else does."""
        self.worker.work(until_idle=True)

    def queue(self, runs: int, *, fail: bool, batch: int = 0) -> None:
        """Submit runs in one transaction."""
        with self.database.transaction() as connection:
            for _ in range(runs):
                submit(connection, self.saga, workload.order(fail=fail, batch=batch))

    def statuses(self) -> dict[str, int]:
        """Count the runs by status."""
        with self.database.connect() as connection:
            query = select(WorkflowRun.status, func.count()).group_by(WorkflowRun.status)
            return {row[0]: row[1] for row in connection.execute(query)}

    def close(self) -> None:
        """Stop."""
        self.worker.__exit__(None, None, None)
        self.database.close()

    def _hear(self, event: Event) -> None:
        if isinstance(event, (CompensationStarted, RunEnded)):
            self.heard.setdefault(type(event), []).append(perf_counter())
