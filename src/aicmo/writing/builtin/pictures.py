"""What a camera can show of a fact: the things its own words name."""

from __future__ import annotations

import re

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words

LONGEST = 3


def things(text: str) -> list[str]:
    """Return what a text names after an article or a possessive: ``a clean jar``, ``the counter``, ``the roast date``.

    Times, amounts and other things no lens can see are left out; ``every bag`` becomes ``the bag``.
    """
    found: list[str] = []
    for match in re.finditer(
        r"(?<![\w-])(a|an|the|our|your|every|each|one|own)\s+((?:[\w’-]+ ?){1,4})", text, re.IGNORECASE
    ):
        named = _named(match[2].split())
        if named:
            article = match[1].lower() if match[1].lower() in {"a", "an", "one"} else "the"
            found.append(f"{article} {named}")
    return list(dict.fromkeys(found))


def _named(run: list[str]) -> str:
    """Return the leading words of a run that name a thing, or "" where they name none."""
    ends = (
        words("stop") | words("finite") | words("participles") | words("actions") | words("conditions") | words("pasts")
    )
    kept: list[str] = []
    while run and run[0].lower() == "own":
        run = run[1:]
    for word in run:
        low = word.lower()
        if low not in words("adjectives") and (low in ends or low.endswith(("ly", "ed"))):
            break
        kept.append(word)
    unseen = words("unseen") | {name.lower() for name in words("calendar")}
    last = kept[-1].lower() if kept else ""
    vague = last.endswith(tuple(words("abstract"))) and last not in words("pictured_all_the_same")
    if not kept or len(kept) > LONGEST or vague or {kept[0].lower(), last} & unseen or last in words("adjectives"):
        return ""
    return " ".join(kept)


def pictured(desk: Desk, fact: Telling, said: str, salt: str) -> str:
    """Return what the camera sees while ``said`` is told: the fact's own things, its price, or the setting alone.

    A picture repeats no sentence: the card and the voice say it. Our own words are few on purpose: the picture is
    made of the brief's, with the setting that its rules ask for.
    """
    found, around = things(said), setting(desk)
    if fact.kind == "price" and {"item", "price"} <= fact.tags.keys():
        seen = desk.say("visual.price", salt, item=lines.opened(fact.tags["item"]), price=fact.tags["price"])
    elif len(found) > 1:
        seen = desk.say("visual.two", salt, One=lines.opened(found[0]), two=found[1])
    elif found:
        seen = lines.opened(found[0])
    else:
        return lines.opened(around[0]) if around else desk.say("visual.words", salt)
    return "; ".join([seen, *around])


def setting(desk: Desk) -> list[str]:
    """Return the first rule for pictures that says what to show, without what it forbids."""
    shown = [re.split(r",? \bno\b ", f" {rule}")[0].strip() for rule in desk.brief.brief.rules.visuals]
    return [lines.bare(text) for text in shown if text and not text.lower().startswith(("no ", "nobody", "never"))][:1]
