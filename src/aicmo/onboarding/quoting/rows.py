"""Rows of several parts that a letter bears out: a price, a proof, a customer's question, a measure of success."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from aicmo.onboarding.freetext import values
from aicmo.onboarding.freetext.answers import EVIDENCE
from aicmo.onboarding.quoting.source import Source, Span
from aicmo.onboarding.words import first_match

NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
PER: Final = re.compile(r"\b(?:a|per|each|every) (day|week|month|quarter|year)\b", re.IGNORECASE)
SHORTEST: Final = 2
"""Signs; a single one is no name and no answer."""
LINE: Final = 300
NAME: Final = 120
ANSWER: Final = 2_000


class Unproven(Exception):
    """The letter does not bear it out; says why."""


def _words(source: Source, quote: Span, part: str, most: int) -> str:
    """Return a part in the letter's own words."""
    place = next(source.find(part, quote), None)
    if place is None:
        raise Unproven("Its quote does not say so.")
    if not SHORTEST <= len(said := source.said(place)) <= most:
        raise Unproven("It says nothing, or more than the field takes.")
    return said


def _also(source: Source, quote: Span, part: str, most: int) -> str:
    """Return a part that a row can do without."""
    try:
        return _words(source, quote, part, most)
    except Unproven:
        return ""


def _price(source: Source, quote: Span, parts: Mapping[str, str]) -> dict[str, Any]:
    item = _words(source, quote, parts["item"], LINE)
    for place in source.find(parts["price"], quote):
        amounts = values.money(source.said(place))
        is_end = first_match("range_before", source.before(place[0])) or first_match(
            "range_after", source.after(place[1])
        )
        if len(amounts) == 1 and not is_end:
            break
    else:
        raise Unproven("Its quote gives no one price.")
    until = values.days(_also(source, quote, parts["until"], LINE))
    return {
        "item": item,
        "price": amounts[0],
        "until": until[0].isoformat() if len(until) == 1 else "",
        "terms": _also(source, quote, parts["terms"], LINE),
    }


def _proof(source: Source, quote: Span, parts: Mapping[str, str]) -> dict[str, Any]:
    """Evidence is a file or an address: other words would let any claim into copy."""
    evidence = _also(source, quote, parts["evidence"], LINE)
    return {
        "claim": _words(source, quote, parts["claim"], LINE),
        "evidence": evidence if EVIDENCE.fullmatch(evidence) else "",
    }


def _question(source: Source, quote: Span, parts: Mapping[str, str]) -> dict[str, Any]:
    ask = _words(source, quote, parts["ask"].rstrip("? "), LINE)
    if f"{ask}?" not in source.said(quote):
        raise Unproven("It is no question.")
    return {"ask": f"{ask}?", "answer": _words(source, quote, parts["answer"], ANSWER)}


def _measure(source: Source, quote: Span, parts: Mapping[str, str]) -> dict[str, Any]:
    per = PER.search(source.said(quote))
    figures = {name: _figure(source, quote, parts[name]) for name in ("baseline", "target")}
    if not any(figures.values()):
        raise Unproven("Its quote gives no figure.")
    return {"metric": _words(source, quote, parts["metric"], NAME), **figures, "per": per[1].lower() if per else ""}


def _figure(source: Source, quote: Span, part: str) -> str:
    said = _also(source, quote, part, NAME)
    return said.replace(",", "") if NUMBER.fullmatch(said) else ""


def _without_gaps(read: Callable[[Source, Span, Mapping[str, str]], dict[str, Any]]) -> Read:
    def row(source: Source, quote: Span, parts: Mapping[str, str]) -> Any:
        return {key: value for key, value in read(source, quote, parts).items() if value}

    return row


def _listed(read: Read) -> Read:
    return lambda source, quote, parts: [read(source, quote, parts)]


Read = Callable[[Source, Span, Mapping[str, str]], Any]
ROWS: Final[dict[str, Read]] = {
    "offer.prices": _listed(_without_gaps(_price)),
    "offer.proof": _listed(_without_gaps(_proof)),
    "offer.questions": _listed(_without_gaps(_question)),
    "goal.kpi": _without_gaps(_measure),
}
