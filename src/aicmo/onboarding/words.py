"""The words intake looks for, from data; matched case-insensitively, whole words where the data says so."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from aicmo.catalog import read_toml
from aicmo.onboarding.limits import limit

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def _words() -> dict[str, Any]:
    return read_toml("aicmo.onboarding", "words.toml")


@cache
def _patterns(group: str, key: str = "patterns") -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _words()[group][key])


def first_match(group: str, text: str) -> str | None:
    """Return the first span of ``text`` that a pattern of the group finds."""
    return next(matches(group, text), None)


def matches(group: str, text: str) -> Iterator[str]:
    """Yield the spans of ``text`` that the patterns of the group find, pattern by pattern."""
    for pattern in _patterns(group):
        for found in pattern.finditer(text):
            yield found.group(0).strip()


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
