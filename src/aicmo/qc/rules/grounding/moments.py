"""Dates, weekdays and times of day in a text."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from aicmo.qc.rules.grounding.quantities import spelled_number
from aicmo.qc.rules.grounding.spans import Span, before, blanked

MONTHS = tuple(name.lower() for name in calendar.month_name if name)
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
MONTH = "|".join((*MONTHS, *(rf"{name[:3]}\b\.?" for name in MONTHS), r"sept\b\.?"))
DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?\b"
YEAR = r"(?:,?\s+(?P<{0}>(?:19|20)\d\d)\b)?"
WRITTEN = re.compile(
    rf"\b{DAY.format('d1')}\s+(?:of\s+)?(?P<m1>{MONTH}){YEAR.format('y1')}(?!\w)"
    rf"|\b(?P<m2>{MONTH})\s+(?:the\s+)?{DAY.format('d2')}{YEAR.format('y2')}"
    r"|\b(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?:T[\d:.+-]+)?\b"
    r"|(?<![\d/.])(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y4>(?:20)?\d\d)(?![\d/])",
    re.IGNORECASE,
)
MONTH_ALONE = re.compile(
    rf"(?<!\w)(?P<m>{'|'.join(name.capitalize() for name in MONTHS)})(?:\s+(?P<y>(?:19|20)\d\d))?\b"
)
CENTURY, NOON = 2000, 12
HALVES = {"morning": "a", "afternoon": "p", "evening": "p"}
VERBS = {"may", "march"}
BEFORE_MONTH = re.compile(
    r"\b(?:in|by|until|till|from|since|of|through|to|this|next|last|early|late|mid)[\s-]+$", re.IGNORECASE
)
YEAR_ALONE = re.compile(r"(?<![\w$€£.,#-])(?:19|20)\d\d(?![\w%]|[.,]\d)")
WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)
TIME = re.compile(
    r"(?<![\w:.,$€£])(?P<h1>\d{1,2})(?:[:.](?P<min1>\d\d))?\s?(?:(?P<half>[ap])m\b|(?P<dotted>[ap])\.m\.)"
    r"|(?<![\w:.,$€£])(?P<h2>[01]?\d|2[0-3]):(?P<min2>[0-5]\d)(?![:\d])"
    r"|(?<![\w-])(?P<h3>[a-z]+|\d{1,2})\s(?:o['’]clock|in the (?P<when>morning|afternoon|evening))",
    re.IGNORECASE,
)


def moments(text: str) -> list[Span]:
    """Return dates, weekdays and times of day.

    Values: ``(year, month, day)`` with None for what is not said; a weekday's number from Monday, 0; ``(hour, minute,
    half)`` on the clock's face with half ``a``, ``p`` or "".
    """
    found: list[Span] = []
    for find in (_dates, _months, _times, _years, _weekdays):
        found += find(blanked(text, found))
    return found


def _dates(text: str) -> Iterator[Span]:
    for match in WRITTEN.finditer(text):
        said = {name: value for name, value in match.groupdict().items() if value}
        year = next((int(said[name]) for name in ("y1", "y2", "y3", "y4") if name in said), None)
        month = said.get("m1") or said.get("m2") or said.get("m3") or said["a"]
        day = said.get("d1") or said.get("d2") or said.get("d3") or said["b"]
        full = year + CENTURY if year is not None and year < CENTURY else year
        yield Span("date", match.start(), match.end(), match.group(), (full, _month(month), int(day)))


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(text.lower()[:3]))


def _months(text: str) -> Iterator[Span]:
    for match in MONTH_ALONE.finditer(text):
        name, year = match["m"].lower(), match["y"]
        if name not in VERBS or year or BEFORE_MONTH.search(before(text, match.start())):
            value = (int(year) if year else None, _month(name), None)
            yield Span("date", match.start(), match.end(), match.group(), value)


def _years(text: str) -> Iterator[Span]:
    for match in YEAR_ALONE.finditer(text):
        yield Span("date", match.start(), match.end(), match.group(), (int(match.group()), None, None))


def _weekdays(text: str) -> Iterator[Span]:
    for match in WEEKDAY.finditer(text):
        number = WEEKDAYS.index(match[1].lower())
        yield Span("weekday", match.start(), match.end(), match.group(), number)


def _times(text: str) -> Iterator[Span]:
    for match in TIME.finditer(text):
        hour = match["h1"] or match["h2"] or match["h3"]
        value = int(hour) if hour.isdecimal() else spelled_number(hour)
        if value is None:
            continue
        half = (
            "p"
            if value > NOON
            else (match["half"] or match["dotted"] or HALVES.get((match["when"] or "").lower(), "")).lower()
        )
        minute = int(match["min1"] or match["min2"] or 0)
        yield Span("time", match.start(), match.end(), match.group(), (value % NOON, minute, half))
