"""One declarative base for the rooms, one id maker, one upsert, two column types, and the door to the database.

Every connection is in autocommit; a transaction is opened explicitly and briefly with :meth:`Database.transaction`
(``BEGIN IMMEDIATE`` on SQLite, so that the lock is taken when the transaction starts and never upgraded later).
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, MetaData, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7

from aicmo.errors import EnvironmentProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Dialect, Engine
    from sqlalchemy.engine import ExceptionContext

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS: Final = 30_000
POOL: Final[Mapping[str, Any]] = MappingProxyType({"pool_size": 16, "max_overflow": 16, "pool_use_lifo": True})
"""Connections kept open to PostgreSQL, and as many more for a moment; the last one used first: it has most prepared."""


DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, "XX001", "XX002"})
"""What SQLite (primary codes) and PostgreSQL (data, index corrupted) say when they cannot read what they wrote."""
PRIMARY: Final = 0xFF
"""The part of SQLite's code that says what it is about; the rest says more."""

_SKEWS: Final[WeakKeyDictionary[Dialect, float]] = WeakKeyDictionary()
"""By how many seconds a test has moved a database's clock; every Database has a dialect object of its own."""


class Damaged(EnvironmentProblem, SQLAlchemyError):
    """The database cannot read its own pages: no fault of whoever asked, so no run is judged by it."""


class Base(MappedAsDataclass, DeclarativeBase):
    """The rooms' declarative base: plain data classes, no relationships, no unit of work."""

    metadata = MetaData(naming_convention=NAMING)


def upsert(
    dialect: Dialect,
    model: type[DeclarativeBase],
    values: Mapping[str, Any],
    *,
    key: Sequence[str],
    change: Sequence[str],
) -> Any:
    """Return a statement that inserts ``values`` (by column name), or sets ``change`` where ``key`` exists.

    Doing an update, not nothing, makes RETURNING give the row in a race as well.
    """
    spoken: Any = sqlite if dialect.name == "sqlite" else postgresql
    statement = spoken.insert(model.__table__).values(values)
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={column: statement.excluded[column] for column in change}
    )


def new_id() -> UUID:
    """Return a UUIDv7: unique, and sorted by the time it was made."""
    return uuid7()


