"""Work in a thread, and a main thread that attends to signals: the first asks for an orderly end, the second ends."""

from __future__ import annotations

import os
import signal
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from aicmo.cli.exits import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
LOOK_SECONDS: Final = 0.1


class Attended(Generic[T]):
    """A piece of work in a thread of its own, whose result or exception comes back to the one who waits."""

    def __init__(self, work: Callable[[], T]) -> None:
        """Nothing starts before :meth:`result` is called."""
        self._work = work
        self._done = Event()
        self._is_asked = False
        self._result: list[T] = []
        self._error: BaseException | None = None

    def result(self, *, on_first: Callable[[], None], on_second: Callable[[], None]) -> T:
        """Do the work. Ctrl-C or SIGTERM calls ``on_first``; another one calls ``on_second`` and ends the process."""

        def hear(_number: int, _frame: object) -> None:
            if self._is_asked:
                on_second()
                # At once, as asked: the interpreter's own end would wait for what the work has opened.
                os._exit(INTERRUPTED)
            self._is_asked = True
            on_first()

        # Handlers, not KeyboardInterrupt: a signal that comes before anybody waits must not be lost.
        before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            Thread(target=self._run, name="work", daemon=True).start()
            # In short waits: a signal that the system hands to another thread is heard when this one looks up.
            while not self._done.wait(LOOK_SECONDS):
                pass
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _run(self) -> None:
        try:
            self._result.append(self._work())
        except BaseException as error:  # noqa: BLE001 (it is raised again by the one who waits)
            self._error = error
        finally:
            self._done.set()
