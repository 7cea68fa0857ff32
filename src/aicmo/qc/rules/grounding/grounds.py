"""The sources of a work, indexed by what they say: where a span of a draft comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from aicmo.qc.rules.grounding.sources import Source, page_of
from aicmo.qc.rules.grounding.spans import Kind, Span, after, before
from aicmo.qc.rules.language import content_words
from aicmo.qc.work import fold, holds

AROUND: Final = 6
"""Words on each side of a number among which one of its source must stand: 3 awards are not the brief's 3 sizes."""
CLOCK: Final = re.compile(r"\b(?:at|by|before|after|from|until|till)\s+$", re.IGNORECASE)
EVERY: Final[Kind] = "number"


class Grounds:
    """Looks spans up. ``beside`` is looked at when this one knows no source."""

    def __init__(self, sources: Iterable[Source], beside: Grounds | None = None) -> None:
        """Index the sources in their order: the first that supports a span is named."""
        self._beside = beside
        self._sources = list(sources)
        self._amounts: dict[tuple[Kind, Any], list[tuple[str, frozenset[str], frozenset[str]]]] = {}
        self._moments: list[tuple[Span, str]] = []
        self._words: dict[str, str] = {}
        for source in self._sources:
            for span, about in source.quantities:
                for kind in {span.kind, EVERY}:
                    self._amounts.setdefault((kind, span.value), []).append((source.path, about, span.units))
            self._moments += [(span, source.path) for span in source.moments]
            for word in source.words:
                self._words.setdefault(word, source.path)

    def __contains__(self, word: object) -> bool:
        """Say whether a source holds a word, in the singular or the plural."""
        if not isinstance(word, str):
            return False
        own = any(form in self._words for form in _forms(word))
        return own or (self._beside is not None and word in self._beside)

    def of(self, span: Span, text: str) -> str | None:
        """Return the path of the source that supports a span of ``text``, None when there is none."""
        found = next(self._supporting(span, text), None)
        return self._beside.of(span, text) if found is None and self._beside else found

    def _supporting(self, span: Span, text: str) -> Iterator[str]:
        match span.kind:
            case "money" | "percent" | "number":
                yield from self._same_amount(span, text)
            case "date" | "weekday" | "time":
                yield from (path for said, path in self._moments if _same_moment(span, said))
            case "name":
                yield from self._same_name(span)
            case "link":
                page = page_of(span.text)
                yield from (row.path for row in self._sources if page in row.pages)
            case "contact":
                digits = re.sub(r"\D", "", span.text) if "@" not in span.text else ""
                bare = span.text.casefold().lstrip("@")
                for row in self._sources:
                    if bare in row.folded or (digits and digits in row.digits):
                        yield row.path
            case _:
                yield from (row.path for row in self._sources if holds(row.folded, span.text))

    def _same_amount(self, span: Span, text: str) -> Iterator[str]:
        # "Doors open at seven" needs no other word of "from seven in the morning": the hour is the fact.
        near = set() if CLOCK.search(before(text, span.start)) else _near(text, span)
        for path, about, units in self._amounts.get((span.kind, span.value), ()):
            # 60 weeks are not the brief's 60 days, 189 euros not its 189 dollars.
            counted_alike = not span.units or not units or span.units & units
            if counted_alike and (span.kind != EVERY or not near or not about or near & about):
                yield path

    def _same_name(self, span: Span) -> Iterator[str]:
        if all(word in self for word in span.value):
            whole = fold(span.text)
            yield from (row.path for row in self._sources if holds(row.folded, whole))
            forms = (form for word in span.value for form in _forms(word))
            yield from (self._words[form] for form in forms if form in self._words)


def _forms(word: str) -> tuple[str, str, str]:
    return word, f"{word}s", word.removesuffix("s")


def _near(text: str, span: Span) -> set[str]:
    words = [*before(text, span.start).split()[-AROUND:], *after(text, span.end).split()[:AROUND]]
    return content_words(" ".join(words))


def _same_moment(span: Span, said: Span) -> bool:
    """Say whether a source says this moment: a date may leave parts out, a weekday may come from a date."""
    if span.kind != said.kind:
        return False
    if span.kind == "weekday":
        return bool(span.value == said.value)
    if span.kind == "time":
        (hour, minute, half), (own_hour, own_minute, own_half) = span.value, said.value
        return (hour, minute) == (own_hour, own_minute) and (not half or not own_half or half == own_half)
    year, month, day = said.value
    return any(
        all(one is None or one == other for one, other in zip(reading, (year, month, day), strict=True))
        for reading in _readings(span)
    )


def _readings(span: Span) -> Iterator[tuple[int | None, int | None, int | None]]:
    """Yield what a date may mean: 7/12 is a day in July or in December, as the market writes it."""
    year, month, day = span.value
    yield year, month, day
    if "/" in span.text or "." in span.text:
        yield year, day, month
