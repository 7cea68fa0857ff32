"""The words of a card, and what is said about its picture to people who shoot it or cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.pictures import pictured
from aicmo.writing.builtin.tellings import SHORT, Telling
from aicmo.writing.documents import Assignment

LONGEST_ALT = 125
TELLING = 5


def card_words(desk: Desk, told: Sequence[Telling], assignment: Assignment) -> str:
    """Return at most twelve words for the card: a short form of what is told, the least used first."""
    shown = [fact for fact in told if fact.kind not in {"place", "audience"}]
    options = [text for fact in shown for text in (fact.short, fact.other, *_sayings(fact))]
    fit = _fitting(assignment, options) or _fitting(assignment, [assignment.promise, assignment.idea.line, desk.brand])
    words = min(fit or [desk.brand], key=lambda text: desk.cards[text])
    desk.cards[words] += 1
    return words


def _sayings(fact: Telling) -> list[str]:
    """Return the later sentences of a fact that say something by themselves."""
    if fact.kind == "price":
        return []
    return [text for text in fact.rest if lines.count_words(text) >= TELLING and not lines.answers(text)]


def _fitting(assignment: Assignment, options: Sequence[str | None]) -> list[str]:
    """Return the options that a card can hold, without a final full stop; single words say too little."""
    bare = [lines.bare(text) for text in options if text and lines.count_words(text) > 1 and not lines.answers(text)]
    return [
        text
        for text in dict.fromkeys(bare)
        if lines.count_words(text) <= SHORT and fits(assignment.slot.channel, "image_text", text)
    ]


def described(desk: Desk, words: str, salt: str) -> str:
    """Return the alt text of a card that shows these words, at most 125 characters."""
    own = f"“{words}”." if desk.brand in words else f"“{words}”, {desk.brand}."
    text = desk.say("alt", salt, words=words)
    return text if len(text) <= LONGEST_ALT and desk.brand not in words else own


def noted(desk: Desk, fact: Telling, salt: str) -> str:
    """Return what a picture shows, if it is shot instead of set in type."""
    return lines.finished(pictured(desk, fact, fact.full, salt))
