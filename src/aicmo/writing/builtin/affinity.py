"""Which facts belong together: a rare word in common, a theme in common, kinds that go together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import log

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import Fact
from aicmo.writing.builtin.words import words

SHORTEST = 3
SAME = 3
_ENDINGS = ("ing", "ed", "es", "s")


class Pair(Doc):
    """How well two kinds of fact go together, in either order."""

    kinds: tuple[str, str]
    weight: float


class Call(Doc):
    """The kinds of fact that make a call to action with one of these words sensible."""

    words: tuple[str, ...]
    kinds: tuple[str, ...]


class Own(Doc):
    """The themes that facts of a kind always or never touch, whatever their words."""

    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class Weights(Doc):
    """The whole data file."""

    theme_weight: float
    near: float
    own_weight: float
    pillar_weight: float
    first_weight: float
    call_weight: float
    repeat_weight: float
    told_weight: float
    mailed_weight: float
    most_shared: float
    redundant: float
    redundant_weight: float
    themes: dict[str, tuple[str, ...]]
    kind: dict[str, Own]
    pair: tuple[Pair, ...]
    call: tuple[Call, ...]


@cache
def weights() -> Weights:
    """Return the weights, themes and pairs."""
    return Weights.model_validate(read_toml("aicmo.writing", "affinity.toml"))


class Affinity:
    """How well two facts of one brief belong together; a word that many of them share says little."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        """Read all facts that may be told."""
        self._facts = {fact.id: (fact, stems(f"{fact.text} {fact.detail or ''}")) for fact in facts}
        self._seen = Counter(stem for _, found in self._facts.values() for stem in found)

    def of(self, one: str, other: str) -> float:
        """Return how well two facts, by id, belong together: below 0.3 they do not, from 0.6 they clearly do."""
        (left, mine), (right, theirs) = self._facts[one], self._facts[other]
        shared, weight = mine & theirs, weights()
        rare = min(weight.most_shared, sum(self._rarity(stem) for stem in shared))
        same = len(shared) >= SAME and len(shared) / min(len(mine), len(theirs)) >= weight.redundant
        kinds = sorted((left.kind, right.kind))
        fitting = sum(pair.weight for pair in weight.pair if sorted(pair.kinds) == kinds)
        common = _themes(left, mine) & _themes(right, theirs)
        return rare + fitting + weight.theme_weight * len(common) - weight.redundant_weight * same

    def _rarity(self, stem: str) -> float:
        return max(0.0, 1 - log(self._seen[stem], max(3, len(self._facts)))) if self._seen[stem] > 1 else 1.0

    def themes(self, fact_id: str) -> set[str]:
        """Return the themes a fact touches, by name."""
        return _themes(*self._facts[fact_id])

    def called_for(self, fact_id: str, action: str) -> bool:
        """Say whether a call to action speaks of this kind of fact."""
        said = set(re.findall(r"\w+", action.lower()))
        kind = self._facts[fact_id][0].kind
        return any(said & set(call.words) and kind in call.kinds for call in weights().call)


def stems(text: str) -> frozenset[str]:
    """Return the words of a text that carry its topic, cut to their stems; no numbers, no grammar."""
    found = (word.strip("-’'") for word in re.findall(r"[^\W\d_][\w’'-]*", text.lower().replace("'", "’")))
    empty = words("stop") | words("conditions") | words("subjects") | words("finite") | words("vague")
    return frozenset(stem(word) for word in found if len(word) >= SHORTEST and word not in empty)


def stem(word: str) -> str:
    """Return a word without its plural or verb ending: near enough to compare, never shown."""
    word = word.removesuffix("’s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word.removesuffix(ending).rstrip("e")
    return word.rstrip("e")


@cache
def _theme_stems() -> dict[str, frozenset[str]]:
    return {name: frozenset(stem(word) for word in row) for name, row in weights().themes.items()}


def _themes(fact: Fact, found: frozenset[str]) -> set[str]:
    told = {name for name, row in _theme_stems().items() if row & found}
    own = weights().kind.get(fact.kind, Own())
    return told - set(own.never) | set(own.always)
