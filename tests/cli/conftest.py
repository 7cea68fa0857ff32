"""Terminals: one on a fresh database of each kind, one in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.terminal import Terminal


@pytest.fixture
def terminal(database_url: str, tmp_path: Path) -> Terminal:
    """Return a terminal on a fresh migrated database."""
    return Terminal(tmp_path, database_url)


@pytest.fixture
def empty_folder(tmp_path: Path) -> Terminal:
    """Return a terminal in a folder without anything, where the default database would be made."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return Terminal(folder)
