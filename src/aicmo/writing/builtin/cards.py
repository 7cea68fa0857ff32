"""The words of a card, and its description for people who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.fitting import fits
from aicmo.writing.builtin.tellings import SHORT, Telling
from aicmo.writing.documents import Assignment


def card_words(desk: Desk, told: Sequence[Telling], assignment: Assignment) -> str:
    """Return at most twelve words for the card: a short form of what is told, the least used first."""
    options = [telling.short for telling in told if telling.kind not in {"place", "audience"}]
    options += [lines.head_of(assignment.promise, SHORT), desk.brand]
    fit = [text for text in options if text and fits(assignment.slot.channel, "image_text", text)] or [desk.brand]
    words = min(fit, key=lambda text: (desk.cards[text], fit.index(text)))
    desk.cards[words] += 1
    return words


def described(desk: Desk, words: str, salt: str) -> str:
    """Return the alt text of a card that shows these words."""
    return desk.say("alt", salt, words=words)
