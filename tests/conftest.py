"""The fixtures every test may use, and the one PostgreSQL that a whole session shares.

``database`` is the fixture to take: each test that uses it runs once on SQLite and once on PostgreSQL, on a fresh
migrated database of its own. ``database_url`` is the same for tests that start processes; ``empty_database_url`` is not
migrated. ``--postgres=system`` prefers the machine's PostgreSQL, ``--durable`` keeps its fsync on.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from aicmo.db import Database
from servers.databases import Databases
from servers.postgres import NoPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARED = pytest.StashKey[Databases]()
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

# A deadline measures how busy the machine is, not whether a property holds.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("databases")
    group.addoption("--postgres", choices=["embedded", "system"], default="embedded", help="the PostgreSQL to prefer")
    group.addoption("--durable", action="store_true", help="keep PostgreSQL's fsync on")


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", {}).get("databases")
    chosen = given or {"folder": _folder(), "owner": os.getpid(), **_options(config)}
    config.stash[SHARED] = Databases(**chosen | {"folder": Path(chosen["folder"])})


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the real model alone unless it is asked for by name: it takes minutes and a dependency group."""
    is_asked_for = any("tests/opponent" in argument for argument in config.args)
    return True if collection_path.name == "opponent" and not is_asked_for else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist what it shares with the others."""
    shared = asdict(node.config.stash[SHARED])
    node.workerinput["databases"] = shared | {"folder": str(shared["folder"])}


def pytest_unconfigure(config: pytest.Config) -> None:
    if SHARED in config.stash and not hasattr(config, "workerinput"):
        config.stash[SHARED].close()


def _options(config: pytest.Config) -> dict[str, Any]:
    return {"first": config.option.postgres, "durable": config.option.durable}


def _folder() -> str:
    # /tmp and not the machine's temporary folder: a socket's path must be short, and its parents open to all.
    folder = tempfile.mkdtemp(prefix="aicmo-tests-", dir="/tmp")
    Path(folder).chmod(0o711)
    return folder


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    """Where fresh databases come from, for tests that need several."""
    return pytestconfig.stash[SHARED]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a fresh, migrated database."""
    yield from _fresh(request.param, databases, tmp_path, migrated=True)


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a fresh database without any table."""
    yield from _fresh(request.param, databases, tmp_path, migrated=False)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Return a fresh, migrated database."""
    database = Database(database_url)
    yield database
    database.close()


def _fresh(kind: str, databases: Databases, tmp_path: Path, *, migrated: bool) -> Iterator[str]:
    if kind == "sqlite":
        yield databases.new_sqlite(tmp_path / "aicmo.db", migrated=migrated)
        return
    try:
        url = databases.new_postgres(migrated=migrated)
    except NoPostgres as problem:
        pytest.fail(str(problem), pytrace=False)
    yield url
    databases.drop(url)
