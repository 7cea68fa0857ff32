"""Whether a letter bears a statement out: the quote stands in it, and the value is what its words say.

Nothing a model says is taken as such. A value is a place in the letter, read by the readers of labelled answers; what
reads in two ways, is denied by its own clause, or is one end of a range, is not read at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from aicmo.onboarding.documents import LeftOut, Statement
from aicmo.onboarding.freetext.answers import MONTHLY, READERS, WITH_FEES, Answer
from aicmo.onboarding.freetext.blocks import Block, Piece
from aicmo.onboarding.quoting.fields import UNWANTED, quotable
from aicmo.onboarding.quoting.rows import ROWS, SHORTEST, Unproven
from aicmo.onboarding.quoting.source import Source, Span
from aicmo.onboarding.words import first_match, is_placeholder

LONGEST: Final = {"words": 120, "prose": 2_000, "list": 300, "named": 120, "texts": 300, "read": 300}
SHOWN: Final = 200
MEASURED: Final = frozenset({"budget.media", "schedule.weeks", "audience.min_age", "approval.rounds"})
"""Fields of one figure, which a range around it would make one of two."""


def proven(source: Source, statement: Statement) -> list[Answer] | LeftOut:
    """Return what of a statement the letter bears out, with its places; or why nothing."""
    try:
        return _proven(source, statement)
    except Unproven as why:
        said = ", ".join(part for part in statement.parts.values() if part)
        return LeftOut(field=statement.field[:SHOWN], value=said[:SHOWN], why=str(why))


def _proven(source: Source, statement: Statement) -> list[Answer]:
    path = statement.field
    if path not in (quotable() if "value" in statement.parts else ROWS):
        raise Unproven("It is no field that a letter is read for.")
    why = "The letter does not hold this quote."
    for quote in source.find(statement.quote):
        try:
            if path in ROWS:
                told: list[tuple[str, Any]] = [(path, ROWS[path](source, quote, statement.parts))]
                place = quote
                _affirmed(source, path, quote)
            else:
                place, told = _value(source, path, quote, statement.parts["value"])
        except Unproven as unproven:
            why = str(unproven)
            continue
        return [
            Answer(where, value, source.line(place[0]), source.said(quote), (place,))
            for where, value in told
            if value not in (None, "", [])
        ]
    raise Unproven(why)


def _value(source: Source, path: str, quote: Span, value: str) -> tuple[Span, list[tuple[str, Any]]]:
    """Return the place of a value in its quote, and what it is for the brief."""
    why = "Its quote does not say so."
    for place in source.find(value, quote):
        try:
            return place, list(_taken(source, path, place))
        except Unproven as unproven:
            why = str(unproven)
    raise Unproven(why)


def _taken(source: Source, path: str, place: Span) -> Iterator[tuple[str, Any]]:
    words, kind = source.said(place), quotable()[path].kind
    _affirmed(source, path, place)
    if is_placeholder(words) or not SHORTEST <= len(words) <= LONGEST[kind]:
        raise Unproven("It says nothing, or more than the field takes.")
    if kind == "read":
        yield from _read(source, path, place)
        return
    entry: dict[str, Any] = {"list": [words], "named": [{"name": words}], "texts": [{"text": words}]}
    yield path, entry.get(kind, words)


def _read(source: Source, path: str, place: Span) -> Iterator[tuple[str, Any]]:
    if path in MEASURED and (
        first_match("range_before", source.before(place[0])) or first_match("range_after", source.after(place[1]))
    ):
        raise Unproven("It is one end of a range, or more follows.")
    if path == "schedule.weeks" and first_match("not_lasting", source.before(place[0])):
        raise Unproven("It says when, not how long.")
    words = source.said(place)
    found = [row for row in READERS[path](Block(path, "", 1, [Piece(1, words)])) if row[1] not in (None, "", [])]
    if path not in {where for where, _ in found}:
        raise Unproven("Its words cannot be read for certain.")
    yield from found
    if path == "budget.media":
        clause = f"{source.before(place[0])} {words} {source.after(place[1])}"
        if MONTHLY.search(clause):
            yield "budget.for", "month"
        if WITH_FEES.search(clause):
            yield "budget.includes_fees", True


def _affirmed(source: Source, path: str, place: Span) -> None:
    """Refuse a place that its own clause denies, unless the field is for what is not wanted."""
    if path in UNWANTED:
        return
    if name := source.other(place):
        raise Unproven(f"The letter says it of {name}.")
    denied = first_match("denial", source.before(place[0])) or first_match("denied_after", source.after(place[1]))
    if denied:
        raise Unproven(f"Around it the letter says “{' '.join(denied.split())}”.")
