"""How a step's attempt ended, and how an execution stopped: values, matched once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from aicmo.saga.definition import Made
from aicmo.saga.models import Owned
from aicmo.saga.states import Status


@dataclass(frozen=True, slots=True)
class Success:
    """The step returned what it made."""

    made: Sequence[Made]
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a step, or one item of it, made, and is committed."""

    rows: Sequence[Owned]
    folder: str | None
    names: Sequence[str]
    elapsed_ms: int

    def counts(self) -> dict[str, int]:
        """Count it by table, and files."""
        made: dict[str, int] = {}
        for row in self.rows:
            name = row.__table__.fullname  # type: ignore[attr-defined]
            made[name] = made.get(name, 0) + 1
        return made | ({"files": len(self.names)} if self.names else {})


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

    def named(self, item: str) -> Failure:
        """Return it as the failure of an item of its step."""
        return replace(self, error=f"{item}: {self.error}") if item else self

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
    """The execution came to a stop, the run is now in ``status``; ``error`` and ``reason``: why it is no success."""

    status: Status
    error: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """Another worker (or a cancellation) has the run now; this execution wrote nothing more."""


Outcome = Stopped | Lost
