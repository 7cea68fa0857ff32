"""Words as values: money, days, lengths of time, countries, channels. What reads in two ways is not read at all."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from aicmo.catalog import channels, industries, packs, read_toml
from aicmo.onboarding.freetext.labels import NUMBERING

CODES: Final = {
    "$": "USD",
    "US$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
}
WORDS: Final = {"dollars": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP", "francs": "CHF", "yen": "JPY"}
CODE = r"(?:AUD|CAD|CHF|CZK|DKK|EUR|GBP|INR|JPY|MXN|NOK|NZD|PLN|SEK|USD|ZAR)"
SIGN = r"(?:(?:US|CA?|AU?|NZ)?\$|[€£¥])"
FIGURE = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
MONEY: Final = re.compile(
    rf"(?P<before>{SIGN}|\b{CODE})\s?(?P<left>{FIGURE})\s?(?P<lk>k\b)?"
    rf"|(?P<right>{FIGURE})\s?(?P<rk>k)?\s?(?P<after>{SIGN}|{CODE}\b|\b(?:dollars|euros?|pounds|francs|yen)\b)",
    re.IGNORECASE,
)
ISO: Final = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
DAY_MONTH: Final = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?([A-Za-zäéûô]{3,10})\.?,?\s+(?:de\s+)?(\d{4})\b"
)
MONTH_DAY: Final = re.compile(r"\b([A-Za-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
NUMERIC: Final = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b")
LENGTH: Final = re.compile(
    r"\b(\d{1,2}|one|two|three|four|five|six|eight|ten|twelve)[ -]"
    r"(weeks?|months?|wochen?|monate?|semaines?|mois|semanas?|mes(?:es)?)\b",
    re.IGNORECASE,
)
AHEAD: Final = re.compile(r"\bin (\d{1,3}|one|two|three|four|five|six|eight|ten|twelve) (day|week)s?\b", re.IGNORECASE)
NUMBERS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12}
LATEST_MONTH: Final = 12
WEEKS_A_MONTH: Final = Decimal(52) / 12
MIDDLE_ENDIAN: Final = "US"


def money(text: str) -> list[str]:
    """Return the amounts of money in a text as the brief writes them, ``6000 USD``; "75k€" is 75,000."""
    found = []
    for match in MONEY.finditer(text):
        sign = (match["before"] or match["after"]).strip()
        amount = _amount(match["left"] or match["right"])
        if amount is None:
            continue
        if match["lk"] or match["rk"]:
            amount *= 1000
        code = CODES.get(sign.upper()) or WORDS.get(sign.lower()) or sign.upper()
        found.append(f"{amount:f} {code}")
    return found


def _amount(figure: str) -> Decimal | None:
    """Read a figure whose separators say what they are: the last one followed by two digits is the decimal point."""
    plain = figure.replace("'", "").replace(" ", "")
    head, _, tail = plain.replace(",", ".").rpartition(".")
    if head and len(tail) in {1, 2}:
        return Decimal(f"{head.replace('.', '')}.{tail}")
    return Decimal(plain.replace(",", "").replace(".", ""))


def days(text: str, countries: tuple[str, ...] = ()) -> list[date]:
    """Return the days a text names in full, in order; 3/4/2027 only where the countries say which is the month."""
    found = [(match.start(), _day(*match.groups())) for match in ISO.finditer(text)]
    for pattern, order in ((DAY_MONTH, (2, 1, 0)), (MONTH_DAY, (2, 0, 1))):
        for match in pattern.finditer(text):
            year, month, day = (match.groups()[index] for index in order)
            found.append((match.start(), _day(year, _month(month), day)))
    found += [(match.start(), _numeric(match, countries)) for match in NUMERIC.finditer(text)]
    return [day for _, day in sorted((at, day) for at, day in found if day)]


def _numeric(match: re.Match[str], countries: tuple[str, ...]) -> date | None:
    first, second, year = int(match[1]), int(match[3]), match[4]
    if first > LATEST_MONTH or second > LATEST_MONTH:
        day, month = (first, second) if first > LATEST_MONTH else (second, first)
        return _day(year, month, day)
    if match[2] == "." or (countries and MIDDLE_ENDIAN not in countries):
        return _day(year, second, first)
    return _day(year, first, second) if countries == (MIDDLE_ENDIAN,) else None


def _day(year: str, month: str | int | None, day: str | int) -> date | None:
    try:
        return date(int(year), int(month or 0), int(day))
    except ValueError:
        return None


def _month(word: str) -> int | None:
    names: dict[str, list[str]] = read_toml("aicmo.onboarding", "words.toml")["month"]["words"]
    plain = word.casefold()
    hits = {int(number) for number, forms in names.items() for form in forms if plain in {form, form[:3]}}
    return hits.pop() if len(hits) == 1 else None


def ahead(text: str) -> str | None:
    """Return ``in N days`` for "in two weeks" and the like."""
    match = AHEAD.search(text)
    if match is None:
        return None
    number = NUMBERS.get(match[1].lower()) or int(match[1])
    return f"in {number * (7 if match[2].lower() == 'week' else 1)} days"


def weeks(text: str) -> int | None:
    """Return a length of time in whole weeks: "six weeks", "2 months"."""
    match = LENGTH.search(text)
    if match is None:
        return None
    number = NUMBERS.get(match[1].lower()) or int(match[1])
    is_weeks = match[2].lower().startswith(("week", "woche", "semain", "semana"))
    return number if is_weeks else int(number * WEEKS_A_MONTH)


def countries(text: str) -> list[str]:
    """Return the ISO codes of the countries a text names."""
    names: dict[str, str] = read_toml("aicmo.onboarding", "countries.toml")["name"]
    return list(dict.fromkeys(code for name, code in _found(text, names)))


def wanted_channels(text: str) -> list[str]:
    """Return the catalog ids of the channels a text names."""
    names = {row.name.casefold(): row.id for row in channels().values()}
    extra: dict[str, str] = read_toml("aicmo.onboarding", "deliverables.toml")["channel"]
    return list(dict.fromkeys(channel for _, channel in _found(text, {**names, **extra})))


def industry(text: str) -> str | None:
    """Return the catalog id of the one industry a text names."""
    names = {row.name.casefold(): row.id for row in industries().values()}
    names |= {row.id.replace("_", " "): row.id for row in industries().values()}
    names |= {word: row.id for row in industries().values() for word in row.also}
    hits = {found for _, found in _found(text, names)}
    return hits.pop() if len(hits) == 1 else None


def pack(text: str) -> str | None:
    """Return the pack that a text names by id or title."""
    names = {row.title.casefold(): row.id for row in packs().values()}
    names |= {form: row.id for row in packs().values() for form in (row.id, row.id.replace("_", " "))}
    hits = {found for _, found in _found(text, names)}
    return hits.pop() if len(hits) == 1 else None


def objective(text: str) -> str | None:
    """Return the objective that the words of a goal mean; None where they mean none or several."""
    words: dict[str, list[str]] = read_toml("aicmo.onboarding", "words.toml")["objective"]["patterns"]
    hits = [name for name, patterns in words.items() if any(re.search(row, text, re.IGNORECASE) for row in patterns)]
    return hits[0] if len(hits) == 1 else None


def listed(text: str) -> list[str]:
    """Split a line into the things it lists."""
    parts = re.split(r"\s*[;•|]\s*|\s*,\s+(?:and\s+|und\s+|et\s+|y\s+)?|\s+(?:and|und|et|y)\s+(?=\S+$)", text)
    return [part for raw in parts if (part := NUMBERING.sub("", raw, count=1).strip(" .")) or raw.strip()]


def _found(text: str, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return what a text holds of some names as whole words, longest first, in order of appearance."""
    pattern = _any_of(tuple(sorted(names, key=len, reverse=True)))
    return [(match.group(), names[match.group().casefold()]) for match in pattern.finditer(text)]


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


def locales(text: str) -> list[str] | None:
    """Return the locale of a language that is not English; which English follows from the country."""
    names: dict[str, str] = read_toml("aicmo.onboarding", "languages.toml")["locale"]
    return list(dict.fromkeys(code for _, code in _found(text, names))) or None
