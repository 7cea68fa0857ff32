"""P7 and P11: the real main job, in the database and in memory, and how long the commands take."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final, Literal

from aicmo import saga
from aicmo.app import App
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import read_brief
from aicmo.settings import Settings
from aicmo.workflows.ordering import order
from benchmarks import main_job
from benchmarks.figures import Figure, Spread, at_most, ratios, turn_about
from benchmarks.stage import WrongRun

if TYPE_CHECKING:
    from benchmarks.figures import Size

BRIEF: Final = main_job.EXAMPLES / "brief.yaml"
ROUNDS: Final[dict[Size, int]] = {"smoke": 1, "quick": 3, "full": 15}


@dataclass(frozen=True)
class _Bench:
    """The application in one mode, on a folder of its own."""

    folder: Path
    mode: Literal["db", "inmemory"]

    def run(self) -> float:
        """Carry the main job out; return the seconds, without those of opening and migrating."""
        settings = Settings(
            database_url=f"sqlite:///{self.folder / 'aicmo.db'}",
            persistence_mode=self.mode,
            storage=self.folder / self.mode,
        )
        with App.open(settings) as app, app.worker() as worker:
            received = read_brief(BRIEF)
            intake = check(received, today=datetime.now(UTC).date(), folder=BRIEF.parent)
            asked = order(intake, received)
            started = perf_counter()
            ended = worker.run(app.saga, asked)
            seconds = perf_counter() - started
            if saga.get(app.database, ended).status != "COMPLETED":
                raise WrongRun("the main job did not end well")
        return seconds


def measure(size: Size) -> list[Figure]:
    """Measure all of it."""
    rounds = ROUNDS[size]
    with tempfile.TemporaryDirectory(prefix="aicmo-bench-") as folder:
        kept, memory = _Bench(Path(folder), "db"), _Bench(Path(folder), "inmemory")
        memory.run()
        ours, theirs = turn_about(rounds, kept.run, memory.run)
    said = f"{median(ours) * 1e3:.0f} ms against {median(theirs) * 1e3:.0f} ms"
    found = [at_most("P7", "main job, SQLite file of that in memory", ratios(ours, theirs), 1.5, said=said, unit="×")]
    runs = [main_job.timed(BRIEF) for _ in range(rounds)]
    steps = ", ".join(f"{name} {median(run.steps[name] for run in runs):.0f}" for name in runs[0].steps)
    seconds = Spread([run.seconds for run in runs])
    found.append(
        at_most("P11", "`aicmo run examples/brief.yaml`, p50", seconds, 2, said=f"steps in ms: {steps}", unit=" s")
    )
    quality = Spread([run.steps["qc_evaluate"] / 1000 for run in runs])
    found.append(at_most("P11", "quality control of its package", quality, 1, unit=" s"))
    found.append(at_most("P11", "`aicmo --help`", Spread([_help() for _ in range(rounds + 1)]), 0.3, unit=" s"))
    return found


def _help() -> float:
    started = perf_counter()
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "aicmo", "--help"]
    subprocess.run(command, check=True, env=kept, stdout=subprocess.DEVNULL)
    return perf_counter() - started
