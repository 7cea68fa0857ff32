"""R25: bugs planted into the engine are caught; here two of them, all of them by ``python -m benchmarks.planted``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("words", ["deletes the new holder's files", "looks for delete triggers"])
def test_a_planted_bug_is_caught_and_every_other_can_still_be_planted(words: str) -> None:
    command = [sys.executable, "-m", "benchmarks.planted", words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 caught, 0 not planted" in done.stdout
