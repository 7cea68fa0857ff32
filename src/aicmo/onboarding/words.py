"""The words intake looks for, from data; matched case-insensitively, whole words where the data says so."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from aicmo.catalog import read_toml
from aicmo.onboarding.limits import limit


@cache
def _words() -> dict[str, Any]:
    return read_toml("aicmo.onboarding", "words.toml")


@cache
def _patterns(group: str, key: str = "patterns") -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _words()[group][key])


def first_match(group: str, text: str) -> str | None:
    """Return the first span of ``text`` that a pattern of the group finds."""
    for pattern in _patterns(group):
        if found := pattern.search(text):
            return found.group(0).strip()
    return None


def count_matches(group: str, key: str, text: str) -> int:
    """Return how often the patterns under ``key`` of the group are found."""
    return sum(len(pattern.findall(text)) for pattern in _patterns(group, key))


def is_placeholder(text: str) -> bool:
    """Say whether an answer says nothing."""
    return text.strip().strip(".!").casefold() in _words()["placeholder"]["words"] or not text.strip(" .-_?!")


def is_everyone(text: str) -> bool:
    """Say whether an audience is everybody, and no more is said of it."""
    said = text.strip().strip(".!").casefold()
    everybody: list[str] = _words()["everyone"]["words"]
    return said in everybody or any(
        said.startswith(f"{word} ") and len(said.split()) <= limit("everyone") for word in everybody
    )