class Document(TypeDecorator[Any]):
    """A JSON column that holds a pydantic document (or any type pydantic can adapt), not a loose dictionary."""

    impl = JSON
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        """Store values of ``shape``: a pydantic model, or any annotation a TypeAdapter understands."""
        super().__init__()
        self.shape = shape
        self._adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 (SQLAlchemy's signature)
        """Document to JSON data."""
        return None if value is None else self._adapter.dump_python(value, mode="json", by_alias=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 (likewise)
        """JSON data to document."""
        return None if value is None else self._adapter.validate_python(value)


class Timestamp(TypeDecorator[datetime]):
    """An aware UTC time on every database (SQLite keeps it as sortable text)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware time to what the database keeps."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (likewise)
        """What the database keeps to an aware time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now(dialect: Dialect, seconds: float = 0) -> str:
    """SQL text for the clock of a database that speaks ``dialect``, shifted by ``seconds``."""
    shift = f"{seconds + _SKEWS.get(dialect, 0):+.3f} seconds"
    if dialect.name == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '{shift}')"
    return f"(statement_timestamp() + interval '{shift}')"


class Database:
    """One database, SQLite or PostgreSQL, with its connections in autocommit."""

    def __init__(self, url: str | URL) -> None:
        """Prepare (not yet connect) to ``url``: ``sqlite:///file.db`` or ``postgresql://user:pw@host/db``.

        ``?pooler=transaction`` says that a pooler in transaction mode stands before PostgreSQL: nothing is prepared
        then, and nobody listens.

        Raises :class:`~aicmo.errors.EnvironmentProblem` when the URL cannot be understood.
        """
        self.url = _parse(url)
        self.is_sqlite: Final = self.url.get_backend_name() == "sqlite"
        pooled = self.url.query.get("pooler") == "transaction"
        self.can_listen: Final = not self.is_sqlite and not pooled
        self.engine: Engine = create_engine(
            self.url.difference_update_query(["pooler"]),
            isolation_level="AUTOCOMMIT",
            pool_pre_ping=False,
            **({} if self.is_sqlite else POOL),
            connect_args={"prepare_threshold": None} if pooled else {},
        )
        self._anchor: Connection | None = None
        event.listen(self.engine, "handle_error", _say_damaged, retval=True)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            event.listen(self.engine, "do_execute", _in_flight)

    @classmethod
    def in_memory(cls) -> Database:
        """Return an empty SQLite database that lives in this process and is gone when it is closed."""
        database = cls(f"sqlite:///file:/{new_id().hex}?vfs=memdb&uri=true")
        database._anchor = database.engine.connect()
        return database

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None for PostgreSQL and for a database in memory."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and not name.startswith("file:") else None

    def now(self, seconds: float = 0) -> str:
        """SQL text for the database's clock, shifted by ``seconds``: the one clock that decides about leases."""
        return now(self.engine.dialect, seconds)

    def skew(self, seconds: float) -> None:
        """Move the clock that this object shows by ``seconds`` against the true one: for tests, which do not wait."""
        _SKEWS[self.engine.dialect] = seconds

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Yield an autocommit connection; each statement is its own transaction."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def atomic(self) -> Iterator[Connection]:
        """Yield a connection for what is one statement on PostgreSQL and a few on SQLite: atomic on both."""
        with self.transaction() if self.is_sqlite else self.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection inside one explicit transaction: committed at the end, rolled back on any error."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN")
            try:
                yield connection
            except BaseException:
                _roll_back(connection)
                raise
            connection.exec_driver_sql("COMMIT")

    def close(self) -> None:
        """Close every connection; an in-memory database ends here."""
        if self._anchor is not None:
            self._anchor.close()
        self.engine.dispose()


def _say_damaged(context: ExceptionContext) -> BaseException | None:
    """Tell what a database cannot read of its own from a refusal of what it was sent."""
    error = context.original_exception
    state = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorcode", 0) & PRIMARY
    if context.engine is None or state not in DAMAGED:
        return None
    where = context.engine.url.database
    return Damaged(f"The database {where} is damaged: {error}. Mend it or bring back a copy; its runs then go on.")


def _parse(url: str | URL) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        message = (
            "AICMO_DATABASE_URL is not a database URL. Write it like sqlite:///aicmo.db or postgresql://user@host/db."
        )
        raise EnvironmentProblem(message) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        message = f"AICMO runs on SQLite and PostgreSQL, not on {parsed.get_backend_name()}. Change AICMO_DATABASE_URL."
        raise EnvironmentProblem(message)
    return parsed


def _roll_back(connection: Connection) -> None:
    # On a full disk SQLite has rolled back already and refuses to do it twice: what it said first is the news.
    if connection.invalidated:
        return
    try:
        connection.exec_driver_sql("ROLLBACK")
    except (DBAPIError, Damaged):
        connection.invalidate()


def _in_flight(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """Send the statement behind the one its options name ``after_in_flight``: one transaction, one round trip.

    Both take the same parameters, and the later one sees what was committed until the earlier one had its locks.
    Without that option the dialect executes the statement, as always.
    """
    first = context.execution_options.get("after_in_flight")
    if first is None:
        return False
    driver = cursor.connection
    try:
        with driver.pipeline():
            driver.execute(first, parameters)
            cursor.execute(statement, parameters)
    except BaseException:
        if driver.pgconn.pipeline_status:  # refused at the commit itself: nobody can use this connection any more
            driver.close()
        raise
    return True


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # A promise must survive power loss, hence FULL; WAL lets readers look on while a run is being written.
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
