"""Limits: text is counted in the platform's own unit, and what does not fit is left out whole, never cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aicmo.catalog import channels
from aicmo.catalog.counting import count
from aicmo.writing.builtin import lines


def fits(channel: str, field: str, text: str, *, advised: bool = True) -> bool:
    """Say whether a text is within the hard limits of a field, and within the advised ones too if asked."""
    kinds = (True, False) if advised else (True,)
    limits = [limit for hard in kinds for limit in channels()[channel].limits_of(field, hard=hard)]
    return all(limit.max is None or count(text, limit.unit) <= limit.max for limit in limits)


def most(channel: str, field: str, otherwise: int) -> int:
    """Return the smallest maximum of a counted field (how many hashtags, headlines …)."""
    found = [limit.max for limit in channels()[channel].limits if limit.field == field and limit.max is not None]
    return min(found, default=otherwise)


def first_fit(channel: str, field: str, texts: Iterable[str | None]) -> str | None:
    """Return the first text that is within the limits of a field, advised ones included; else within the hard ones."""
    found = [text for text in texts if text]
    for advised in (True, False):
        for text in found:
            if fits(channel, field, text, advised=advised):
                return text
    return None


def filled(channel: str, field: str, sentences: Sequence[str]) -> str:
    """Join as many sentences, in order, as the advised limit of a field holds; those too long are passed over."""
    kept: list[str] = []
    for sentence in sentences:
        if sentence and fits(channel, field, lines.paragraph([*kept, sentence])):
            kept.append(sentence)
    return lines.paragraph(kept)
