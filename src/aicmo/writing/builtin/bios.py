"""Profile texts: what it is, where, and one reason, as far as the channel's limit goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.catalog.documents import Objective
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import goal_act
from aicmo.writing.builtin.desk import Desk, channel_of
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.hashtags import hashtags
from aicmo.writing.documents import Assignment, Bio, Written

ENOUGH = 2
BRAND, ACT = "brand", "act"
SENTENCE = 14
NAMING = 3
"""Words by which an offer is known without for whom and where: ``gutter cleaning and repairs``, not ``a course``."""


def write_bio(desk: Desk, assignment: Assignment) -> Written | None:
    """Write a profile text of two facts or more, of the offer alone where the channel has no room for more; or None."""
    slot = assignment.slot
    ending = tuple(lines.finished(text) for text in desk.demanded(slot))
    alone: Written | None = None
    for parts in _orders(desk, assignment):
        kept = _kept(slot.channel, parts, ending)
        if parts[0][0] not in kept:
            continue
        text = lines.paragraph([*kept.values(), *ending])
        told = [fact_id for fact_id in kept if fact_id not in {ACT, BRAND}]
        facts = tuple(dict.fromkeys([*told, *_places(desk, assignment, text)]))
        tags = hashtags(desk, channel_of(slot), text, slot.id)
        written = Written(content=Bio(text=text, hashtags=tags, link=assignment.link), facts=facts)
        if len(facts) >= ENOUGH:
            return written
        if facts and any(fact_id not in kept for fact_id, _ in parts):
            alone = alone or written
    return alone


def _places(desk: Desk, assignment: Assignment, text: str) -> list[str]:
    """Return the places that a text names, by id."""
    told = [desk.telling(fact) for fact in desk.stock(assignment) if fact.kind == "place"]
    return [fact.id for fact in told if fact.tags["place"].split(",")[0] in text]


def _kept(channel: str, parts: list[tuple[str, str]], ending: tuple[str, ...]) -> dict[str, str]:
    """Return as many parts, by fact, as the channel's limit holds; of two forms of one fact the first that fits."""
    kept: dict[str, str] = {}
    for fact_id, text in parts:
        said = lines.paragraph([*kept.values(), text, *ending])
        if fact_id not in kept and fits(channel, "bio", said):
            kept[fact_id] = text
    return kept


def _orders(desk: Desk, assignment: Assignment) -> Iterator[list[tuple[str, str]]]:
    """Yield what a profile may say, the most important first: name and offer in full, then shorter and shorter."""
    tellings = [desk.telling(fact) for fact in desk.stock(assignment)]
    rest: list[tuple[str, str]] = []
    for fact in tellings:
        if fact.kind in {"benefit", "proof"}:
            rest += [(fact.id, lines.finished(text)) for text in (fact.full, fact.short) if text]
    closing = _closing(desk)
    for fact in tellings:
        if fact.kind == "what":
            for text in dict.fromkeys([fact.full, *_heads(fact.hook)]):
                yield [(fact.id, _named(desk, text)), *rest, *closing]
    yield [(BRAND, f"{desk.brand}."), *rest, *closing]


def _closing(desk: Desk) -> list[tuple[str, str]]:
    """Return what the link of a profile is for; one that is only to be known asks for nothing."""
    goal = desk.brief.brief.goal.objective
    act = goal_act(desk.brief).short[0].capitalize()
    return [] if goal in {Objective.AWARENESS, Objective.CONSIDERATION} or desk.barred(act) else [(ACT, f"{act}.")]


def _named(desk: Desk, text: str) -> str:
    return lines.finished(f"{desk.brand}: {lines.lowered(text, desk.names)}")


def _heads(text: str) -> list[str]:
    """Return the openings of a sentence that stand on their own, the longest first."""
    found = [lines.head_of(text, size) for size in (SENTENCE, SENTENCE // 2)]
    found.append(lines.bare(re.split(r",? (?:that|which|who|where) ", text)[0]))
    thing = lines.bare(re.split(r",? (?:for|in|with|from) ", text)[0])
    found += [thing] if lines.count_words(thing) >= NAMING else []
    return [head for head in dict.fromkeys(found) if head]
