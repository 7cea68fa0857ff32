"""A shim at the driver: it sees every boundary of a worker, and does there what its plan says.

A boundary is the moment before or after a statement, a file's sync or a folder's removal. What was really done is kept
in :attr:`Shim.done`: a fault that was not injected proves nothing.
"""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import suppress
from errno import ENOSPC
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from aicmo.saga.testing import Crashed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aicmo.db import Database

Fault = Literal["crash", "lost", "act"]
"""The worker dies there; the call fails there, its request or its reply lost (a file's: the disk is full); or
somebody else acts, at the next moment at which the worker holds no lock."""
FAULTS = get_args(Fault)
STATEMENTS = ("before_cursor_execute", "after_cursor_execute")


class Shim:
    """Within its block, faults are injected at the boundaries that ``plan`` numbers, heartbeats aside."""

    def __init__(self, database: Database, plan: Mapping[int, Fault], act: Callable[[], Any] = lambda: None) -> None:
        """``act`` is what somebody else does; it must use a Database of its own."""
        self.seen = 0
        self.done: list[tuple[int, str]] = []
        self._database = database
        self._plan = plan
        self._act = act
        self._acts = False
        self._dead = False
        self._open = threading.local()

    def __enter__(self) -> Self:
        """Begin to count."""
        self._whole = os.fsync, shutil.rmtree
        os.fsync = self._around(os.fsync)
        shutil.rmtree = self._around(shutil.rmtree)  # type: ignore[assignment]
        for name, hear in zip(STATEMENTS, (self._before, self._after), strict=True):
            event.listen(self._database.engine, name, hear)
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing more."""
        for name, hear in zip(STATEMENTS, (self._before, self._after), strict=True):
            event.remove(self._database.engine, name, hear)
        os.fsync, shutil.rmtree = self._whole

    def _before(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        self._at_statement(connection, cursor, statement)
        if statement.startswith("BEGIN"):
            self._open.here = True

    def _after(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("COMMIT", "ROLLBACK")):
            self._open.here = False
        self._at_statement(connection, cursor, statement)

    def _at_statement(self, connection: Any, cursor: Any, statement: str) -> None:
        try:
            fault = self._pass()
        except Crashed:  # the dead have no connection, and what they had not committed is rolled back
            self._drop(connection, cursor)
            raise
        if fault == "lost":
            self._lose()
            self._drop(connection, cursor)
            raise OperationalError(statement, None, ConnectionError("the line is cut"))

    def _drop(self, connection: Any, cursor: Any) -> None:
        self._open.here = False
        with suppress(Exception):
            cursor.close()
        connection.invalidate()

    def _pass(self) -> Fault | None:
        if threading.current_thread().name.startswith("heart"):
            return None
        self.seen += 1
        fault = self._plan.get(self.seen)
        if self._dead or fault == "crash":
            if not self._dead:
                self.done.append((self.seen, "crash"))
            self._dead = True
            raise Crashed(f"at boundary {self.seen}")
        self._acts = self._acts or fault == "act"
        if self._acts and not getattr(self._open, "here", False):
            self._acts = False
            self._act()
            self.done.append((self.seen, "act"))
        return fault

    def _lose(self) -> None:
        self.done.append((self.seen, "lost"))

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            if self._pass() == "lost":
                self._lose()
                raise OSError(ENOSPC, os.strerror(ENOSPC))
            result = function(*args, **options)
            self._pass()
            return result

        return wrapped
