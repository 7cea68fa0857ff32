"""Hashtags: CamelCase, from the brief's own words (offer, items, places, brand, title), as many as advised."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aicmo.catalog.documents import Channel, Objective
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.phrasebook import rank
from aicmo.writing.builtin.words import deeds, words

LONGEST = 24
MOST_WORDS = 3
TWO = 2


def topics(text: str) -> list[str]:
    """Return what an offer is, as people would search for it: ``gutter cleaning``, ``roof repairs``.

    Only the head of the sentence names it: what stands after a comma, a relative pronoun or a preposition (for whom,
    where, behind what) describes it and names nothing; nor does a participle ("coffee roasted …").
    """
    head = re.split(r",\s|[.;:–—(]|\b(?:that|which|who|where|when)\b", text.strip())[0]
    deed, things = _parted(head.split())
    runs: list[list[str]] = [[]]
    for word, following in zip(things, [*things[1:], ""], strict=True):
        plain = word.strip("’'\"").lower()
        if plain in words("prepositions") and any(runs):
            break
        leads = not runs[-1] and bool(following) and following.lower() not in words("stop")
        if plain in words("stop") or plain.isdigit() or (_participle(plain) and not leads):
            runs.append([])
        else:
            runs[-1].append(word)
    found = [" ".join(run[-MOST_WORDS:]) for run in runs if run]
    return list(dict.fromkeys(f"{_single(name)} {deed}" if deed else name for name in found))


def _parted(said: list[str]) -> tuple[str, list[str]]:
    """Return the name of what is done, and to what: ``repair`` and ``bikes`` of ``We repair bikes``.

    The name is "" where the verb has none that people search for (``Makes cheese``), or where there is no verb.
    """
    speaks = bool(said) and said[0].lower() == "we"
    found = said[speaks:]
    verb = found[0].lower() if len(found) > 1 else ""
    if not verb or (not speaks and found[1].lower() in words("stop")):
        return "", found
    done = next((name for name, forms in deeds().items() if verb in forms), "") if speaks or verb[-1] == "s" else ""
    stands = done or verb in words("selling") or (speaks and verb not in words("stop"))
    return done, found[1:] if stands else found


def _single(name: str) -> str:
    """Return a name whose last word is in the singular, as it stands before another noun."""
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is", "ies")) else name


def _participle(word: str) -> bool:
    return word in words("participles") or (word.endswith("ed") and word not in words("not_participles"))


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
    pool = dict.fromkeys(_items(desk, spoken), 0) | _pool(desk, spoken)
    order = sorted(
        pool,
        key=lambda text: (not _touches(text, spoken), desk.book.said[f"#{text}"] // 3, pool[text], rank(salt, text)),
    )
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


def _pool(desk: Desk, spoken: str) -> dict[str, int]:
    """Return what a tag may say, by how much it is preferred: the offer, its places, the brand, the title."""
    brief = desk.brief.brief
    places = desk.places
    homes = [place for place in places if place in brief.offer.what] or places[:1]
    offered = topics(brief.offer.what)
    heads = [topic.split()[-1] for topic in offered]
    pool: dict[str, int] = {}
    ranked = (
        [topic for topic in offered if " " in topic],
        [*places[1:], *places[:1]],
        [f"{place} {head}" for place in homes for head in heads],
        [] if desk.brand.casefold() in spoken else [desk.brand],
        [*_campaign(brief.title), *offered],
    )
    for weight, texts in enumerate(ranked):
        for text in texts:
            pool.setdefault(text, weight)
    return {text: weight for text, weight in pool.items() if text.strip()}


def _campaign(title: str) -> list[str]:
    """Return the title as what readers may follow; none where it names the work that a client asks for."""
    return [] if {word.lower() for word in re.findall(r"\w+", title)} & words("commissions") else [title]


def _items(desk: Desk, spoken: str) -> list[str]:
    """Return the names of what has a price, where a post tells it and they are short enough to be a tag."""
    brief = desk.brief.brief
    if brief.goal.objective is Objective.DONATE:
        return []
    found = [topic for price in brief.offer.prices for topic in topics(price.item)[:1]]
    return [
        text for text in found if len(text.split()) == TWO and not re.search(r"\d", text) and _touches(text, spoken)
    ]


def _touches(topic: str, spoken: str) -> bool:
    return all(word.casefold() in spoken for word in topic.split())
