"""Work in a thread of its own with a time limit. Python cannot stop a thread: one that is late is left behind."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from aicmo.saga.crew import Crew


def within(seconds: float, work: Callable[[], Any], crew: Crew) -> Any:
    """Return what ``work`` returns, or raise what it raises; TimeoutError when it takes longer than ``seconds``."""
    result: Future[Any] = Future()

    def carry() -> None:
        try:
            result.set_result(work())
        except BaseException as error:  # noqa: BLE001 (whoever waits gets it)
            result.set_exception(error)

    hand = Thread(target=carry, name="aside", daemon=True)
    hand.start()
    try:
        return result.result(seconds)
    except TimeoutError:
        if not result.done():
            crew.count_left(hand)
            raise TimeoutError(f"it did not end within {seconds:g} s") from None
        raise
