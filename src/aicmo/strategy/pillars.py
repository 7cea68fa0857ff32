"""Pillars: three or four lines of argument, each made of the client's own facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc, Objective
from aicmo.onboarding.documents import Fact
from aicmo.saga import Rejected
from aicmo.strategy.documents import Pillar
from aicmo.strategy.goals import people
from aicmo.strategy.material import Material
from aicmo.strategy.names import headline
from aicmo.strategy.weaving import is_predicate, priced, speaks, told

MOST = 4
FEWEST = 3
PAIR = 2
LONGEST = 11  # words of a name
BACKGROUND = frozenset({"what", "place", "audience"})
EVIDENCE = frozenset({"proof", "benefit", "price"})
SPOKEN_DETAIL = frozenset({"price", "question"})


class Theme(Doc):
    """A kind of argument: which facts speak for it (by kind and by word), and the objections it answers."""

    id: str
    title: str
    gift: str = ""
    gift_objections: tuple[str, ...] = ()
    kinds: dict[str, int]
    words: tuple[str, ...]
    leads: tuple[str, ...]
    objections: tuple[str, ...]


class Themes(Doc):
    """All themes, strongest claim on a fact first."""

    source: str
    checked_on: date
    theme: tuple[Theme, ...]


Group = tuple[Theme, list[Fact]]


@cache
def themes() -> tuple[Theme, ...]:
    """Return the shipped themes."""
    return Themes.model_validate(read_toml("aicmo.strategy", "themes.toml")).theme


def pillars(material: Material) -> tuple[Pillar, ...]:
    """Group every usable fact under three or four arguments, each with two facts or more where there are enough.

    Raises:
        Rejected: the brief holds no fact that could carry an argument.
    """
    arguing = [fact for fact in material.facts if fact.kind not in BACKGROUND]
    if len(arguing) < PAIR:
        raise Rejected(
            "offer: fewer than two usable benefits, proofs, prices or questions, so there is nothing to argue with. "
            "Add what customers gain, what it costs, or what they ask.",
            report={"field": "offer", "usable": [fact.id for fact in arguing]},
        )
    groups = _backed(_balanced(_grouped(arguing)), [fact for fact in material.facts if fact.kind in BACKGROUND])
    made: list[Pillar] = []
    for number, (theme, facts) in enumerate(groups, 1):
        made.append(_pillar(material, f"pillar-{number}", theme, facts, made))
    return tuple(made)


def _fit(theme: Theme, fact: Fact) -> int:
    words = f"{fact.text} {fact.detail or ''}".casefold()
    hits = sum(1 for word in theme.words if re.search(rf"\b{re.escape(word)}", words))
    return theme.kinds.get(fact.kind, 0) + 2 * hits


def _grouped(facts: Sequence[Fact]) -> list[Group]:
    groups: list[Group] = [(theme, []) for theme in themes()]
    for fact in facts:
        max(groups, key=lambda group: _fit(group[0], fact))[1].append(fact)
    return [group for group in groups if group[1]]


def _balanced(found: list[Group]) -> list[Group]:
    """Merge what is too thin or too many, split what is too thick, until three or four groups stand."""
    while len(found) > FEWEST and (len(found) > MOST or min(len(facts) for _, facts in found) < PAIR):
        found = _merged(found)
    while len(found) < FEWEST and max(len(facts) for _, facts in found) >= PAIR:
        found = _halved(found)
    return _filled(found)


def _merged(found: list[Group]) -> list[Group]:
    """Give the thinnest group's facts to the groups they fit next best."""
    thin = min(range(len(found)), key=lambda index: (len(found[index][1]), -index))
    rest = [group for index, group in enumerate(found) if index != thin]
    for fact in found[thin][1]:
        home = max(range(len(rest)), key=lambda index: (_fit(rest[index][0], fact), -len(rest[index][1]), -index))
        rest[home][1].append(fact)
    return rest


