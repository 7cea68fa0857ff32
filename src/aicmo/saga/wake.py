"""Waking idle workers: PostgreSQL's LISTEN and NOTIFY where they can be had, else the next look finds the run.

A transaction-mode pooler has no LISTEN, and SQLite tells nobody beyond this process: then the poll alone decides.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, Self
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from aicmo.db import Database

CHANNEL: Final = "aicmo_saga"
LOOK_SECONDS: Final = 1.0
AGAIN_SECONDS: Final = 5.0


_NEAR: Final[WeakKeyDictionary[Engine, set[Event]]] = WeakKeyDictionary()
"""What the ears of this process set, by the SQLite database that they stand before."""


def notify(connection: Connection) -> None:
    """Wake idle workers when this transaction commits.

    On SQLite those of this process, and at once: they wait for this transaction's lock before they look.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {CHANNEL}"))
    for wake in tuple(_NEAR.get(connection.engine, ())):
        wake.set()


class Ear:
    """Listens on a connection of its own, and sets ``wake`` when something is to be done."""

    def __init__(self, database: Database, wake: Event) -> None:
        """Nothing is heard before it is entered."""
        self._database = database
        self._wake = wake
        self._closed = Event()
        self._thread: Thread | None = None

    def __enter__(self) -> Self:
        """Begin to listen, as far as this database can tell."""
        if self._database.is_sqlite:
            _NEAR.setdefault(self._database.engine, set()).add(self._wake)
        if self._database.can_listen:
            self._thread = Thread(target=self._listen, name="ear", daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._closed.set()
        _NEAR.get(self._database.engine, set()).discard(self._wake)
        if self._thread is not None:
            self._thread.join()

    def _listen(self) -> None:
        import psycopg  # noqa: PLC0415 (who uses SQLite does without)

        while not self._closed.is_set():
            with suppress(SQLAlchemyError, psycopg.Error):  # deaf for a while: the poll goes on, and here another try
                self._hear()
            self._closed.wait(AGAIN_SECONDS)

    def _hear(self) -> None:
        with self._database.engine.connect() as connection:
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            driver: Any = connection.connection.driver_connection
            connection.detach()  # a connection that listens must not go back among the others
            while not self._closed.is_set():
                if any(True for _ in driver.notifies(timeout=LOOK_SECONDS, stop_after=1)):
                    self._wake.set()
