"""The API of a house on each database, and a program with a key in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.app import App
from aicmo.db import Database
from aicmo.saga import Storage
from aicmo.settings import Settings
from api.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from servers.databases import Databases


@pytest.fixture
def house(database: Database, tmp_path: Path) -> App:
    return App(Settings(), database, Storage(tmp_path / "storage"))


@pytest.fixture
def program(house: App) -> Iterator[Program]:
    with Program(house) as program:
        yield program


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def delivered(
    request: pytest.FixtureRequest, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    """Return a program whose house has one delivered run (``program.run_id``); for tests that only look."""
    folder = tmp_path_factory.mktemp("delivered")
    is_sqlite = request.param == "sqlite"
    url = databases.new_sqlite(folder / "a.db", migrated=True) if is_sqlite else databases.new_postgres(migrated=True)
    database = Database(url)
    with Program(App(Settings(), database, Storage(folder / "storage"))) as program:
        program.run_id = program.submit()["run_id"]
        program.carried()
        yield program
    database.close()
    if not is_sqlite:
        databases.drop(url)
