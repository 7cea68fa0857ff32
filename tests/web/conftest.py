"""A site on each database, and somebody in front of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.app import App
from aicmo.db import Database
from aicmo.saga import Storage
from aicmo.settings import Settings
from web.browsing import NoBrowser, Site, chromium, served
from web.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from servers.databases import Databases


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


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a site that is served, with its worker, for the tests of one file."""
    folder = tmp_path_factory.mktemp("site")
    database = Database(databases.new_sqlite(folder / "aicmo.db", migrated=True))
    with served(App(Settings(), database, Storage(folder / "storage"))) as open_site:
        yield open_site
    database.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the machine's Chromium."""
    try:
        with chromium() as found:
            yield found
    except NoBrowser as problem:
        pytest.fail(str(problem), pytrace=False)
