"""The client's lines, handled as type is handled: split, capitalised, finished, re-ordered, never rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from aicmo.catalog.typography import curled
from aicmo.writing.builtin.words import words

_BREAK = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9£$€])")
_WORD = re.compile(r"[\w$£€%][\w$£€%’'.,&/-]*")
_CLOSERS = "\"”’')"


def tidy(text: str) -> str:
    """Return the text with single spaces and typographic apostrophes and quotation marks."""
    return curled(" ".join(text.split()))


def sentences(text: str) -> list[str]:
    """Split into sentences; an abbreviation's full stop ends none."""
    found: list[str] = []
    for piece in _BREAK.split(tidy(text)):
        if found and _abbreviated(found[-1], piece):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return found


def _abbreviated(text: str, following: str) -> bool:
    last = text.rsplit(maxsplit=1)[-1].lower().lstrip("(“‘")
    if last in words("numbered"):
        return following[:1].isdigit()
    return last in words("abbreviations") or bool(re.fullmatch(r"[a-z]\.", last))


def opened(text: str) -> str:
    """Capitalise the first letter, unless the first word has its own spelling (``iPhone``)."""
    first = text.split(" ", 1)[0]
    if any(letter.isupper() for letter in first[1:]):
        return text
    return text[:1].upper() + text[1:]


def lowered(text: str, names: Iterable[str] = ()) -> str:
    """Lower the first letter for use after a colon, unless the first word is one of ``names`` or an acronym."""
    first = re.split(r"[\s,;:.?!’'-]", text, maxsplit=1)[0]
    single = len(first) == 1 and first.isupper() and first != "A"  # I, X-rays, T-shirts
    keep = first in names or single or any(letter.isupper() for letter in first[1:])
    return text if keep else text[:1].lower() + text[1:]


def finished(text: str) -> str:
    """Return a sentence: a capital at the start, a mark at the end."""
    text = opened(text.strip().rstrip(",;:–—- "))
    if not text or text.rstrip(_CLOSERS)[-1:] in ".!?…":
        return text
    return f"{text}."


def bare(text: str) -> str:
    """Return the text without its final full stop, comma or colon (a question mark stays)."""
    return text.strip().rstrip(".,;:!–—- ")


def count_words(text: str) -> int:
    """Return the number of words a reader sees."""
    return len(_WORD.findall(text))


def flipped(text: str, names: Iterable[str] = ()) -> str | None:
    """Return a fragment with its detail first, or None.

    ``One price, agreed before we climb`` becomes ``Agreed before we climb: one price.`` None where the line has
    another shape: more than one comma, a whole sentence, a tail without a participle.
    """
    head, comma, tail = bare(text).partition(", ")
    first = tail.split(" ", 1)[0].lower()
    participle = first in words("participles") or (first.endswith("ed") and first not in words("not_participles"))
    if not comma or "," in tail or not participle or is_clause(head):
        return None
    return finished(f"{opened(tail)}: {lowered(head, names)}")


def is_clause(text: str) -> bool:
    """Say whether the line has a subject and a verb of its own (a guess by its first words and its small verbs)."""
    found = [word.strip("’'.,").lower() for word in _WORD.findall(text)]
    return bool(found) and (found[0] in words("subjects") or any(word in words("finite") for word in found[:6]))


def head_of(text: str, most: int) -> str | None:
    """Return the longest opening of a line that stands on its own within ``most`` words: cut at marks only."""
    text = bare(sentences(text)[0]) if text.strip() else ""
    if count_words(text) <= most:
        return text or None
    for mark in (" – ", " — ", "; ", ": ", " (", ", "):
        head = bare(text.split(mark, 1)[0])
        if 2 <= count_words(head) <= most and mark in text and not _hangs(head, mark) and not _lists(text, mark):  # noqa: PLR2004 (one word is no line)
            return head
    return None


def _lists(text: str, mark: str) -> bool:
    """Say whether a comma parts the subjects of one verb: ``A blanket, music and a break are there``."""
    return (
        mark == ", "
        and re.search(r"^[^,]+, [^,]*(?:, [^,]*)*\band\b.*\b(?:are|were|have|each|both)\b", text) is not None
    )


def _hangs(text: str, mark: str) -> bool:
    """Say whether a head needs what follows: ``if it rains``, ``a coat for``, and before a comma ``in 2025``."""
    first = text.split(" ", 1)[0].lower()
    sets_a_scene = mark == ", " and first in words("prepositions")
    return sets_a_scene or first in words("conditions") or text.rsplit(maxsplit=1)[-1].lower() in words("dangling")


def stands(tail: str) -> bool:
    """Say whether what follows a comma is a sentence of its own: ``we come back``, not ``and a person sends it``."""
    first = tail.split(" ", 1)[0].lower()
    return first not in words("loose") and is_clause(tail)


def answers(text: str) -> bool:
    """Say whether a sentence starts with a yes or no, and so needs its question."""
    return re.split(r"\W", text, maxsplit=1)[0].lower() in words("replies")


def listed(items: Sequence[str], last: str = "and") -> str:
    """Join as prose: ``a``, ``a and b``, ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""


def paragraph(parts: Iterable[str]) -> str:
    """Join sentences to a paragraph."""
    return " ".join(part for part in parts if part)
