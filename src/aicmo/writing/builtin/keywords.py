"""Keywords: topics of the offer × places × intent, and what must not trigger the ad."""

from __future__ import annotations

import re
from typing import Any

from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import most
from aicmo.writing.builtin.hashtags import topics
from aicmo.writing.documents import Keyword

CHANNEL = "google_search"


def keywords(desk: Desk, data: dict[str, Any]) -> tuple[Keyword, ...]:
    """Return up to twenty-five keywords: exact for a topic in a place, phrase for a topic with an intent.

    A topic is two words or more, or a single one only together with a place or an intent: ``houses`` says nothing.
    """
    subjects = subjects_of(desk)
    places = [_plain(place) for place in desk.places][:4]
    intents = data["intents_b2b"] if desk.brief.business == "b2b" else data["intents"]
    found: list[Keyword] = []
    for subject in subjects:
        if " " in subject:
            found += [Keyword(text=subject, match="phrase"), Keyword(text=subject, match="exact")]
        found += [Keyword(text=f"{subject} {place}", match="exact") for place in places if place not in subject]
        found += [Keyword(text=f"{subject} {intent}", match="phrase") for intent in intents if intent not in subject]
    found.append(Keyword(text=_plain(desk.brand), match="exact"))
    found += [Keyword(text=f"{subject} in {place}", match="phrase") for subject in subjects for place in places]
    unique = {(word.text, word.match): word for word in found if not desk.barred(word.text)}
    return tuple(list(unique.values())[: most(CHANNEL, "keywords", 25)])


def subjects_of(desk: Desk) -> list[str]:
    """Return what people search for when they want this offer: its topics, lower case, three at most."""
    offered = [_plain(topic) for topic in topics(desk.brief.brief.offer.what)]
    return list(dict.fromkeys(subject for subject in offered if subject))[:3]


def negatives(desk: Desk, data: dict[str, Any]) -> tuple[str, ...]:
    """Return what must not trigger the ad: the excluded audience first, then what only learners and job seekers add."""
    excluded = [_plain(text) for text in desk.brief.brief.audience.exclude]
    offered = " ".join(f"{fact.text} {fact.detail or ''}" for fact in desk.brief.facts).casefold()
    general = [word for word in data["negatives"] if not re.search(rf"\b{re.escape(word)}\b", offered)]
    return tuple(dict.fromkeys(word for word in [*excluded, *general] if word and not desk.barred(word)))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[\w’'&]+", text.lower().replace("’", "'")))
