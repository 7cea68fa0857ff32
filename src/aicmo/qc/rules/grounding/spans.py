"""What grounding finds: a span of a text that says something checkable, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["money", "percent", "number", "quantity", "date", "weekday", "time", "name", "contact", "link", "boast"]

WINDOW: Final = 80
"""Characters before or behind a span that are looked at: a whole text each time would take its square."""


@dataclass(frozen=True, slots=True)
class Span:
    """A checkable piece of a text: ``value`` is what is compared with the sources, by kind.

    ``units`` are what a quantity may be counted in, currencies or a unit of time; empty when nothing says so.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Any
    units: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Trace:
    """A span of a draft at ``path``, from ``start`` to ``end``. ``source`` is None when nothing supports it.

    A source is a path: ``brief.offer.prices[0].price``, ``facts.benefit-2``, ``claims.C1``, ``strategy.promise`` or
    ``calendar.publish_at``.
    """

    kind: Kind
    path: str
    start: int
    end: int
    text: str
    sentence: str
    source: str | None


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return a text of the same length with the spans blanked out, so that nothing is found in them again."""
    signs = list(text)
    for span in spans:
        signs[span.start : span.end] = " " * (span.end - span.start)
    return "".join(signs)


def before(text: str, at: int) -> str:
    """Return what stands right before a place, as much as any question about it needs."""
    return text[max(0, at - WINDOW) : at]


def after(text: str, at: int) -> str:
    """Return what stands right behind a place."""
    return text[at : at + WINDOW]
