"""Positioning: for [who] who [need], [brand] is [category] that [benefit] because [proof]; and the one promise."""

from __future__ import annotations

from aicmo.onboarding.documents import Fact
from aicmo.strategy.documents import Positioning
from aicmo.strategy.material import Material
from aicmo.strategy.names import grammar, is_kind, relative_clause
from aicmo.strategy.voice import quote


def positioning(material: Material) -> Positioning:
    """Fill the five slots from the brief; the client's phrases stay in quotation marks.

    Each slot is a piece of one sentence: ``For {audience} who {need}, {brand} is {category} that {benefit}, because
    {because}.``
    """
    benefit = lead_benefit(material)
    reason = _reason(material, benefit)
    return Positioning(
        audience=material.public,
        need=relative_clause(material.brief.audience.primary) or _slot(material, "need", _offer(material)),
        category=_category(material),
        benefit=_spoken(benefit) or _slot(material, "benefit", quote(benefit.text)),
        because=_because(material, reason),
        refs=tuple(dict.fromkeys(("audience.primary", "offer.what", benefit.id, reason.id))),
    )


def lead_benefit(material: Material) -> Fact:
    """Return the fact that carries the campaign: the client's first benefit, else the strongest thing they gave."""
    return (material.of_kind("benefit") or material.of_kind("proof", "price", "moment", "question"))[0]


def promise(material: Material) -> str:
    """Return the campaign's one promise, in the client's words."""
    return lead_benefit(material).text.rstrip(" .;,")


def _reason(material: Material, benefit: Fact) -> Fact:
    ranked = material.of_kind("proof") + material.of_kind("benefit") + material.of_kind("price", "question", "moment")
    return next((fact for fact in ranked if fact != benefit), benefit)


def _spoken(fact: Fact) -> str | None:
    """Return a fact that already is a predicate (``Matches invoices across three ledgers``), ready for our sentence."""
    first, _, rest = fact.text.rstrip(" .;").partition(" ")
    return f"{first.casefold()} {rest}" if first.casefold() in grammar().predicates else None


def _because(material: Material, fact: Fact) -> str:
    predicate = _spoken(fact) if fact.kind == "benefit" else None
    return f"it {predicate}" if predicate else _slot(material, f"because_{fact.kind}", quote(fact.text))


def _offer(material: Material) -> str:
    return material.trade or quote(material.brief.offer.what)


def _category(material: Material) -> str:
    if material.trade is None:
        return f"the name behind {quote(material.brief.offer.what)}"
    # "a charity" is what the brand is; "gutter cleaning" is what it does.
    return material.trade if is_kind(material.trade) else _slot(material, "category", material.trade)


def _slot(material: Material, slot: str, text: str) -> str:
    """Return a piece of the sentence: no capital, no stop."""
    said = material.voice.say(f"positioning.{slot}", text=text)
    return (said[:1].lower() + said[1:]).rstrip(".")
