"""A kit for those who test sagas of their own; it needs no test framework.

:func:`drain` works until nothing is left to do, a :class:`Clock` lets leases, waits and backoffs pass at once,
:func:`crash_everywhere` kills a worker at every moment there is, and :func:`assert_compensates_to_zero` proves that a
failed run leaves nothing behind, whichever step fails.
"""

from aicmo.saga.testing.clock import Clock
from aicmo.saga.testing.crashing import Crashed, Fuse, crash_everywhere
from aicmo.saga.testing.draining import Unexpected, drain
from aicmo.saga.testing.zero import Leftover, assert_compensates_to_zero

__all__ = [
    "Clock",
    "Crashed",
    "Fuse",
    "Leftover",
    "Unexpected",
    "assert_compensates_to_zero",
    "crash_everywhere",
    "drain",
]
