"""An agency on each database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.app import App
from aicmo.saga import Storage
from aicmo.settings import Settings
from e2e.agency import Agency

if TYPE_CHECKING:
    from pathlib import Path

    from aicmo.db import Database


@pytest.fixture
def agency(database: Database, tmp_path: Path) -> Agency:
    return Agency(App(Settings(), database, Storage(tmp_path / "storage")))
