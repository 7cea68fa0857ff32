"""When a failed step is tried again: exponential backoff with jitter, within the step's budget of attempts."""

from __future__ import annotations

from math import isfinite
from random import uniform
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from aicmo.saga.definition import Step
    from aicmo.saga.outcomes import Failure

LONGEST_SECONDS: Final = 86_400.0
"""However long a step asks to wait: a run that would sleep longer is better given up or tried."""


def pause(step: Step, failure: Failure, tries: int) -> float | None:
    """Return how many seconds to wait before the next try, or None when there is none."""
    if failure.kind != "transient" or tries >= step.attempts:
        return None
    if failure.after is not None and isfinite(failure.after):
        return min(max(failure.after, 0.0), LONGEST_SECONDS)
    longest = min(step.backoff * 2 ** (tries - 1), step.backoff_max)
    return uniform(longest / 2, longest)  # noqa: S311 (jitter is no secret)
