"""The real model, served once for all cases, and what became of each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from opponent.wire_count import TOLD, WireCount

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def wire() -> Iterator[WireCount]:
    """The small model's server behind a proxy that counts."""
    command = [sys.executable, str(Path(__file__).parent / "serve_model.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:"), "uv run --group opponent brings the model and its server"
        try:
            with WireCount(url) as count:
                yield count
        finally:
            server.kill()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in TOLD:
        terminalreporter.write_line(line)
