"""Crash points: a worker dies at its n-th boundary, for every n, and what it leaves must be in order.

A boundary is the moment before or after a statement, a file's sync, or a folder's removal.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
import traceback
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import event

if TYPE_CHECKING:
    from aicmo.db import Database

STATEMENTS = ("before_cursor_execute", "after_cursor_execute")


class Crashed(BaseException):
    """The worker died here. No ``Exception``, so that nothing on the way takes it for a failure to be handled."""


class Fuse:
    """Counts boundaries within its block, heartbeats aside, and blows at the one numbered ``at`` (from 1).

    ``send`` is the signal that this process then gets: SIGKILL dies like a power cut, SIGSTOP sleeps. Without it,
    :class:`Crashed` is raised there and at every boundary after it, as the dead write nothing more.
    """

    def __init__(self, database: Database, at: int, *, send: signal.Signals | None = None) -> None:
        """Nothing is counted before it is entered."""
        self.seen = 0
        self._database = database
        self._at = at
        self._send = send

    @property
    def blown(self) -> bool:
        """Whether there were as many boundaries."""
        return self.seen >= self._at

    def __enter__(self) -> Self:
        """Begin to count."""
        self._whole = os.fsync, shutil.rmtree
        os.fsync = self._around(os.fsync)
        shutil.rmtree = self._around(shutil.rmtree)  # type: ignore[assignment]
        for name in STATEMENTS:
            event.listen(self._database.engine, name, self._speak)
        return self

    def __exit__(self, *_: object) -> None:
        """Count no more."""
        for name in STATEMENTS:
            event.remove(self._database.engine, name, self._speak)
        os.fsync, shutil.rmtree = self._whole

    def _speak(self, connection: Any, cursor: Any, *_: Any) -> None:
        try:
            self._pass()
        except Crashed:  # the dead have no connection, and what they had not committed is rolled back
            cursor.close()
            connection.invalidate()
            raise

    def _pass(self) -> None:
        if threading.current_thread().name.startswith("heart"):
            return
        self.seen += 1
        if self._send is None and self.blown:
            raise Crashed(f"at boundary {self.seen}")
        if self._send is not None and self.seen == self._at:
            os.kill(os.getpid(), self._send)

    def _around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **options: Any) -> Any:
            self._pass()
            result = function(*args, **options)
            self._pass()
            return result

        return wrapped


def crash_everywhere(
    database: Database, work: Callable[[int], Any], check: Callable[[int], Any], *, every: int = 1
) -> int:
    """Kill ``work`` at its first boundary, then ``check`` what is left; again at the second, and so on to its end.

    ``every`` goes on by so many boundaries at a time, for work that takes long. Both get the number of the try and run
    in a process of their own, so that a crash is a real one; that needs ``fork`` and a database that is not in memory.
    ``check`` raises when something is wrong. Returns how many boundaries there were. Raises AssertionError, naming the
    boundary, when a check fails, and when ``work`` fails by itself.
    """
    for at in count(1, every):
        database.engine.dispose()  # children must not share a connection
        killed, said = _in_child(lambda at=at: _blown(database, at, work))  # type: ignore[misc]
        if said:
            raise AssertionError(f"the work failed by itself (boundary {at} was to come):\n{said}")
        died, said = _in_child(lambda at=at: check(at))  # type: ignore[misc]
        if died or said:
            raise AssertionError(f"killed at boundary {at}:\n{said or 'the check died'}")
        if not killed:
            return at - 1
    raise AssertionError


def _blown(database: Database, at: int, work: Callable[[int], Any]) -> None:
    with Fuse(database, at, send=signal.SIGKILL):
        work(at)


def _in_child(work: Callable[[], Any]) -> tuple[bool, str]:
    """Do the work in a fork; say whether it was killed, and what it raised."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 (a child must never return into the parent's code)
            os.write(theirs, traceback.format_exc()[-4000:].encode(errors="replace"))
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, errors="replace") as pipe:
        said = pipe.read()
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status), said
