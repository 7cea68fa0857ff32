"""A site on each database, and somebody in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.app import App
from aicmo.saga import Storage
from aicmo.settings import Settings
from web.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aicmo.db import Database


@pytest.fixture
def house(database: Database, tmp_path: Path) -> App:
    return App(Settings(), database, Storage(tmp_path / "storage"))


@pytest.fixture
def stranger(house: App) -> Iterator[Visitor]:
    """Return somebody who is not signed in."""
    with Visitor(house) as visitor:
        yield visitor


@pytest.fixture
def owner(stranger: Visitor) -> Visitor:
    """Return somebody who is."""
    assert stranger.enter().status_code == 303
    return stranger
