"""How long the main job takes, and how much memory, for each example brief: ``python -m benchmarks.main_job``.

Each brief runs five times in a process of its own, on a fresh SQLite file or on ``AICMO_DATABASE_URL``; the table
shows medians, and the fastest and slowest run. A run that is told to fail in its last step gives the time of the
compensation. A run that does not end as it must ends the benchmark.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

from aicmo import saga
from aicmo.app import App
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import read_brief
from aicmo.saga import CompensationStarted, Event, RunEnded
from aicmo.settings import Settings
from aicmo.workflows.ordering import order

EXAMPLES = Path(__file__).parent.parent / "examples"
ROUNDS = 5


@dataclass(frozen=True)
class Measured:
    """One run of the command: seconds of the whole process, its peak memory in MiB, milliseconds by step."""

    seconds: float
    mebibytes: float
    steps: dict[str, int]


def main() -> None:
    """Print a table."""
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'brief':<16}{'wall s':>8}{'spread':>12}{'MiB':>6}  ms by step; undo ms")
    briefs = sorted(EXAMPLES.glob("*.yaml"))
    # All commands first: a child's peak memory counts from its parent's, which grows once runs are made in it.
    runs = {brief: [timed(brief) for _ in range(ROUNDS)] for brief in briefs}
    for brief, done in runs.items():
        undo = median(_undo(brief) for _ in range(ROUNDS))
        steps = " ".join(f"{name} {median(one.steps[name] for one in done)}" for name in done[0].steps)
        seconds, memory = median(one.seconds for one in done), median(one.mebibytes for one in done)
        spread = f"{min(one.seconds for one in done):.2f}-{max(one.seconds for one in done):.2f}"
        print(f"{brief.stem:<16}{seconds:>8.2f}{spread:>12}{memory:>6.0f}  {steps}; {undo:.0f}")


def timed(brief: Path) -> Measured:
    """Run the command as a user would, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="aicmo-bench-") as folder:
        settings = _settings(folder)
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {
            **kept,
            "AICMO_DATABASE_URL": settings.database_url,
            "AICMO_STORAGE": str(settings.storage),
        }
        started = perf_counter()
        command = [sys.executable, "-m", "aicmo", "run", str(brief), "--json"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            answer = json.loads(process.stdout.read() if process.stdout else b"")
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = 0
        _require(answer["status"], "COMPLETED", brief)
        seconds = perf_counter() - started
        with App.open(settings) as app:
            steps = {step.step: step.elapsed_ms for step in saga.steps(app.database, UUID(answer["run_id"]))}
    return Measured(seconds, usage.ru_maxrss / 1024, steps)


def _undo(brief: Path) -> float:
    """Run with a failure in the last step; return how many milliseconds the compensation took."""
    marks: dict[type[Event], float] = {}
    with tempfile.TemporaryDirectory(prefix="aicmo-bench-") as folder, App.open(_settings(folder)) as app:
        received = read_brief(brief)
        intake = check(received, today=datetime.now(UTC).date(), folder=brief.parent)
        asked = order(intake, received, rehearse=app.saga.step_names[-1])
        with app.worker(lambda event: marks.update({type(event): perf_counter()})) as worker:
            ended = worker.run(app.saga, asked)
        _require(saga.get(app.database, ended).status, "COMPENSATED", brief)
    return (marks[RunEnded] - marks[CompensationStarted]) * 1000


def _require(status: str, wanted: str, brief: Path) -> None:
    if status != wanted:
        sys.exit(f"{brief.name}: the run is {status}, not {wanted}; its time would mean nothing.")


def _settings(folder: str) -> Settings:
    url = os.environ.get("AICMO_DATABASE_URL", f"sqlite:///{folder}/aicmo.db")
    return Settings(database_url=url, storage=Path(folder) / "storage")


if __name__ == "__main__":
    main()
