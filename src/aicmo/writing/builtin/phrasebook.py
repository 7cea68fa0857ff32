"""The phrase material: short connective tissue by use and register, chosen per brief, least used first."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.writing.builtin.words import british, contractions, words

FEWEST = 5
PART = 3


def rank(*parts: str) -> int:
    """Return a number that depends on the parts alone: the same on every machine and in every process."""
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")


@cache
def phrases() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the variants of every use (``open.price``) by register."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    _flatten(read_toml("aicmo.writing", "phrases.toml"), "", found)
    return found


def _flatten(table: dict[str, object], prefix: str, found: dict[str, dict[str, tuple[str, ...]]]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}.{key}" if prefix else key, found)
        elif isinstance(value, list):
            found.setdefault(prefix, {})[key] = tuple(value)


@cache
def registers() -> dict[str, frozenset[str]]:
    """Return the tone words that call for each register."""
    table = read_toml("aicmo.writing", "tones.toml")["register"]
    return {name: frozenset(row) for name, row in table.items()}


class Phrasebook:
    """The phrases one brief may hear, in its register; counts what it has said so that nothing is said too often."""

    def __init__(self, brief: NormalizedBrief, locale: str) -> None:
        """``locale`` decides between American and British spelling of our own words."""
        self.seed = f"{brief.brief.client}/{brief.brief.title}/{brief.brief.offer.what}"
        self.formality = brief.brief.brand.formality
        self.british = locale.startswith("en-") and locale != "en-US"
        self.registers = (brief.business, *_registers(brief))
        self.first_person = _speaks_as_we(brief)
        self.said: Counter[str] = Counter()

    def say(self, key: str, salt: str, **slots: str) -> str:
        """Return the least used variant of ``key`` with its slots filled; ties are settled by brief and ``salt``.

        Variants whose slots are not all given are left out. Returns "" when nothing fits.
        """
        options = [text for text in self._options(key) if _fields(text) <= set(slots)]
        if not options:
            return ""
        chosen = min(options, key=lambda text: (self.said[text], rank(self.seed, key, text), rank(salt, text)))
        self.said[chosen] += 1
        return self.spelt(chosen).format(**slots)

    def own(self, key: str, given: frozenset[str]) -> list[str]:
        """Return the variants of ``key`` whose slots are given, spelt, the one this brief prefers first."""
        return [self.spelt(text) for text in self._options(key) if _fields(text) - {"brand"} <= given]

    def _options(self, key: str) -> Sequence[str]:
        """Return this brief's own part of the variants: two briefs should not sound alike for having one writer."""
        table = phrases()[key]
        own = self._ranked(key, [text for name in (*self.registers, self.formality) for text in table.get(name, ())])
        common = self._ranked(key, table.get("any", ()))
        size = max(FEWEST, (len(own) + len(common)) // PART)
        toned = own[: max(size // 2, size - len(common))]
        return [*toned, *common[: size - len(toned)]]

    def _ranked(self, key: str, texts: Sequence[str]) -> list[str]:
        """Return the texts in this brief's order; those in the first person only if the client speaks so."""
        if not self.first_person:
            texts = [text for text in texts if not words("first_person") & set(_words(text))] or texts
        return sorted(texts, key=lambda text: rank(self.seed, key, text))

    def spelt(self, text: str) -> str:
        """Return a phrase of our own in the brief's spelling and formality."""
        if self.formality == "formal":
            text = _replaced(text, contractions())
        return _replaced(text, british()) if self.british else text


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’]+", text.lower())


def _fields(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def _replaced(text: str, table: dict[str, str]) -> str:
    def change(match: re.Match[str]) -> str:
        new = table.get(match[0].lower(), match[0])
        return new[:1].upper() + new[1:] if match[0][:1].isupper() else new

    return re.sub(r"[\w’]+", change, text)


def _registers(brief: NormalizedBrief) -> tuple[str, ...]:
    tone = {word for name in brief.brief.brand.tone for word in (name.lower(), *name.lower().split())}
    return tuple(name for name, calls in registers().items() if calls & tone)


def _speaks_as_we(brief: NormalizedBrief) -> bool:
    said = " ".join(f"{fact.text} {fact.detail or ''}" for fact in brief.facts)
    return bool(words("first_person") & set(_words(said.replace("'", "’"))))
