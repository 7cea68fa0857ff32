"""Money, percentages, numbers in digits and in words, and what has no one value ("half of", "1/3", "½", "1.0.1")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from aicmo.catalog import read_toml
from aicmo.qc.lexicon import entries, places
from aicmo.qc.rules.amounts import AMOUNT, CODES, NUMBER, number
from aicmo.qc.rules.grounding.spans import Span, blanked

PERCENT_SIGN = re.compile(r"\s?(?:%|percent\b|per cent\b|percentage points?\b)", re.IGNORECASE)
CURRENCY = re.compile(rf"\s(?:dollars?|euros?|pounds|bucks|quid|francs|yen|{CODES})\b", re.IGNORECASE)
AS_WRITTEN = re.compile(r"(?<![\w#])\d[\d.,]*(?:/\d+)+|[¼-¾⅐-⅞]|(?<![\w#])\d+(?:[.,]\d+){2,}")
"""What is compared as it is written: ratios, fractions in one sign, and digits with several points."""
SCALED = re.compile(r"\s?(?:(?P<word>hundred|thousand|million|billion)\b|(?P<sign>[kKmM])\b)")
SIGNS = {"k": 1000, "m": 1_000_000}


def quantities(text: str, locale: str) -> list[Span]:
    """Return every quantity of a text, in reading order; a draft's counts of its own parts are none."""
    own = [Span("number", start, end, hit, hit) for start, end, hit in places("own_count", text, locale)]
    found: list[Span] = []
    for find in (_as_written, _money, _digits, _vague, _words):
        found += find(blanked(text, [*own, *found]), locale)
    return sorted(found, key=lambda span: span.start)


def _as_written(text: str, _locale: str) -> Iterator[Span]:
    for match in AS_WRITTEN.finditer(text):
        if number(match.group()) is None:
            yield Span("quantity", *match.span(), match.group(), match.group())


def _money(text: str, _locale: str) -> Iterator[Span]:
    for match in AMOUNT.finditer(text):
        value = number(match[1] or match[2])
        if value is not None:
            end, value = _scaled(text, match.end(), value)
            yield Span("money", match.start(), end, text[match.start() : end], value, _currency(match.group()))


def _digits(text: str, _locale: str) -> Iterator[Span]:
    for match in NUMBER.finditer(text):
        plain = match.group().rstrip(".,")
        value = number(plain)
        if value is not None:
            end, value = _scaled(text, match.start() + len(plain), value)
            yield _as_percent_or_money(text, match.start(), end, value)


def _words(text: str, locale: str) -> Iterator[Span]:
    if not locale.startswith("en"):
        return
    idioms = [Span("number", start, end, hit, hit) for start, end, hit in places("number_idiom", text, locale)]
    for match in _spelled().finditer(blanked(text, idioms)):
        yield _as_percent_or_money(text, match.start(), match.end(), Decimal(_read(match.group())))


def _vague(text: str, locale: str) -> Iterator[Span]:
    for start, end, hit in places("vague_quantity", text, locale):
        yield Span("quantity", start, end, hit, hit)


def _as_percent_or_money(text: str, start: int, end: int, value: Decimal) -> Span:
    if sign := PERCENT_SIGN.match(text, end):
        return Span("percent", start, sign.end(), text[start : sign.end()], value)
    if coin := CURRENCY.match(text, end):
        return Span("money", start, coin.end(), text[start : coin.end()], value, _currency(coin.group()))
    unit = _time_unit().match(text, end)
    return Span("number", start, end, text[start:end], value, frozenset({unit[1].lower()} if unit else ()))


def _currency(money: str) -> frozenset[str]:
    """Return the currencies that an amount may be in: a dollar sign is no country's own."""
    means = _words_for("currencies")["means"]
    sign = re.sub(r"[\d\s.,]", "", money).lower()
    return frozenset(means.get(sign) or means.get(sign.removesuffix("s")) or ())


@cache
def _time_unit() -> re.Pattern[str]:
    """Find what a number counts, right behind it: "60 days", "a two-hour window"."""
    return re.compile(rf"[\s-]?({'|'.join(sorted(entries('time_unit', 'en')))})s?\b", re.IGNORECASE)


def _scaled(text: str, end: int, value: Decimal) -> tuple[int, Decimal]:
    """Return where a number really ends, and its value with what multiplies it: 1.2 million, 3k."""
    scale = SCALED.match(text, end)
    if scale is None:
        return end, value
    factor = _english()["scales"][scale["word"]] if scale["word"] else SIGNS[scale["sign"].lower()]
    return scale.end(), (value * factor).normalize()


@cache
def _words_for(table: str) -> Mapping[str, Mapping[str, Any]]:
    rows: Mapping[str, Mapping[str, Any]] = read_toml("aicmo.qc", "number_words.toml")[table]
    return rows


def _english() -> Mapping[str, Mapping[str, int]]:
    return _words_for("english")


@cache
def _spelled() -> re.Pattern[str]:
    """Find a number in words; "a", "one" and "and" count only inside one ("a hundred", "two hundred and one")."""
    rows = _english()
    small = "|".join(sorted([*rows["units"], *rows["tens"], *rows["ordinals"]], key=len, reverse=True))
    scales = "|".join(rows["scales"])
    part = rf"(?:{small})(?:[\s-](?:{small}|one))?"
    return re.compile(
        rf"(?<![\w-])(?:{part}|(?:an?|one)(?=[\s-](?:{scales})\b))(?:[\s-](?:{scales})(?:\s(?:and\s)?{part})?)*(?!\w)",
        re.IGNORECASE,
    )


def spelled_number(word: str) -> int | None:
    """Return the value of one word up to twelve, None when it is no number."""
    return _english()["units"].get(word.lower()) or (1 if word.lower() == "one" else None)


def _read(words: str) -> int:
    """Return the value of a number in words: thousands close a group, hundreds multiply the last one."""
    rows = _english()
    whole = group = 0
    if words.lower() in rows["ordinals"]:
        return rows["ordinals"][words.lower()]
    for word in re.split(r"[\s-]+", words.lower()):
        if word in rows["scales"]:
            group = max(1, group) * rows["scales"][word]
            if rows["scales"][word] > rows["scales"]["hundred"]:
                whole, group = whole + group, 0
        else:
            known = rows["units"].get(word) or rows["tens"].get(word) or rows["ordinals"].get(word)
            group += known or (word in {"a", "an", "one"})
    return whole + group
