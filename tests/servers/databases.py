"""Fresh databases for tests: migrated once a session into a template, then copied for each test."""

from __future__ import annotations

import fcntl
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from aicmo.db import Database
from aicmo.migrations import upgrade
from servers import postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Databases:
    """What all processes of a test session share: one folder, one server, one migrated template for each kind.

    Nothing is started before a test asks for it; whoever asks first makes it, the others wait at a file lock.
    ``owner`` is the process that calls :meth:`close`; ``first`` and ``durable`` are for :func:`servers.postgres.start`.
    """

    folder: Path
    owner: int
    first: postgres.Source
    durable: bool

    def new_sqlite(self, path: Path, *, migrated: bool) -> str:
        """Make an SQLite file at ``path`` and return its URL."""
        if migrated:
            shutil.copyfile(self._once("sqlite", self._migrated_file), path)
        return f"sqlite:///{path}"

    def new_postgres(self, *, migrated: bool) -> str:
        """Make a PostgreSQL database and return its URL; :meth:`drop` it after the test.

        Raises:
            NoPostgres: no server can be had.
        """
        template = self._once("postgres-template", self._migrated_template) if migrated else "template0"
        return self._create(template)

    def drop(self, url: str) -> None:
        """Drop a PostgreSQL database, and whoever is still connected to it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), str(make_url(url).database))

    def close(self) -> None:
        """Stop the server if it is ours; on one that is not, drop what interrupted tests left behind."""
        if (self.folder / "server").exists():
            server = self._server()
            if server.folder is None:
                self._drop_leftovers()
            server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _prefix(self) -> str:
        return f"aicmo_test_{self.folder.name[-8:]}_"

    def _server(self) -> postgres.Server:
        found = json.loads(self._once("server", self._started))
        if "problem" in found:
            raise postgres.NoPostgres(found["problem"])
        paths = {name: Path(value) for name, value in found.items() if name != "url" and value}
        return postgres.Server(found["url"], **paths)

    def _started(self) -> str:
        try:
            server = postgres.start(self.folder, owner=self.owner, first=self.first, durable=self.durable)
        except postgres.NoPostgres as problem:
            return json.dumps({"problem": str(problem)})  # remembered: each test says the same, none tries again
        return json.dumps({name: value and str(value) for name, value in _fields(server).items()})

    def _migrated_file(self) -> str:
        path = self.folder / "template.db"
        _migrate(f"sqlite:///{path}")
        return str(path)

    def _migrated_template(self) -> str:
        url = self._create("template0")
        _migrate(url)
        return str(make_url(url).database)

    def _create(self, template: str) -> str:
        name = self._prefix + uuid4().hex[:12]
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
        return make_url(self._server().url).set(database=name).render_as_string(hide_password=False)

    def _drop_leftovers(self) -> None:
        with self._connected() as connection:
            names = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self._prefix]
            ).fetchall()
        for (name,) in names:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _execute(self, statement: sql.SQL, *names: str) -> None:
        with self._connected() as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Any]]:
        url = make_url(self._server().url).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            yield connection

    def _once(self, name: str, make: Callable[[], str]) -> str:
        """Return what ``make`` returned to whichever process called it first."""
        note = self.folder / name
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not note.exists():
                note.write_text(make(), encoding="utf-8")
        return note.read_text(encoding="utf-8")


def _fields(server: postgres.Server) -> dict[str, Any]:
    return {"url": server.url, "folder": server.folder, "programs": server.programs}


def _migrate(url: str) -> None:
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()
