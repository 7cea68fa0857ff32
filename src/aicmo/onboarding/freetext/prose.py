"""What a letter says without labels, where its own words announce it: budget, start, length, website, who writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from aicmo.onboarding.freetext import values
from aicmo.onboarding.freetext.answers import URL, Answer, pieces_of
from aicmo.onboarding.freetext.blocks import Block
from aicmo.onboarding.words import first_match

BUDGETED: Final = "budget.media"
BUDGET: Final = re.compile(r"\b(?:budget|(?:can|could|want to|would like to) spend)\b", re.IGNORECASE)
START: Final = re.compile(r"\b(?:start(?:s|ing)?|launch(?:es|ing)?|go(?:es)? live|begin(?:s|ning)?)\b", re.IGNORECASE)
SINCE: Final = re.compile(r"\bfrom (?P<when>.{6,30})", re.IGNORECASE)
"""A day of the offer ("from 5 April food waste is collected") unless the sentence speaks of the campaign."""
LENGTH: Final = re.compile(r"\b(?:for|over|lasts?|runs? for|run for)\b", re.IGNORECASE)
BRAND: Final = re.compile(
    r"\b(?i:we are|we're|i run|i own|we run|our (?:company|shop|business) is)(?: called)? "
    r"(?P<name>[A-Z][\w'’]*(?: (?:&|and|of|the|[A-Z][\w'’]*)){0,4})(?=[,.;]| in\b| from\b)"
)
PLACED: Final = re.compile(r"\b(?:on|in|via|for|using) (?:our )?(?=[A-Z])", re.IGNORECASE)
HEAD: Final = 3
"""Lines; a heading that means no field and stands this early is the document's title."""
POSTED: Final = re.compile(r"\b(?:posts?|posting|ads?|advertis\w+|campaigns?|promot\w+|channels?)\b", re.IGNORECASE)


def signals(sections: Sequence[Block]) -> Iterator[Answer]:
    """Yield what the sentences of unlabelled text announce themselves."""
    title = next((block for block in sections if block.label and not block.path), None)
    if title and title.line <= HEAD and not first_match("form", title.label):
        yield Answer("title", title.label, title.line, title.label)
    for block in sections:
        is_letter = block.path in {"", "title", "offer.what"}
        for piece, sentence in pieces_of(block):
            for path, value in _told(sentence):
                if value and (is_letter or (path == BUDGETED and path != block.path)):
                    yield Answer(path, value, piece.line, sentence)


def _told(sentence: str) -> Iterator[tuple[str, Any]]:
    amounts = set(values.money(sentence)) if BUDGET.search(sentence) else set()
    if len(amounts) == 1:
        yield BUDGETED, amounts.pop()
    since = SINCE.search(sentence) if POSTED.search(sentence) else None
    if START.search(sentence) or (since and values.days(since["when"])):
        days = values.days(sentence)
        yield "schedule.starts", days[0].isoformat() if days else values.ahead(sentence)
        if len(days) > 1:
            yield "schedule.ends", days[1].isoformat()
    if LENGTH.search(sentence):
        yield "schedule.weeks", values.weeks(values.AHEAD.sub("", sentence))
    if link := URL.search(sentence):
        yield "brand.website", link.group() if link.group().lower().startswith("http") else f"https://{link.group()}"
    if brand := BRAND.search(sentence):
        yield "brand.name", brand["name"]
    if POSTED.search(sentence) and PLACED.search(sentence):
        yield "channels.use", values.wanted_channels(sentence)
