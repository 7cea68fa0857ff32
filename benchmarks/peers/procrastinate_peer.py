"""procrastinate: five jobs, each of which inserts its rows and defers the next; a failed one defers the undo."""

from __future__ import annotations

import asyncio
from collections import Counter
from time import perf_counter
from typing import Any

from procrastinate import App, PsycopgConnector
from psycopg_pool import AsyncConnectionPool

from aicmo.db import new_id
from benchmarks.peers.by_hand import LAST, Failed, deletes, for_psycopg, inserts

CONCURRENCY = 32


class Procrastinate:
    """An application and its worker in one process."""

    def __init__(self, url: str) -> None:
        """Open the application and put its tables there."""
        self._ends: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._app = App(connector=PsycopgConnector(conninfo=url, max_size=CONCURRENCY))
        self._pool = AsyncConnectionPool(url, max_size=CONCURRENCY, open=False)
        self._step = self._app.task(name="step")(self._insert)
        self._undo = self._app.task(name="undo")(self._delete)
        self._loop.run_until_complete(self._open())

    def alone(self, runs: int, *, fail: bool) -> list[float]:
        """Carry runs out one after another; return the seconds each took."""
        return [self.drain(1, fail=fail) for _ in range(runs)]

    def drain(self, runs: int, *, fail: bool) -> float:
        """Queue runs, then carry them out; return the seconds that the second part took."""
        return self._loop.run_until_complete(self._drain(runs, fail=fail))

    def statuses(self) -> dict[str, int]:
        """Count the ends that the last jobs told."""
        return dict(self._ends)

    def close(self) -> None:
        """Leave."""
        self._loop.run_until_complete(self._close())

    async def _open(self) -> None:
        await self._pool.open()
        await self._app.open_async()
        await self._app.schema_manager.apply_schema_async()

    async def _close(self) -> None:
        await self._app.close_async()
        await self._pool.close()

    async def _drain(self, runs: int, *, fail: bool) -> float:
        wanted = self._ends.total() + runs
        queued = [{"run": str(new_id()), "step": 0, "fail": fail, "made": []} for _ in range(runs)]
        await self._step.batch_defer_async(*queued)
        started = perf_counter()
        while self._ends.total() < wanted:  # a worker that does not wait may leave before the last job of a chain
            await self._app.run_worker_async(wait=False, concurrency=CONCURRENCY, install_signal_handlers=False)
        return perf_counter() - started

    async def _insert(self, run: str, step: int, fail: bool, made: list[dict[str, list[str]]]) -> None:  # noqa: FBT001 (a job's input)
        try:
            async with self._pool.connection() as connection:
                statements, new = inserts(run, step)
                for statement, values in statements:
                    await connection.execute(for_psycopg(statement, values), values)
                if fail and step == LAST:
                    raise Failed  # noqa: TRY301 (the connection rolls back on its way)
        except Failed:
            await self._undo.defer_async(run=run, made=made)
            return
        if step < LAST:
            await self._step.defer_async(run=run, step=step + 1, fail=fail, made=[*made, new])
        else:
            self._ends["COMPLETED"] += 1

    async def _delete(self, run: str, made: list[dict[str, Any]]) -> None:
        async with self._pool.connection() as connection:
            for statement, values in deletes(run, made):
                await connection.execute(for_psycopg(statement, values), values)
        self._ends["COMPENSATED"] += 1
