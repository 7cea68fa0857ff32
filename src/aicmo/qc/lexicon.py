"""Word lists as data: words match whole, per language, and each list knows its own exceptions."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from pydantic import Field, ValidationError

from aicmo.catalog import CatalogError, read_toml
from aicmo.catalog.documents import Doc

if TYPE_CHECKING:
    from collections.abc import Sequence

ANY = "any"
FILES = ("words.toml", "law.toml")
KEPT: Final = 16_384
"""Answers that are kept for the length of an evaluation: several rules ask the same of a text."""


class WordList(Doc):
    """Words and patterns by language (``any`` for all). ``allow``: patterns inside which a hit is none."""

    source: str
    checked_on: date
    case: bool = False
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    patterns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    allow: dict[str, tuple[str, ...]] = Field(default_factory=dict)


@cache
def lexicon() -> dict[str, WordList]:
    """Return all lists by name.

    Raises:
        CatalogError: a list has another shape, or two have one name.
    """
    lists: dict[str, WordList] = {}
    for file in FILES:
        for name, row in read_toml("aicmo.qc", file).items():
            if name in lists:
                raise CatalogError(f"{file}: there is another list called {name!r}")
            try:
                lists[name] = WordList.model_validate(row)
            except ValidationError as error:
                raise CatalogError(f"{file}: {name}: {error}") from error
    return lists


def hits(name: str, text: str, locale: str = ANY) -> list[str]:
    """Return what ``text`` holds of the list ``name`` in the language of ``locale``, in order of appearance."""
    return [hit for _, _, hit in places(name, text, locale)]


@lru_cache(maxsize=KEPT)
def places(name: str, text: str, locale: str = ANY) -> tuple[tuple[int, int, str], ...]:
    """Return start, end and words of each of these hits."""
    wanted, allowed = _compiled(name, locale.partition("-")[0].lower())
    plain = text.replace("’", "'")
    if wanted is None:
        return ()
    found = [(match.start(), match.end(), match.group()) for match in wanted.finditer(plain)]
    excused = [match.span() for match in allowed.finditer(plain)] if found and allowed else []
    return tuple(hit for hit in found if not any(first <= hit[0] and hit[1] <= last for first, last in excused))


def entries(name: str, locale: str = ANY) -> tuple[str, ...]:
    """Return the words of a list in the language of ``locale``."""
    words = lexicon()[name].words
    return words.get(ANY, ()) + words.get(locale.partition("-")[0].lower(), ())


@cache
def _compiled(name: str, language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    row = lexicon()[name]
    flags = re.MULTILINE if row.case else re.MULTILINE | re.IGNORECASE
    keys = (ANY, language) if language != ANY else (ANY,)
    words = [word for key in keys for word in row.words.get(key, ())]
    wanted = [_whole(words)] if words else []
    wanted += [pattern for key in keys for pattern in row.patterns.get(key, ())]
    allowed = [pattern for key in keys for pattern in row.allow.get(key, ())]
    return (_joined(wanted, flags), _joined(allowed, flags | re.IGNORECASE))


def _whole(words: Sequence[str]) -> str:
    """Return a pattern that finds each of ``words`` as a whole, whatever white space is between its parts."""
    # One look behind for all of them: most places of a text are within a word, and are left at once.
    bodies = (r"\s+".join(re.escape(part) for part in word.split()) for word in words)
    return rf"(?<!\w)(?:{'|'.join(bodies)})(?!\w)"


def _joined(patterns: list[str], flags: int) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags) if patterns else None
