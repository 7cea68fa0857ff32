"""How a locale writes days and shares: one place for every document, whatever the environment's own locale is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc

# strftime's names follow the environment's locale; a package must not.
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DEFAULT: Final = "en-GB"


class Form(Doc):
    """One locale's forms of a day."""

    code: str
    long: str
    full: str


@cache
def _forms() -> dict[str, Form]:
    return {row["code"]: Form.model_validate(row) for row in read_toml("aicmo.catalog", "locales.toml")["locale"]}


def long_day(day: date, locale: str) -> str:
    """Write ``December 14, 2026`` or ``14 December 2026``, as the locale does."""
    return _filled(_form(locale).long, day)


def full_day(day: date, locale: str) -> str:
    """Write a day with its weekday: ``Monday, December 14, 2026``."""
    return _filled(_form(locale).full, day)


def sheet_day(locale: str) -> str:
    """Return a long day's form as a spreadsheet's number format: ``mmmm d, yyyy`` or ``d mmmm yyyy``."""
    return _form(locale).long.format(day="d", month="mmmm", year="yyyy")


def percent(value: Decimal) -> str:
    """Write a share as English does: ``50%``, ``33.3%``."""
    return percents([value])[0]


def percents(values: Sequence[Decimal]) -> list[str]:
    """Write the shares of one table alike: whole ones if all are, else all with one decimal."""
    whole = all(value == value.to_integral_value() for value in values)
    return [f"{value:.0f}%" if whole else f"{value:.1f}%" for value in values]


def _form(locale: str) -> Form:
    return _forms().get(locale) or _forms()[DEFAULT]


def _filled(form: str, day: date) -> str:
    return form.format(weekday=WEEKDAYS[day.weekday()], day=day.day, month=MONTHS[day.month - 1], year=day.year)
