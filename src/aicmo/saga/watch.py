"""One thread that notices when a step has overrun its time. Python cannot stop the step's thread: it is left behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(eq=False)
class Limit:
    """A piece of work's latest end, on this process's clock, and what to do when it is late."""

    at: float
    on_late: Callable[[], None]
    over: bool = field(default=False)


class Watch:
    """Watches many limits; its thread lives while there is one."""

    def __init__(self) -> None:
        """Nothing to watch yet."""
        self._changed = Condition()
        self._limits: set[Limit] = set()
        self._thread: Thread | None = None
        self._next = 0.0

    def start(self, seconds: float, on_late: Callable[[], None]) -> Limit:
        """Call ``on_late`` in a thread of its own unless :meth:`end` comes within ``seconds``."""
        limit = Limit(monotonic() + seconds, on_late)
        with self._changed:
            self._limits.add(limit)
            if self._thread is None:
                self._thread = Thread(target=self._look, name="watch", daemon=True)
                self._thread.start()
            elif limit.at < self._next:
                self._changed.notify()
        return limit

    def end(self, limit: Limit) -> bool:
        """Say whether the work ended in time; only the first of work and watch decides."""
        with self._changed:
            self._limits.discard(limit)
            in_time, limit.over = not limit.over, True
            return in_time

    def dismiss(self) -> None:
        """Let the thread end now, and not when the longest time it ever watched is over."""
        with self._changed:
            self._changed.notify()

    def _look(self) -> None:
        with self._changed:
            while self._limits:
                now = monotonic()
                for late in [limit for limit in self._limits if limit.at <= now]:
                    self._limits.discard(late)
                    late.over = True
                    Thread(target=late.on_late, name="late", daemon=True).start()
                self._next = min((limit.at for limit in self._limits), default=now + 1)
                self._changed.wait(self._next - now)
            self._thread = None
