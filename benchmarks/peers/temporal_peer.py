"""Temporal: a workflow of five local activities on its development server, each with a transaction of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import socket
from time import perf_counter
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker

from aicmo.db import new_id
from benchmarks.peers.temporal_workflow import Carry, activities

QUEUE = "workload"
THREADS = 16


class Temporal:
    """A development server, a client and a worker."""

    def __init__(self, url: str) -> None:
        """Start the server with its state in a file, and the worker."""
        self._ends: Counter[str] = Counter()
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            port = str(free.getsockname()[1])
        program = Path(sys.executable).parent / "temporal"
        options = ["--port", port, "--headless", "--log-level", "never", "--ip", "127.0.0.1"]
        self._server = subprocess.Popen([program, "server", "start-dev", *options], stdout=subprocess.DEVNULL)
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._open(f"127.0.0.1:{port}", url))

    def alone(self, runs: int, *, fail: bool) -> list[float]:
        """Carry runs out one after another; return the seconds each took."""
        return [self.drain(1, fail=fail) for _ in range(runs)]

    def drain(self, runs: int, *, fail: bool) -> float:
        """Start runs at once; return the seconds until all have ended."""
        return self._loop.run_until_complete(self._drain(runs, fail=fail))

    def statuses(self) -> dict[str, int]:
        """Count the ends that the workflows returned."""
        return dict(self._ends)

    def close(self) -> None:
        """Leave, and end the server."""
        self._server.terminate()
        self._server.wait()

    async def _open(self, address: str, url: str) -> None:
        for _ in range(200):
            try:
                self._client = await Client.connect(address)
                break
            except RuntimeError:
                await asyncio.sleep(0.1)
        threads = ThreadPoolExecutor(THREADS)
        worker = Worker(
            self._client, task_queue=QUEUE, workflows=[Carry], activities=activities(url), activity_executor=threads
        )
        self._running: Any = asyncio.ensure_future(worker.run())

    async def _drain(self, runs: int, *, fail: bool) -> float:
        started = perf_counter()
        begun = (
            self._client.execute_workflow(Carry.run, args=[key, fail], id=key, task_queue=QUEUE)
            for key in [str(new_id()) for _ in range(runs)]
        )
        self._ends.update(await asyncio.gather(*begun))
        return perf_counter() - started
