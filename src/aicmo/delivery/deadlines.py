"""When the client's answers are due, counted back from the first publication."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Cited
from aicmo.catalog.holidays import works
from aicmo.delivery.calendar_view import scheduled
from aicmo.delivery.dossier import Dossier


class Window(Cited):
    """A number of working days."""

    value: int
    unit: str


@dataclass(frozen=True)
class Decision:
    """One thing to approve."""

    what: str
    where: str
    by: date


@dataclass(frozen=True)
class Deadlines:
    """What to decide, in order; ``is_tight`` when there is less than the usual review time."""

    steps: tuple[Decision, ...]
    is_tight: bool


@cache
def windows() -> dict[str, Window]:
    """Return the usual review times."""
    return {name: Window.model_validate(row) for name, row in read_toml("aicmo.delivery", "process.toml").items()}


def deadlines(dossier: Dossier) -> Deadlines:
    """Return when strategy and drafts must be approved: review time from today, but before the first publication."""
    first = _first_publication(dossier)
    countries = dossier.brief.market.countries
    latest = max(dossier.made_on, _working_days(first, -windows()["lead_time"].value, countries))
    review = _working_days(dossier.made_on, windows()["review"].value, countries)
    strategy = min(review, latest)
    drafts = min(_working_days(strategy, windows()["review"].value, countries), latest)
    return Deadlines(
        steps=(
            Decision("The brief as we understood it", "01_brief", strategy),
            Decision("The strategy" + (" and budget" if dossier.strategy.total else ""), "02_strategy", strategy),
            Decision(f"The {len(dossier.drafts)} drafts", "03_drafts", drafts),
            Decision("The calendar", "04_calendar", drafts),
        ),
        is_tight=latest < review,
    )


def _first_publication(dossier: Dossier) -> date:
    planned = scheduled(dossier)
    return planned[0].at.date() if planned else dossier.brief.schedule.starts


def _working_days(start: date, count: int, countries: Collection[str]) -> date:
    day, step = start, 1 if count > 0 else -1
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while not works(day, countries):
            day += timedelta(days=step)
    return day
