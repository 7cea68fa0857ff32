"""What a rule's function gives back: how many units it looked at, and the defects it saw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aicmo.qc.documents import Rule, Severity
from aicmo.qc.work import Work

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect. ``object_id`` is the unit that failed (a draft's code, ``strategy.situation``, ``budget`` …).

    ``severity`` is given only where one rule knows two (a fake reply in a subject is worse than a long one).
    """

    object_id: str
    path: str
    message: str
    excerpt: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule's answer: ``units`` looked at, and the defects found in them."""

    units: int
    defects: tuple[Defect, ...]


Check = Callable[[Work, Rule], Checked]


def over(units: Sequence[T], find: Callable[[T], Iterable[Defect]]) -> Checked:
    """Look for defects in each unit."""
    return Checked(len(units), tuple(defect for unit in units for defect in find(unit)))


def whole(defects: Iterable[Defect]) -> Checked:
    """Answer for a rule whose only unit is the work as a whole."""
    return Checked(1, tuple(defects))
