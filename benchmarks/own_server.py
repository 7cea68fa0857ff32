"""A PostgreSQL of the benchmark's own, with fsync and synchronous_commit on, ended with the benchmark."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import psycopg
from sqlalchemy import make_url

from aicmo.db import Database
from aicmo.migrations import upgrade
from benchmarks.workload import WorkloadBase

TESTS: Final = str(Path(__file__).parent.parent / "tests")
if TESTS not in sys.path:  # the tests know how to find and start a server
    sys.path.append(TESTS)

from servers import postgres  # noqa: E402 (found by the lines above)

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a benchmark runs: a folder of its own, and a server in it."""

    folder: Path
    server: str

    def postgres(self, name: str, *, engine: bool = True) -> str:
        """Make a database with the workload's tables, and the engine's, and return its URL."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        url = make_url(self.server).set(database=name).render_as_string(hide_password=False)
        prepare(url, engine=engine)
        return url

    def sqlite(self, name: str) -> str:
        """Likewise a file."""
        url = f"sqlite:///{self.folder / name}.db"
        prepare(url, engine=True)
        return url

    @property
    def version(self) -> str:
        """What the server says it is, and how it syncs."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            asked = (
                connection.execute(f"SHOW {name}").fetchone()
                for name in ("server_version", "fsync", "synchronous_commit")
            )
            version, fsync, commit = (row[0] if row else "?" for row in asked)
        return f"PostgreSQL {version} (fsync {fsync}, synchronous_commit {commit})"


@contextmanager
def ground() -> Iterator[Ground]:
    """Start a server in a folder of its own; stop it and remove the folder at the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="aicmo-bench-", dir="/tmp"))  # a socket's path must be short
    folder.chmod(0o711)
    (folder / "files").mkdir()
    server = postgres.start(folder / "server", owner=os.getpid(), durable=True)
    try:
        yield Ground(folder / "files", server.url)
    finally:
        server.stop()
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()


def prepare(url: str, *, engine: bool = True) -> None:
    """Make the tables."""
    database = Database(url)
    try:
        if engine:
            upgrade(database)
        with database.transaction() as connection:
            WorkloadBase.metadata.create_all(connection)
    finally:
        database.close()
