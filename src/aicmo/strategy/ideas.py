"""Campaign ideas: lines that grow out of the brief's own words, the recommended one first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import Fact
from aicmo.strategy.documents import Idea
from aicmo.strategy.goals import people
from aicmo.strategy.material import Material
from aicmo.strategy.names import headline, stems, trigger_clause
from aicmo.strategy.weaving import told

LONGEST_TITLE = 6
ALTERNATES = 2


@cache
def _territories() -> dict[str, Any]:
    return read_toml("aicmo.strategy", "territories.toml")


def ideas(material: Material) -> tuple[Idea, ...]:
    """Return the recommended idea, with two alternates where the pack holds a section for the idea."""
    wanted = 1 + ALTERNATES if any(section.id == "idea" for section in material.pack.sections) else 1
    found: dict[str, Idea] = {}
    for idea in _candidates(material):
        found.setdefault(idea.line.casefold(), idea)
    return tuple(found.values())[:wanted]


def _candidates(material: Material) -> Iterator[Idea]:
    """Yield the first idea of every territory, then the second ones: alternates should differ in kind."""
    for turn in range(1 + ALTERNATES):
        for name in _territories()["territories"]:
            for number, (seed, ref) in enumerate(_seeds(material, name)):
                if number == turn:
                    yield _idea(material, name, seed, ref)


def _idea(material: Material, name: str, seed: str, ref: str) -> Idea:
    words = {"seed": seed, "brand": material.brief.brand.name, "who": material.public, "people": people(material)}
    fact = echo(material, seed) if name == "title" else None
    if fact:
        name, words = "title_echo", {**words, "fact": told(material, fact)}
    return Idea(
        line=_line(material, name, seed),
        rationale=material.voice.say(f"idea_why.{name}", **words),
        refs=(ref, fact.id) if fact else (ref,),
    )


def echo(material: Material, title: str) -> Fact | None:
    """Return the fact that shares most words with the title (``Before the rain``, ``First soaking rain``), if any."""
    wanted = stems(title)
    same = title.casefold()
    facts = [f for f in material.of_kind("proof", "moment", "benefit") if f.text.casefold() != same]
    best = max(facts, key=lambda fact: len(wanted & stems(fact.text)), default=None)
    return best if best and wanted & stems(best.text) else None


def _seeds(material: Material, territory: str) -> Iterator[tuple[str, str]]:
    """Yield the words a territory starts from, with the fact or field they come from."""
    if territory == "title":
        if _speaks(material.brief.title):
            yield material.brief.title, "title"
    elif territory == "trigger":
        clause = trigger_clause(material.brief.audience.primary)
        if clause:
            yield clause, "audience.primary"
    else:
        for fact in material.of_kind(territory):
            line = _short(fact)
            if line:
                yield line, fact.id


def _short(fact: Fact) -> str | None:
    return headline(fact.text)


def _speaks(title: str) -> bool:
    low = title.casefold()
    plain = any(word in low.split() or word == low for word in _territories()["plain_titles"])
    return not plain and 2 <= len(title.split()) <= LONGEST_TITLE  # noqa: PLR2004 (a line is at least two words)


def _line(material: Material, territory: str, seed: str) -> str:
    key = "idea.title" if territory == "title_echo" else f"idea.{territory}"
    return material.voice.say(key, seed=seed.rstrip("."), brand=material.brief.brand.name).rstrip(".")
