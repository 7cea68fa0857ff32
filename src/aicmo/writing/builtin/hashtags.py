"""Hashtags: CamelCase, from the brief's own words (offer, place, brand, industry), as many as the channel advises."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aicmo.catalog.documents import Channel
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.words import words

LONGEST = 24
LONG = 6


def topics(text: str) -> list[str]:
    """Return the noun-like runs of an offer, two or three words each: ``gutter cleaning``, ``roof repairs``.

    What stands after a comma or a relative pronoun describes and names nothing.
    """
    found: list[str] = []
    head = re.split(r",\s|[.;:–—(]|\b(?:that|which|who|where|when)\b", text.strip())[0]
    for run in re.split(r"[^\w’'\- ]|(?<!\w)-|-(?!\w)", head):
        kept: list[str] = []
        for word in [*run.split(), ""]:
            if word and word.lower().strip("’'") not in words("stop") and not word.isdigit():
                kept.append(word)
                continue
            found += _pairs(kept)
            kept = []
    return list(dict.fromkeys(found))


def _pairs(run: list[str]) -> list[str]:
    while run and (run[-1].lower() in words("participles") or run[-1].lower().endswith("ed")):
        run = run[:-1]
    if len(run) < 2:  # noqa: PLR2004 (a single word must be a long one to name anything)
        return [word for word in run if len(word) >= LONG and not word.endswith(("ed", "ing", "ly"))]
    return [" ".join(run)] if len(run) <= 3 else [" ".join(run[-2:])]  # noqa: PLR2004 (longer tags are not read)


def tag(text: str) -> str | None:
    """Return a hashtag in CamelCase, or None where the words make no good one."""
    parts = re.findall(r"[^\W_]+", text.replace("&", " and ").replace("’", "").replace("'", ""))
    name = "".join(part if part.isupper() else part[:1].upper() + part[1:] for part in parts)
    if not name or len(name) > LONGEST or name.isdigit() or name.lower() in words("empty_tags"):
        return None
    return f"#{name}"


def hashtags(desk: Desk, channel: Channel, said: str, salt: str) -> tuple[str, ...]:
    """Return the tags of one post: demanded ones first, then those that fit what it says, up to the advised number."""
    if channel.hashtags is None:
        return ()
    least, most = channel.hashtags
    wanted = max(least, min(most, 1 if most <= 2 else least))  # noqa: PLR2004 (one is enough where two are the most)
    demanded = tuple(demanded_tags(desk, channel.id))
    spoken = said.casefold()
    pool = _pool(desk)
    order = sorted(pool, key=lambda text: (not _touches(text, spoken), pool[text], desk.book.said[f"#{text}"], salt))
    tags: list[str] = list(demanded)
    for text in order:
        made = tag(text)
        if made and made not in tags and len(tags) < wanted and not desk.barred(text):
            tags.append(made)
            desk.book.said[f"#{text}"] += 1
    return tuple(tags[: max(most, len(demanded))])


def demanded_tags(desk: Desk, channel: str) -> Iterable[str]:
    """Return the hashtags that the brief demands on a channel."""
    for item in desk.brief.brief.rules.include:
        if item.text.startswith("#") and " " not in item.text and (not item.places or channel in item.places):
            yield item.text


def _pool(desk: Desk) -> dict[str, int]:
    brief = desk.brief.brief
    places = [place.split(",")[0] for place in brief.market.places]
    pool: dict[str, int] = {}
    for weight, texts in enumerate(
        (
            topics(brief.offer.what),
            places,
            [f"{topic} {place}" for place in places for topic in topics(brief.offer.what)[:2]],
            [desk.brand],
            [brief.brand.industry or ""],
            [topic for price in brief.offer.prices for topic in topics(price.item)],
        )
    ):
        for text in texts:
            pool.setdefault(text.replace("_", " "), weight)
    return {text: weight for text, weight in pool.items() if text.strip()}


def _touches(topic: str, spoken: str) -> bool:
    return all(word.casefold() in spoken for word in topic.split())
