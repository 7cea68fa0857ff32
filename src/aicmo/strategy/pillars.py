"""Pillars: three or four lines of argument, each made of the client's own facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import Fact
from aicmo.strategy.documents import Pillar
from aicmo.strategy.material import Material
from aicmo.strategy.names import headline
from aicmo.strategy.voice import quote

MOST = 4
FEWEST = 3
PAIR = 2


class Theme(Doc):
    """A kind of argument: which facts speak for it (by kind and by word), and the objection it answers."""

    id: str
    kinds: dict[str, int]
    words: tuple[str, ...]
    leads: tuple[str, ...]
    objections: tuple[str, ...]


class Themes(Doc):
    """All themes, strongest claim on a fact first."""

    source: str
    checked_on: date
    theme: tuple[Theme, ...]


@cache
def themes() -> tuple[Theme, ...]:
    """Return the shipped themes."""
    return Themes.model_validate(read_toml("aicmo.strategy", "themes.toml")).theme


def pillars(material: Material) -> tuple[Pillar, ...]:
    """Group every usable fact under three or four arguments, each with two facts or more where there are enough."""
    groups = _balanced(_grouped(material.facts))
    named: list[Pillar] = []
    for number, (theme, facts) in enumerate(groups, 1):
        taken = {pillar.name.casefold() for pillar in named} | {pillar.objection.casefold() for pillar in named}
        named.append(_pillar(material, f"pillar-{number}", theme, facts, taken))
    return tuple(named)


def _fit(theme: Theme, fact: Fact) -> int:
    words = f"{fact.text} {fact.detail or ''}".casefold()
    hits = sum(1 for word in theme.words if re.search(rf"\b{re.escape(word)}", words))
    return theme.kinds.get(fact.kind, 0) + 2 * hits


def _grouped(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    groups: dict[str, list[Fact]] = {theme.id: [] for theme in themes()}
    for fact in facts:
        best = max(themes(), key=lambda theme: _fit(theme, fact))
        groups[best.id].append(fact)
    return {name: found for name, found in groups.items() if found}


def _balanced(groups: dict[str, list[Fact]]) -> list[tuple[Theme, list[Fact]]]:
    """Merge what is too thin or too many, split what is too thick, until three or four groups stand."""
    by_id = {theme.id: theme for theme in themes()}
    found = [(by_id[name], facts) for name, facts in groups.items()]
    while len(found) > FEWEST and (len(found) > MOST or min(len(facts) for _, facts in found) < PAIR):
        found = _merged(found)
    while len(found) < FEWEST and max(len(facts) for _, facts in found) >= 2 * PAIR:
        found = _halved(found)
    return _filled(found)


def _merged(found: list[tuple[Theme, list[Fact]]]) -> list[tuple[Theme, list[Fact]]]:
    """Give the thinnest group's facts to the groups they fit next best."""
    thin = min(range(len(found)), key=lambda index: (len(found[index][1]), -index))
    rest = [group for index, group in enumerate(found) if index != thin]
    for fact in found[thin][1]:
        home = max(range(len(rest)), key=lambda index: (_fit(rest[index][0], fact), -len(rest[index][1]), -index))
        rest[home][1].append(fact)
    return rest


def _halved(found: list[tuple[Theme, list[Fact]]]) -> list[tuple[Theme, list[Fact]]]:
    thick = max(range(len(found)), key=lambda index: (len(found[index][1]), -index))
    theme, facts = found[thick]
    taken = {other.id for other, _ in found}
    spare = next(other for other in reversed(themes()) if other.id not in taken)
    moving = sorted(facts, key=lambda fact: (-_fit(spare, fact), facts.index(fact)))[: len(facts) // 2]
    return [
        *found[:thick],
        (theme, [fact for fact in facts if fact not in moving]),
        *found[thick + 1 :],
        (spare, moving),
    ]


def _filled(found: list[tuple[Theme, list[Fact]]]) -> list[tuple[Theme, list[Fact]]]:
    """Move a spare fact from the thickest group to a group with one, so that each can carry two drafts."""
    for theme, facts in found:
        donor = max((group for _, group in found), key=len)
        if len(facts) < PAIR < len(donor):
            spare = max(donor[1:], key=lambda fact: _fit(theme, fact))
            donor.remove(spare)
            facts.append(spare)
    return found


def _pillar(material: Material, pillar_id: str, theme: Theme, facts: list[Fact], taken: set[str]) -> Pillar:
    ordered = sorted(facts, key=lambda fact: theme.leads.index(fact.kind) if fact.kind in theme.leads else 9)
    lead = ordered[0]
    support = ordered[1] if len(ordered) > 1 else lead
    objection, answer = _objection(material, theme, ordered, taken)
    name = next((line for fact in ordered if (line := headline(fact.text)) and line.casefold() not in taken), None)
    return Pillar(
        id=pillar_id,
        name=name or headline(lead.text) or lead.text,
        message=material.voice.say(
            f"pillar.{theme.id}", brand=material.brief.brand.name, lead=quote(lead.text), support=quote(support.text)
        ),
        facts=tuple(fact.id for fact in ordered),
        objection=objection,
        answer=answer,
    )


def _objection(material: Material, theme: Theme, facts: list[Fact], taken: set[str]) -> tuple[str, str]:
    """Return what a reader would object and the client's own answer: a question of the brief if one is left."""
    asked = [fact for fact in facts if fact.kind == "question" and fact.detail and fact.text.casefold() not in taken]
    if asked:
        return asked[0].text, asked[0].detail or ""
    ask = material.voice.choose(f"objection.{theme.id}", theme.objections)
    lead = next((fact for fact in facts if fact.kind not in {"question", "audience", "what"}), facts[0])
    return ask, lead.text
