"""A contestant on the stage: its process, and what must be in its tables after each measurement."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aicmo.db import Database
from benchmarks import workload

if TYPE_CHECKING:
    from collections.abc import Iterator


class WrongRun(Exception):
    """What a contestant left behind is not what the workload says: its time would mean nothing."""


class Stage:
    """Orders a contestant's process about; every answer is checked against the tables."""

    def __init__(self, name: str, url: str, process: subprocess.Popen[str]) -> None:
        """``url`` is where its rows are."""
        self.name = name
        self._database = Database(url)
        self._process = process
        self._ends = {"COMPLETED": 0, "COMPENSATED": 0}

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def alone(self, runs: int, *, fail: bool = False) -> list[float]:
        """Carry runs out one after another; return the seconds each took."""
        seconds: list[float] = self._ask("alone", runs, fail=fail)
        self._check(runs, fail=fail)
        return seconds

    def drain(self, runs: int, *, fail: bool = False) -> float:
        """Carry queued runs out; return how many a second."""
        seconds: float = self._ask("drain", runs, fail=fail)
        self._check(runs, fail=fail)
        return runs / seconds

    def begin(self) -> None:
        """Let a worker carry out what is queued; :meth:`finish` waits until nothing is left."""
        self._tell("work", 0, fail=False)

    def finish(self) -> None:
        """Wait for what :meth:`begin` began."""
        self._hear()

    def memory(self) -> float:
        """Return the MiB it holds."""
        held: float = self._ask("memory", 0, fail=False)
        return held

    def leave(self) -> None:
        """End the process."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._database.close()

    def _ask(self, what: str, runs: int, *, fail: bool) -> Any:
        self._tell(what, runs, fail=fail)
        return self._hear()

    def _tell(self, what: str, runs: int, *, fail: bool) -> None:
        if self._process.stdin is None:
            raise WrongRun(f"{self.name} cannot be told anything.")
        self._process.stdin.write(json.dumps([what, runs, fail]) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> Any:
        answer = self._process.stdout.readline() if self._process.stdout else ""
        if not answer:
            raise WrongRun(f"{self.name} ended with {self._process.wait()}.")
        return json.loads(answer)

    def _check(self, runs: int, *, fail: bool) -> None:
        self._ends["COMPENSATED" if fail else "COMPLETED"] += runs
        wanted = {status: count for status, count in self._ends.items() if count}
        if (found := self._ask("statuses", 0, fail=False)) != wanted:
            raise WrongRun(f"{self.name}: the runs are {found}, not {wanted}.")
        with self._database.connect() as connection:
            rows = workload.rows_by_table(connection)
        if rows != workload.rows_wanted(self._ends["COMPLETED"]):
            raise WrongRun(f"{self.name}: {self._ends} runs left these rows: {rows}.")


@contextmanager
def stage(name: str, url: str, *more: str) -> Iterator[Stage]:
    """Start a contestant's process."""
    command = [sys.executable, "-m", "benchmarks.contestants", name, url, *more]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet, text=True)
    on_stage = Stage(name, url, process)
    try:
        yield on_stage
    finally:
        on_stage.leave()