def _halved(found: list[Group]) -> list[Group]:
    """Move half of the thickest group to the unused theme that fits its facts best."""
    thick = max(range(len(found)), key=lambda index: (len(found[index][1]), -index))
    theme, facts = found[thick]
    taken = {other.id for other, _ in found}
    spare = max(
        (other for other in themes() if other.id not in taken),
        key=lambda other: sum(_fit(other, fact) for fact in facts),
    )
    half = max(1, len(facts) // 2)
    moving = sorted(facts, key=lambda fact: (_fit(theme, fact) - _fit(spare, fact), facts.index(fact)))[:half]
    staying = [fact for fact in facts if fact not in moving]
    return [*found[:thick], (theme, staying), *found[thick + 1 :], (spare, moving)]


def _filled(found: list[Group]) -> list[Group]:
    """Move a spare fact from the thickest group to a group with one, so that each can carry two drafts."""
    for theme, facts in found:
        donor = max((group for _, group in found), key=len)
        if len(facts) < PAIR < len(donor):
            spare = max(donor, key=lambda fact: _fit(theme, fact))
            donor.remove(spare)
            facts.append(spare)
    return found


def _backed(found: list[Group], background: Sequence[Fact]) -> list[Group]:
    """Give offer, places and audience, which argue nothing alone, to the thinnest groups."""
    for fact in background:
        min((facts for _, facts in found), key=len).append(fact)
    return found


def _pillar(material: Material, pillar_id: str, theme: Theme, facts: list[Fact], made: Sequence[Pillar]) -> Pillar:
    ordered = sorted(
        facts, key=lambda fact: theme.leads.index(fact.kind) if fact.kind in theme.leads else len(theme.leads)
    )
    arguing = [fact for fact in ordered if fact.kind not in BACKGROUND]
    objection, answer = _objection(material, theme, arguing, {pillar.objection for pillar in made})
    name = _name(material, theme, arguing, {pillar.name for pillar in made})
    return Pillar(
        id=pillar_id,
        name=name,
        message=_message(material, theme, arguing),
        facts=tuple(fact.id for fact in ordered),
        evidence=tuple(fact.id for fact in ordered if fact.kind in EVIDENCE),
        objection=objection,
        answer=answer,
    )


def _message(material: Material, theme: Theme, facts: Sequence[Fact]) -> str:
    """Say what the argument is, with its two strongest facts in the client's words."""
    fitting = [fact for fact in facts if fact.kind != "question" and _fit(theme, fact)]
    said = [told(material, fact) for fact in fitting] or [told(material, facts[0])]
    key = f"pillar.{theme.id}" if len(said) > 1 else f"pillar_single.{theme.id}"
    return material.voice.say(
        key,
        brand=material.brief.brand.name,
        people=people(material),
        lead=said[0],
        support=said[-1] if len(said) == 1 else said[1],
    )


def _name(material: Material, theme: Theme, facts: Sequence[Fact], taken: set[str]) -> str:
    """Name the pillar by its theme and the clearest short clause among its facts (``Price: one price for the …``)."""
    lines = sorted((_line(material, theme, fact) for fact in facts), key=lambda line: line[0])
    title = theme.gift if theme.gift and gives(material) else theme.title
    names = [f"{title}: {line}" for _, line in lines]
    return next((name for name in names if name not in taken), names[0])


def _line(material: Material, theme: Theme, fact: Fact) -> tuple[tuple[bool, ...], str]:
    """Return a fact as a line for a name, after what makes it less fit for one."""
    if fact.kind == "price":
        return (False, False, False, not theme.kinds.get("price")), told(material, fact)
    line = headline(fact.text, LONGEST) or fact.text
    cut = not fact.text.startswith(f"{line},") and line != fact.text.rstrip(" .")
    said = line if speaks(line) or is_predicate(line) else material.inline(line)
    last = fact.kind == "moment" or bool(theme.kinds.get("price"))
    return (fact.kind == "question", speaks(line), cut, last), said


def gives(material: Material) -> bool:
    """Say whether the campaign asks for gifts: nothing has a price then."""
    return material.brief.goal.objective is Objective.DONATE


def _objection(material: Material, theme: Theme, facts: Sequence[Fact], taken: set[str]) -> tuple[str, str]:
    """Return what a reader would object and the client's own answer: a question of the brief if there is one."""
    for fact in facts:
        if fact.kind == "question" and fact.detail:
            return fact.text, fact.detail
    stock = theme.gift_objections if theme.gift_objections and gives(material) else theme.objections
    asks = [ask for ask in stock if ask not in taken]
    lead = facts[0]
    text = priced(material, lead)
    answer = f"{text} ({lead.detail})" if lead.detail and lead.kind in SPOKEN_DETAIL else text
    return material.voice.choose(f"objection.{theme.id}", asks or list(stock)), answer
