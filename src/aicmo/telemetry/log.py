"""Events as lines of JSON on stderr, one a transition."""

from __future__ import annotations

import re
import sys
from typing import Any, TextIO

import structlog

from aicmo.saga import Event, Listener, RunDied, RunEnded, RunLost, StepFailed, WaitExpired
from aicmo.telemetry.words import words

WORD = re.compile(r"(?<!^)(?=[A-Z])")
TROUBLE = (RunDied, RunLost, StepFailed, WaitExpired)
BAD = {"QUARANTINED", "FAILED", "COMPENSATED"}


def lines(stream: TextIO | None = None) -> Listener:
    """Return a listener that writes each event as one line of JSON: ``event``, ``level``, ``timestamp``, the rest."""
    log: Any = structlog.wrap_logger(
        structlog.PrintLogger(stream or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )

    def hear(event: Event) -> None:
        name = WORD.sub("_", type(event).__name__).lower()
        bad = isinstance(event, TROUBLE) or (isinstance(event, RunEnded) and event.status in BAD)
        (log.warning if bad else log.info)(name, **words(event))

    return hear
