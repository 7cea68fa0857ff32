"""From the texts of a draft to traces: each span with the source that supports it, or with none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

from aicmo.catalog.counting import links_in
from aicmo.qc.lexicon import places
from aicmo.qc.rules.grounding.grounds import Grounds
from aicmo.qc.rules.grounding.moments import moments
from aicmo.qc.rules.grounding.names import CAMEL, names
from aicmo.qc.rules.grounding.quantities import quantities
from aicmo.qc.rules.grounding.sources import own_sources, sources_of
from aicmo.qc.rules.grounding.spans import Kind, Span, Trace, after, before, blanked
from aicmo.qc.rules.privacy import private
from aicmo.qc.texts import Text, sentences
from aicmo.qc.work import Draft, Work

BOASTS: Final = ("claim", "superlative", "credential")
HANDLE: Final = re.compile(r"(?<![\w.@])@\w[\w.]*\w")
TAG: Final = re.compile(r"#[^\W\d]\w*")
MODEL: Final = "llm"
_found: WeakKeyDictionary[Work, dict[str, list[Trace]]] = WeakKeyDictionary()
"""What several rules ask of one work is looked for once."""


def traces(work: Work, draft: Draft, shared: Grounds | None = None) -> list[Trace]:
    """Return everything checkable in a draft's copy and descriptions, with its source.

    ``shared`` are the grounds of the whole work, if they are known already.
    """
    grounds = Grounds(own_sources(draft), shared or Grounds(sources_of(work)))
    return [
        Trace(
            span.kind, text.path, span.start, span.end, span.text, _around(text.text, span), grounds.of(span, text.text)
        )
        for text in draft.said("copy", "alt", "tag")
        for span in _spans(text, draft.locale, grounds)
    ]


def ungrounded(work: Work, *kinds: Kind) -> dict[str, list[Trace]]:
    """Return the traces without a source, of some kinds, by the code of each draft that a language model wrote.

    The built-in writer tells facts only, and people answer for what they write: their drafts have no row.
    """
    if work not in _found:
        _found[work] = _without_source(work)
    return {code: [trace for trace in rows if trace.kind in kinds] for code, rows in _found[work].items()}


def _without_source(work: Work) -> dict[str, list[Trace]]:
    drafts = [draft for draft in work.drafts if draft.origin == MODEL]
    shared = Grounds(sources_of(work) if drafts else ())
    return {draft.code: [trace for trace in traces(work, draft, shared) if trace.source is None] for draft in drafts}


def _spans(text: Text, locale: str, grounds: Grounds) -> Iterator[Span]:
    if text.role == "tag":
        yield from _tag_names(text.text, 0, locale, grounds)
        return
    found = [*_links(text.text), *_contacts(text.text)]
    for name in BOASTS:
        found += [Span("boast", *place, place[2]) for place in places(name, blanked(text.text, found), locale)]
    addresses = [span for span in found if span.kind != "boast"]
    days = moments(blanked(text.text, addresses)) if locale.startswith("en") else []
    found += days
    found += quantities(blanked(text.text, [*addresses, *days]), locale)
    tags = list(TAG.finditer(text.text))
    for tag in tags:
        found += _tag_names(tag.group(), tag.start(), locale, grounds)
    named = [*addresses, *days, *(Span("name", tag.start(), tag.end(), "", "") for tag in tags)]
    yield from sorted([*found, *names(blanked(text.text, named), locale, grounds)], key=lambda span: span.start)


def _tag_names(tag: str, start: int, locale: str, grounds: Grounds) -> Iterator[Span]:
    """Yield the names in a hashtag, whose words are told apart by their capitals."""
    found = names(CAMEL.sub(" ", tag.lstrip("#")), locale, grounds)
    yield from (Span("name", start, start + len(tag), tag, span.value) for span in found)


def _links(text: str) -> Iterator[Span]:
    start = 0
    for link in links_in(text) if "." in text else ():
        start = text.index(link, start)
        plain = link.rstrip(".,;:!?)")
        yield Span("link", start, start + len(plain), plain, plain)
        start += len(link)


def _contacts(text: str) -> Iterator[Span]:
    for match in HANDLE.finditer(text):
        yield Span("contact", match.start(), match.end(), match.group(), match.group())
    for _, hit in private(text):
        start = text.find(hit)
        if start >= 0:
            yield Span("contact", start, start + len(hit), hit, hit)


def _around(text: str, span: Span) -> str:
    """Return the sentence in which a span stands, or as much of it as an excerpt needs."""
    first = (sentences(before(text, span.start) + "\N{OBJECT REPLACEMENT CHARACTER}") or [""])[-1]
    rest = (sentences("\N{OBJECT REPLACEMENT CHARACTER}" + after(text, span.end)) or [""])[0]
    return (first + span.text + rest).replace("\N{OBJECT REPLACEMENT CHARACTER}", "").strip()
