"""The strategist's voice: many ways to say a thing, one chosen per brief, always the same for the same brief."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TypeVar

from aicmo.catalog import read_toml

T = TypeVar("T")
LONG = 6  # words, from which an item of a list is read as a clause
FILES = ("phrases_argument.toml", "phrases_parts.toml", "phrases_operations.toml", "phrases_launch.toml")


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrase material by key (``section.thing``), each with its variants."""
    found: dict[str, tuple[str, ...]] = {}
    for name in FILES:
        for group, rows in read_toml("aicmo.strategy", name).items():
            found.update({f"{group}.{key}": tuple(variants) for key, variants in rows.items()})
    return found


def rank(*parts: str) -> int:
    """Return a number that depends on the parts alone: the same on every machine and in every process."""
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")


@dataclass(frozen=True, slots=True)
class Voice:
    """Chooses wordings for one brief. ``seed`` identifies the brief."""

    seed: str

    def say(self, key: str, *, salt: str = "", **slots: str) -> str:
        """Return one variant of the phrase ``key`` with its slots filled; ``salt`` varies repeated uses."""
        text = self.choose(key, phrases()[key], salt=salt)
        return sentence(text.format(**slots))

    def piece(self, key: str, *, salt: str = "", **slots: str) -> str:
        """Return one variant of a phrase that is part of a sentence or of a table: nothing is capitalized."""
        text = self.choose(key, phrases()[key], salt=salt).format(**slots)
        return " ".join(text.split())

    def choose(self, key: str, options: Sequence[T], *, salt: str = "") -> T:
        """Return one of the options; the ``salt``-th use of a key takes the next one."""
        start = rank(self.seed, key)
        step = int(salt) if salt.isdigit() else rank(salt)
        return options[(start + step) % len(options)]


def quote(text: str) -> str:
    """Return the client's words in quotation marks, as one clause: no final stop, inner quotes softened."""
    inner = " ".join(text.split()).rstrip(" .;,:").replace("“", "‘").replace("”", "’").replace('"', "’")
    return f"“{inner}”"


def sentence(text: str) -> str:
    """Return the text as a tidy sentence: single spaces, a capital, no doubled stop after a quotation."""
    tidy = " ".join(text.split())
    tidy = re.sub(r"([?!])”\.", r"\1”", tidy)
    return tidy[:1].upper() + tidy[1:]


def listed(items: Sequence[str], last: str = "and") -> str:
    """Join as prose: ``a``, ``a and b``, ``a, b and c``; with semicolons where items are clauses or have commas."""
    if len(items) < 2:  # noqa: PLR2004 (one item needs no conjunction)
        return "".join(items)
    if _heavy(items):
        return f"{'; '.join(items[:-1])}; {last} {items[-1]}"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def figure(value: Decimal) -> str:
    """Write a number for prose: no trailing zeros, thousands in groups."""
    return f"{value.normalize():,f}"


def _heavy(items: Sequence[str]) -> bool:
    """Say whether items need semicolons between them: long ones, or commas inside that would be misread."""
    bare = [item for item in items if not item.startswith("“")]
    commas = any(", " in item for item in bare)
    return any(len(item.split()) > LONG for item in bare) or (commas and len(items) > 2)  # noqa: PLR2004


WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def counted(number: int) -> str:
    """Write a small count as a word, a larger one in figures."""
    return WORDS[number] if number < len(WORDS) else f"{number:,}"
