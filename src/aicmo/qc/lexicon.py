"""Word lists as data: words match whole, per language, and each list knows its own exceptions."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Final

from pydantic import Field, ValidationError

from aicmo.catalog import CatalogError, read_toml
from aicmo.catalog.documents import Doc

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
    excused = [match.span() for match in allowed.finditer(plain)] if allowed else []
    return tuple(
        (match.start(), match.end(), match.group())
        for match in wanted.finditer(plain)
        if not any(first <= match.start() and match.end() <= last for first, last in excused)
    )


def entries(name: str, locale: str = ANY) -> tuple[str, ...]:
    """Return the words of a list in the language of ``locale``."""
    words = lexicon()[name].words
    return words.get(ANY, ()) + words.get(locale.partition("-")[0].lower(), ())


def word_pattern(word: str) -> str:
    """Return a pattern that finds ``word`` as a whole, whatever white space is between its parts."""
    body = r"\s+".join(re.escape(part) for part in word.split())
    return rf"(?<!\w){body}(?!\w)"


@cache
def _compiled(name: str, language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    row = lexicon()[name]
    flags = re.MULTILINE if row.case else re.MULTILINE | re.IGNORECASE
    keys = (ANY, language) if language != ANY else (ANY,)
    wanted = [word_pattern(word) for key in keys for word in row.words.get(key, ())]
    wanted += [pattern for key in keys for pattern in row.patterns.get(key, ())]
    allowed = [pattern for key in keys for pattern in row.allow.get(key, ())]
    return (_joined(wanted, flags), _joined(allowed, flags | re.IGNORECASE))


def _joined(patterns: list[str], flags: int) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags) if patterns else None
