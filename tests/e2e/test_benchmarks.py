"""The benchmark works, at sizes that measure nothing, for what the engine promises of one worker."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.postgres
def test_the_benchmark_measures_speed_round_trips_and_growth_and_finds_the_tables_right() -> None:
    parts = [f"--only={part}" for part in ("speed", "distance", "growth", "costs")]
    command = [sys.executable, "-m", "benchmarks", "--smoke", *parts]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    measured = {*re.findall(r"^\| (P\d+) ", done.stdout, re.MULTILINE)}
    assert measured == {"P1", "P2", "P3", "P4", "P5", "P8", "P12"}
