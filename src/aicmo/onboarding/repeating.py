"""Whether a text says again what another said: the same content words, however they are bent and ordered."""

from __future__ import annotations

import re
from functools import cache

from aicmo.catalog import read_toml
from aicmo.onboarding.limits import limit

WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
ENDING = re.compile(r"(?<=\w{3})(?:ings?|e?d|e?s|e|ly)$")
DOUBLED = re.compile(r"([^\W\daeiou])\1$")
YEAR = re.compile(r"(?:19|20)\d\d")
TELLING_DIGITS = re.compile(r"\d{3,}")


def repeats(text: str, claim: str) -> bool:
    """Say whether ``text`` repeats a claim: nearly all its content words, or its long figure beside one of them."""
    said, claimed = _content(text), _content(claim)
    shared = said & claimed
    if not claimed:
        return False
    figures = {word for word in shared if TELLING_DIGITS.fullmatch(word) and not YEAR.fullmatch(word)}
    is_figure = bool(figures) and any(not word.isdigit() for word in shared)
    return is_figure or len(shared) * 100 >= limit("reworded") * len(claimed)


@cache
def _small() -> frozenset[str]:
    words: dict[str, list[str]] = read_toml("aicmo.onboarding", "languages.toml")["words"]
    return frozenset(words["English"])


def _content(text: str) -> frozenset[str]:
    words = (word.casefold().replace(",", "") for word in WORD.findall(text))
    return frozenset(_stem(word) for word in words if word not in _small() and len(word) > 1)


def _stem(word: str) -> str:
    """Return a word without its ending: clogged and clog are one."""
    return DOUBLED.sub(r"\1", ENDING.sub("", word))
