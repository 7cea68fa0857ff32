"""Which states a run can be in, and which moves exist (invariant I5). The picture is in ``docs/states.md``."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Status(StrEnum):
    """The state of a run; the words are those of ``workflow_runs.status``."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    WAITING = "WAITING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    COMPENSATING = "COMPENSATING"
    COMPENSATED = "COMPENSATED"
    QUARANTINED = "QUARANTINED"


S = Status
MOVES: Final[Mapping[Status, frozenset[Status]]] = MappingProxyType(
    {
        S.PENDING: frozenset({S.RUNNING, S.COMPENSATING}),
        S.RUNNING: frozenset({S.COMPLETED, S.PENDING, S.WAITING, S.COMPENSATING, S.FAILED, S.QUARANTINED}),
        S.WAITING: frozenset({S.PENDING, S.RUNNING, S.COMPENSATING}),
        S.COMPENSATING: frozenset({S.COMPENSATED, S.PENDING, S.QUARANTINED}),
        S.QUARANTINED: frozenset({S.COMPENSATING, S.PENDING}),
        S.COMPLETED: frozenset(),
        S.FAILED: frozenset(),
        S.COMPENSATED: frozenset(),
    }
)
TERMINAL: Final = frozenset(status for status, targets in MOVES.items() if not targets)
HELD: Final = (S.RUNNING, S.COMPENSATING)
"""The states in which a worker holds the run, or held it until it died."""
KEEPS_EFFECTS: Final = frozenset(Status) - {S.FAILED, S.COMPENSATED}
"""The states in which a run's rows and files may exist."""


def sources(target: Status) -> tuple[Status, ...]:
    """Return the states from which a run may move to ``target``."""
    return tuple(status for status, targets in MOVES.items() if target in targets)
