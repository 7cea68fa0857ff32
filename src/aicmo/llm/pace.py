"""How many calls a minute a process may begin."""

from __future__ import annotations

from time import sleep, time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

SHORTEST = 0.05


class Pace:
    """Lets calls begin, at most ``per_minute`` in any minute; None lets all."""

    def __init__(self, per_minute: int | None) -> None:
        """Count from now, in this process."""
        self._rate = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def wait(self) -> None:
        """Return when the next call may begin."""
        while self._rate is not None and not self._limiter.hit(self._rate):
            until = self._limiter.get_window_stats(self._rate).reset_time
            sleep(max(until - time(), SHORTEST))
