"""Work in a thread, and a main thread that attends to signals: the first asks for an orderly end, the second ends."""

from __future__ import annotations

import os
import signal
from threading import Event, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from aicmo.cli.exits import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Attended(Generic[T]):
    """A piece of work in a thread of its own, whose result or exception comes back to the one who waits."""

    def __init__(self, work: Callable[[], T]) -> None:
        """Nothing starts before :meth:`result` is called."""
        self._work = work
        self._done = Event()
        self._result: list[T] = []
        self._error: BaseException | None = None

    def result(self, *, on_first: Callable[[], None], on_second: Callable[[], None]) -> T:
        """Do the work. Ctrl-C or SIGTERM calls ``on_first``; another one calls ``on_second`` and ends the process."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        Thread(target=self._run, name="work", daemon=True).start()
        try:
            self._wait(on_first)
        except KeyboardInterrupt:
            on_second()
            # At once, as asked: the interpreter's own end would wait for what the work has opened.
            os._exit(INTERRUPTED)
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _wait(self, on_first: Callable[[], None]) -> None:
        try:
            self._done.wait()
        except KeyboardInterrupt:
            on_first()
            self._done.wait()

    def _run(self) -> None:
        try:
            self._result.append(self._work())
        except BaseException as error:  # noqa: BLE001 (it is raised again by the one who waits)
            self._error = error
        finally:
            self._done.set()
