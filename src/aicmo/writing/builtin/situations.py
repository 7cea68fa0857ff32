"""The reader's situation, told to the reader: ``who cycle to work and arrive with wet knees`` becomes a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aicmo.onboarding.documents import Fact
from aicmo.strategy.documents import Slot
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.affinity import stems, weights
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.tellings import SHORT, Telling
from aicmo.writing.builtin.words import words

KIND = "situation"
LEAST, MOST = 4, 22
_RELATIVE = re.compile(r",? (who|whose) (.+)$", re.IGNORECASE)


def situation(text: str) -> str | None:
    """Return the situation a description of readers tells, asked of them; None where it tells none that can be asked.

    Not asked: what readers might do, their ages, and what is nobody's business (``words.private``). ``They`` and
    ``them`` may mean the readers: such a sentence is left alone, unless things named before can be meant.
    """
    found = _RELATIVE.search(lines.bare(lines.sentences(text)[0])) if text.strip() else None
    if found is None or _unasked(found[2]):
        return None
    clause = re.sub(r"\band who\b", "and you", found[2])
    clause = re.sub(r"\band whose\b", "and your", re.sub(r"\btheir\b", "your", clause))
    asked = f"{'Your' if found[1].lower() == 'whose' else 'You'} {clause}?"
    return asked if LEAST <= lines.count_words(asked) <= MOST else None


def _unasked(clause: str) -> bool:
    said = re.findall(r"[\w’-]+", lines.tidy(clause).lower())
    singular = said[0].endswith("s") and not said[0].endswith("ss") and said[0] not in words("adverbs")
    private = any(word in words("private") for word in said)
    aged = re.search(r"\b(?:aged|(?:are|is) (?:\w+ )?\d)", clause) is not None
    return singular or private or aged or said[0] in words("guesses") or _unclear(said)


def _unclear(said: Sequence[str]) -> bool:
    """Say whether a pronoun may mean the readers: ``to help them``, not ``broken things because throwing them out``."""
    at = next((place for place, word in enumerate(said) if word in {"they", "them", "themselves"}), None)
    return at is not None and not any(word.endswith("s") for word in said[1:at])


def situations(desk: Desk) -> list[Telling]:
    """Return what the brief's audiences live with, the first audience first; none of a regulated client's.

    Who has a word in common with something confidential is not asked: the question would tell half of the secret.
    """
    brief = desk.brief.brief
    if brief.brand.is_regulated:
        return []
    secret = {stem for each in brief.rules.confidential for stem in stems(each.text)}
    audiences = [fact for fact in desk.brief.facts if fact.kind == "audience" and not secret & stems(fact.text)]
    return [_asked(fact, text) for fact in audiences if (text := situation(fact.text)) and not desk.barred(text)]


def _asked(fact: Fact, text: str) -> Telling:
    asked = lines.tidy(text)
    return Telling(id=fact.id, kind=KIND, hook=asked, short=asked if lines.count_words(asked) <= SHORT else None)


def unheard(desk: Desk, slot: Slot) -> list[Telling]:
    """Return the situations that no draft of this channel has asked about yet."""
    return [each for each in situations(desk) if not desk.told[slot.channel, each.id]]


def meets(desk: Desk, asked: Telling, facts: Sequence[Telling]) -> Telling | None:
    """Return the benefit or proof that speaks of a situation most; None where none of them does."""
    able = [fact for fact in facts if fact.kind in {"benefit", "proof"}]
    near = [fact for fact in able if desk.affinity.of(asked.id, fact.id) >= weights().near]
    return max(near, key=lambda fact: (desk.affinity.of(asked.id, fact.id), fact.id), default=None)
