"""Running ``aicmo`` as a user does: a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "brief.yaml"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """A shell in ``folder`` with a database; without ``url`` the default one, a file in that folder."""

    folder: Path
    url: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AICMO_")}
        return kept | ({"AICMO_DATABASE_URL": self.url} if self.url else {})

    def aicmo(self, *arguments: object, **environment: str) -> Ended:
        ended = subprocess.run(
            self.command(*arguments),
            check=False,
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=120,
        )
        assert "Traceback" not in ended.stderr + ended.stdout, ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "aicmo", *map(str, arguments)]

    def left(self) -> list[str]:
        """Return the names in the folder: what commands have left there."""
        return sorted(path.name for path in self.folder.iterdir())
