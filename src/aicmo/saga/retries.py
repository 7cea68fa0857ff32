"""When a failed step is tried again: exponential backoff with jitter, within the step's budget of attempts."""

from __future__ import annotations

from math import isfinite
from random import uniform
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aicmo.saga.definition import Saga, Step
    from aicmo.saga.outcomes import Failure

FOR_EVER: Final = 10 * 365 * 86_400.0
"""Every wait has a deadline, that of a person too (seconds)."""
LONGEST_SECONDS: Final = 86_400.0
"""However long a step asks to wait: a run that would sleep longer is better given up or tried."""


def pause(step: Step, failure: Failure, tries: int) -> float | None:
    """Return how many seconds to wait before the next try, or None when there is none."""
    if failure.kind != "transient" or tries >= step.attempts:
        return None
    if failure.after is not None and isfinite(failure.after):
        return min(max(failure.after, 0.0), LONGEST_SECONDS)
    return doubled(step.backoff, tries, longest=step.backoff_max)


def doubled(first: float, tries: int, *, longest: float) -> float:
    """Return ``first`` seconds doubled with each try after the first, up to ``longest``, with jitter."""
    most = min(first * 2 ** min(tries - 1, 60), longest)
    return uniform(most / 2, most)  # noqa: S311 (jitter is no secret)


def start_again_in(saga: Saga, starts: int) -> float:
    """Return how many seconds a run waits before it starts again for the ``starts``-th time."""
    return doubled(saga.backoff, starts, longest=LONGEST_SECONDS)
