"""Working days: where a meeting may fall, by the market's national holidays and the client's blocked days."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc

FRIDAY = 4
LONGEST = 28  # no run of holidays and weekends is longer, in days


class Country(Doc):
    """One country's national holidays; ``nth`` holds (month, nth or -1 for the last, weekday from Monday = 0)."""

    code: str
    fixed: tuple[str, ...] = ()
    nth: tuple[tuple[int, int, int], ...] = ()
    easter: tuple[int, ...] = ()


class Holidays(Doc):
    """The shipped holidays; ``everywhere`` are days on which nobody meets in any market."""

    source: str
    checked_on: date
    everywhere: tuple[str, ...]
    country: tuple[Country, ...]


@cache
def holidays() -> Holidays:
    """Return the shipped holidays."""
    return Holidays.model_validate(read_toml("aicmo.strategy", "holidays.toml"))


def working_day(day: date, countries: Collection[str], avoid: Collection[date]) -> date:
    """Return the nearest day, the later of two, that is no weekend, no holiday of the countries and not avoided."""
    near = (day + timedelta(days=turn) for step in range(len(avoid) + LONGEST) for turn in (step, -step))
    return next(found for found in near if found not in avoid and _works(found, countries))


def _works(day: date, countries: Collection[str]) -> bool:
    return day.weekday() <= FRIDAY and day not in set(_free(day.year, countries))


def _free(year: int, countries: Collection[str]) -> Iterator[date]:
    yield from (date.fromisoformat(f"{year}-{day}") for day in holidays().everywhere)
    for country in holidays().country:
        if country.code in countries:
            yield from (date.fromisoformat(f"{year}-{day}") for day in country.fixed)
            yield from (_nth(year, *rule) for rule in country.nth)
            yield from (_easter(year) + timedelta(days=days) for days in country.easter)


def _nth(year: int, month: int, nth: int, weekday: int) -> date:
    last = calendar.monthrange(year, month)[1]
    days = [day for number in range(1, last + 1) if (day := date(year, month, number)).weekday() == weekday]
    return days[nth if nth < 0 else nth - 1]


def _easter(year: int) -> date:
    """Return Easter Sunday (Gregorian computus, Meeus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - shift + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * correction + 114, 31)
    return date(year, month, day + 1)
