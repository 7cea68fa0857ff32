"""The mode that keeps nothing: the whole job in one process, on a database that was never a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

BRIEF = Path(__file__).parents[2] / "examples" / "coffee.yaml"


def test_without_a_folder_it_says_that_the_package_will_be_gone(tmp_path: Path) -> None:
    done = _run(tmp_path)

    assert done.returncode == 0, done.stderr
    assert "--out DIR keeps it" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert not Path(json.loads(done.stdout)["package"]["zip"]).exists()


def test_with_a_folder_the_package_is_all_that_remains(tmp_path: Path) -> None:
    done = _run(tmp_path, "--out", "kept")

    assert done.returncode == 0, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert Path(json.loads(done.stdout)["package"]["zip"]).is_file()


def _run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aicmo", "run", str(BRIEF), "--json", *options],
        cwd=folder,
        env={**os.environ, "AICMO_PERSISTENCE_MODE": "inmemory"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
