"""How a step's attempt ended, and how an execution stopped: values, matched once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from aicmo.saga.definition import Made
from aicmo.saga.states import Status


@dataclass(frozen=True, slots=True)
class Success:
    """The step returned what it made."""

    made: Sequence[Made]
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class Failure:
    """The step failed. ``kind`` says whether another try makes sense; ``error`` is fit for an operator."""

    kind: Literal["transient", "rejected", "bug", "rehearsed", "timed out"]
    error: str
    report: dict[str, Any] = field(default_factory=dict)
    after: float | None = None

    def __post_init__(self) -> None:
        """Make the text one that every database keeps: no NUL, no half of a surrogate pair."""
        kept = self.error.replace("\0", "\ufffd").encode(errors="replace").decode()
        object.__setattr__(self, "error", kept)

    @property
    def reason(self) -> str:
        """The word for ``workflow_runs.reason`` once the run is given up."""
        return "out of attempts" if self.kind == "transient" else self.kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """The step wants to be called again when ``signal`` has come, or ``within`` seconds at the latest."""

    signal: str
    within: float
    then: Literal["compensate", "continue"]
    report: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Back:
    """The step wants the run to be undone from ``step`` on and to go forward again from there."""

    step: str
    because: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The execution came to a stop and the run is now in ``status``; ``error`` says why when that is no success."""

    status: Status
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """Another worker (or a cancellation) has the run now; this execution wrote nothing more."""


Outcome = Stopped | Lost
