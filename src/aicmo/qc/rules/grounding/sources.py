"""What a draft may rest on: each text of the brief, the claims and the strategy that may be told, with its path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from aicmo.qc.rules.grounding.moments import moments
from aicmo.qc.rules.grounding.quantities import quantities
from aicmo.qc.rules.grounding.spans import Span
from aicmo.qc.rules.language import content_words
from aicmo.qc.texts import sentences
from aicmo.qc.work import Draft, Work, fold, leaves

LOCALE: Final = "en"
WORD: Final = re.compile(r"[^\W\d_][\w'’]*")


@dataclass(frozen=True)
class Source:
    """One text that may be told, with what it says; ``about`` are the words of the sentence around a number."""

    path: str
    text: str

    @cached_property
    def folded(self) -> str:
        """The text for comparison."""
        return fold(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the text, folded, without possessive."""
        return frozenset(words_of(self.text))

    @cached_property
    def pages(self) -> frozenset[tuple[str, str]]:
        """Host and path of every address it names."""
        return frozenset(map(page_of, re.findall(r"\S+\.\S+", self.text)))

    @cached_property
    def digits(self) -> str:
        """Its digits in a row, as telephone numbers are compared."""
        return re.sub(r"\D", "", self.text)

    @cached_property
    def moments(self) -> tuple[Span, ...]:
        """The dates, weekdays and times it names."""
        return tuple(moments(self.text))

    @cached_property
    def quantities(self) -> tuple[tuple[Span, frozenset[str]], ...]:
        """The quantities it names, each with the content words of its sentence; a bare number has its field's."""
        rows = [(span, line) for line in sentences(self.text) for span in quantities(line, LOCALE)]
        field = content_words(re.sub(r"[\W_]", " ", self.path.rpartition(".")[2]))
        return tuple((span, frozenset(content_words(line) or field)) for span, line in rows)


def page_of(link: str) -> tuple[str, str]:
    """Return the host and path of a link, whatever its scheme and tags."""
    try:
        split = urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return "", link
    return (split.hostname or "").removeprefix("www."), split.path.rstrip("/.")


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text, folded, without possessive."""
    for word in WORD.findall(fold(text)):
        yield word.removesuffix("'s").rstrip("'")


def sources_of(work: Work) -> list[Source]:
    """Return what every draft of a work may rest on, the brief first."""
    return [Source(path, text) for path, text in _all(work) if text.strip()]


def own_sources(draft: Draft) -> list[Source]:
    """Return what one draft may rest on beside: its day, its channel, its link."""
    at, channel = draft.slot.publish_at, draft.channel
    rows = [
        ("calendar.publish_at", f"{at:%A %Y-%m-%d %H:%M}" if at else ""),
        ("calendar.channel", channel.name if channel else ""),
        ("calendar.link", draft.slot.link or ""),
        ("calendar.action", draft.slot.action),
        ("calendar.angle", draft.slot.angle),
    ]
    return [Source(path, text) for path, text in rows if text]


def _all(work: Work) -> Iterator[tuple[str, str]]:
    for index, row in enumerate(work.brief.brief.offer.prices):
        yield f"brief.offer.prices[{index}].price", f"{row.price.amount} {row.price.currency}"
    yield from work.told
    for claim in work.brief.claims:
        if claim.status != "held_back":
            yield f"claims.{claim.id}", claim.text
    plan = work.strategy
    yield "strategy.promise", plan.promise
    for idea in plan.ideas[:1]:
        yield "strategy.ideas[0].line", idea.line
    for part in (plan.positioning, *plan.pillars):
        yield from leaves(part, f"strategy.{getattr(part, 'id', 'positioning')}")
