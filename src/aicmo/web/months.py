"""The calendar laid out: days of a month or a week, Monday first, each with what appears on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
DAYS = 7


@dataclass(frozen=True)
class Entry(Generic[T]):
    """Something that appears at a local time."""

    at: datetime
    what: T


@dataclass(frozen=True)
class Day(Generic[T]):
    """A day and what appears on it; ``is_inside``: it is of the month that is shown."""

    day: date
    is_inside: bool
    entries: Sequence[Entry[T]]


def month(around: date, entries: Iterable[Entry[T]]) -> list[list[Day[T]]]:
    """Return the weeks of a month, filled up with days of its neighbours."""
    first = around.replace(day=1)
    start = first - timedelta(days=first.weekday())
    known = list(entries)
    weeks = []
    while start <= first or start.month == first.month:
        weeks.append([_day(start + timedelta(days=number), first.month, known) for number in range(DAYS)])
        start += timedelta(days=DAYS)
    return weeks


def week(around: date, entries: Iterable[Entry[T]]) -> list[list[Day[T]]]:
    """Return the one week that holds a day."""
    start = around - timedelta(days=around.weekday())
    known = list(entries)
    return [[_day(start + timedelta(days=number), None, known) for number in range(DAYS)]]


def neighbours(view: str, around: date) -> tuple[date, date]:
    """Return a day of the month, or week, before and after."""
    if view == "week":
        return around - timedelta(days=DAYS), around + timedelta(days=DAYS)
    first = around.replace(day=1)
    return first - timedelta(days=1), (first + timedelta(days=32)).replace(day=1)


def _day(day: date, month_shown: int | None, entries: Iterable[Entry[T]]) -> Day[T]:
    inside = month_shown is None or day.month == month_shown
    return Day(day, inside, [entry for entry in entries if entry.at.date() == day])
