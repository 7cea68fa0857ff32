"""The threads of a worker. One whose step overran its time is left behind and replaced, and counted."""

from __future__ import annotations

from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread, current_thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Crew:
    """Up to ``size`` threads that take errands in turn. They never keep the process from ending."""

    def __init__(self, size: int) -> None:
        """Threads start when they are needed."""
        self.size = size
        self._errands: SimpleQueue[tuple[Callable[[Future[Any]], None], Future[Any]] | None] = SimpleQueue()
        self._lock = Lock()
        self._hands: set[Thread] = set()
        self._left: set[Thread] = set()
        self._busy = 0

    @property
    def left_behind(self) -> int:
        """How many threads were left behind and are still stuck."""
        return sum(1 for hand in tuple(self._left) if hand.is_alive())

    def take(self, errand: Callable[[Future[T]], None], future: Future[T]) -> None:
        """Have an errand done by a thread; it ends its future itself, or fails it by raising."""
        with self._lock:
            self._busy += 1
            if self._busy > len(self._hands) and len(self._hands) < self.size:
                self._hire()
        self._errands.put((errand, future))

    def leave(self, hand: Thread) -> None:
        """Leave a stuck thread behind: another takes its place."""
        with self._lock:
            if hand in self._hands:
                self._hands.discard(hand)
                self._left.add(hand)
                self._busy -= 1

    def count_left(self, hand: Thread) -> None:
        """Count a thread that is not of the crew, and stuck, among those left behind."""
        self._left.add(hand)

    def dismiss(self) -> None:
        """Let the threads end when they have nothing left to do."""
        for _ in tuple(self._hands):
            self._errands.put(None)

    def _hire(self) -> None:
        hand = Thread(target=self._serve, name=f"hand {len(self._hands) + len(self._left) + 1}", daemon=True)
        self._hands.add(hand)
        hand.start()

    def _serve(self) -> None:
        me = current_thread()
        while me not in self._left and (given := self._errands.get()) is not None:
            errand, future = given
            try:
                errand(future)
            except BaseException as error:  # noqa: BLE001 (whoever waits for the errand gets it)
                end(future, error=error)
            with self._lock:
                if me in self._hands:
                    self._busy -= 1
        self._left.discard(me)
        self._hands.discard(me)


def end(future: Future[T], result: T | None = None, *, error: BaseException | None = None) -> None:
    """End a future, unless somebody was faster."""
    with suppress(InvalidStateError):
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]
