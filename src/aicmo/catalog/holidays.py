"""Public holidays and working days: when nothing is published and nobody meets."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc

FRIDAY = 4
LONGEST = 28  # no run of holidays and weekends is longer, in days


class Day(Doc):
    """One holiday, by a fixed date, by a weekday, by Easter or by single dates.

    ``on``: month-day; ``nth``: month, nth or -1 for the last, weekday from Monday = 0; ``after``: the first weekday on
    or after a date (month, day, weekday); ``easter``: days after Easter Sunday.
    """

    name: str
    on: str | None = None
    nth: tuple[int, int, int] | None = None
    after: tuple[int, int, int] | None = None
    easter: int | None = None
    dates: tuple[date, ...] = ()

    def in_year(self, year: int) -> Iterator[date]:
        """Yield the day in a year."""
        if self.on:
            yield date.fromisoformat(f"{year}-{self.on}")
        if self.nth:
            yield _nth(year, *self.nth)
        if self.after:
            yield _after(year, *self.after)
        if self.easter is not None:
            yield _easter(year) + timedelta(days=self.easter)
        yield from (day for day in self.dates if day.year == year)


class Country(Doc):
    """One country's national holidays."""

    code: str
    days: tuple[Day, ...]


class Holidays(Doc):
    """The shipped holidays; ``everywhere`` are days on which nobody meets in any market."""

    source: str
    checked_on: date
    everywhere: tuple[str, ...]
    country: tuple[Country, ...]


@cache
def holidays() -> Holidays:
    """Return the shipped holidays."""
    return Holidays.model_validate(read_toml("aicmo.catalog", "holidays.toml"))


def public_holidays(first: date, last: date, countries: Collection[str]) -> dict[date, str]:
    """Return the countries' public holidays from the first to the last day, in order, with their names."""
    rows = [day for country in holidays().country if country.code in countries for day in country.days]
    years = range(first.year, last.year + 1)
    found = {day: row.name for row in reversed(rows) for year in years for day in row.in_year(year)}
    return {day: found[day] for day in sorted(found) if first <= day <= last}


def unchecked(countries: Collection[str]) -> list[str]:
    """Return the countries whose holidays are not known here."""
    known = {country.code for country in holidays().country}
    return [code for code in countries if code not in known]


def working_day(day: date, countries: Collection[str], avoid: Collection[date]) -> date:
    """Return the nearest day, the later of two, that is no weekend, no holiday of the countries and not avoided."""
    near = (day + timedelta(days=turn) for step in range(len(avoid) + LONGEST) for turn in (step, -step))
    return next(found for found in near if found not in avoid and works(found, countries))


def works(day: date, countries: Collection[str]) -> bool:
    """Say whether people in the countries work on a day: no weekend, no holiday, not between the years."""
    between = f"{day:%m-%d}" in holidays().everywhere
    return day.weekday() <= FRIDAY and not between and not public_holidays(day, day, countries)


def _nth(year: int, month: int, nth: int, weekday: int) -> date:
    last = calendar.monthrange(year, month)[1]
    days = [day for number in range(1, last + 1) if (day := date(year, month, number)).weekday() == weekday]
    return days[nth if nth < 0 else nth - 1]


def _after(year: int, month: int, day: int, weekday: int) -> date:
    start = date(year, month, day)
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def _easter(year: int) -> date:
    """Return Easter Sunday (Gregorian computus, Meeus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - shift + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * correction + 114, 31)
    return date(year, month, day + 1)
