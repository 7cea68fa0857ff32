"""Bugs planted into a copy of the engine, and whether the tests catch them: ``python -m benchmarks.planted [WORDS]``.

Each bug of ``planted.toml`` is one text that is replaced, and it names the tests that must fail then. With words, only
bugs whose names hold them are planted. Ends with 1 when one is missed, or when the text of any is not there any more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
BUGS: Final = Path(__file__).with_name("planted.toml")
SECONDS: Final = 120
"""Beyond these a test hangs, which is no way to pass either."""


@dataclass(frozen=True)
class Bug:
    """One replacement in a file of the engine; ``caught_by`` is a test file, and words for ``-k``."""

    name: str
    file: str
    old: str
    new: str
    caught_by: list[str]

    def is_there(self) -> bool:
        """Say whether its text is in the engine exactly once."""
        return (ROOT / "src/aicmo/saga" / self.file).read_text(encoding="utf-8").count(self.old) == 1


def bugs() -> list[Bug]:
    """Return all there are."""
    return [Bug(**bug) for bug in tomllib.loads(BUGS.read_text(encoding="utf-8"))["bug"]]


def is_caught(bug: Bug) -> bool:
    """Plant the bug into a copy of the source and say whether its tests fail, or hang, on it.

    Raises AssertionError when no test was run, or when something else than a test fails.
    """
    with tempfile.TemporaryDirectory(prefix="aicmo-planted-") as folder:
        source = Path(folder) / "src"
        shutil.copytree(ROOT / "src", source)
        path = source / "aicmo/saga" / bug.file
        path.write_text(path.read_text(encoding="utf-8").replace(bug.old, bug.new), encoding="utf-8")
        file, *words = bug.caught_by
        options = ["-x", "-n", "0", "-p", "no:randomly", *(["-k", words[0]] if words else [])]
        environment = {**os.environ, "PYTHONPATH": str(source)}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pytest", str(ROOT / file), *options],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return True
    if done.returncode not in {0, 1}:
        raise AssertionError(f"{bug.name}: no test said anything.\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 1


def main(words: str) -> int:
    """Plant them one after the other."""
    chosen = [bug for bug in bugs() if words in bug.name]
    moved = [bug.name for bug in bugs() if not bug.is_there()]
    caught = []
    for bug in chosen:
        if bug.name not in moved:
            caught.append(is_caught(bug))
            print("caught" if caught[-1] else "MISSED", bug.name, *bug.caught_by, sep=": ", flush=True)
    for name in moved:
        print(f"not planted, its text has changed: {name}")
    print(f"R25 planted bugs: {sum(caught)} of {len(caught)} caught, {len(moved)} not planted")
    return int(not all(caught) or bool(moved))


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
