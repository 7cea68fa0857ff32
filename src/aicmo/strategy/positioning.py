"""Positioning: for [who] who [need], [brand] is [category] that [benefit] because [proof]; and the one promise."""

from __future__ import annotations

from aicmo.catalog import industries
from aicmo.onboarding.documents import Fact
from aicmo.strategy.documents import Positioning
from aicmo.strategy.material import Material
from aicmo.strategy.names import doing, head, is_kind, relative_clause
from aicmo.strategy.voice import quote
from aicmo.strategy.weaving import told


def positioning(material: Material) -> Positioning:
    """Fill the five slots from the brief; the client's phrases are woven in, speech stays in quotation marks.

    Each slot is a piece of one sentence: ``{brand} is for {audience} who {need}. It is {category}, and it {benefit}.
    Reason to believe: {because}.``
    """
    benefit = lead_benefit(material)
    reason = _reason(material, benefit)
    return Positioning(
        audience=material.public,
        need=relative_clause(material.brief.audience.primary) or _slot(material, "need", _offer(material)),
        category=_category(material),
        benefit=_slot(material, "benefit", told(material, benefit)),
        because=_slot(material, f"because_{reason.kind}", told(material, reason)),
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


def _offer(material: Material) -> str:
    return material.trade or quote(material.brief.offer.what)


def _category(material: Material) -> str:
    if material.trade is None and (deed := doing(material.brief.offer.what)):
        return _slot(material, "category_doing", deed)
    if material.trade is None:
        return f"the name behind {quote(material.brief.offer.what)}"
    # "a charity" is what the brand is; "gutter cleaning" is what it does.
    if is_kind(material.trade):
        return (
            material.inline(head(material.brief.offer.what)) if is_kind(material.brief.offer.what) else material.trade
        )
    industry = industries().get(material.brief.brand.industry or "")
    return _slot(material, f"category_{industry.sells if industry else 'services'}", material.trade)


def _slot(material: Material, slot: str, text: str) -> str:
    """Return a piece of the sentence: no capital, no stop."""
    return material.voice.piece(f"positioning.{slot}", text=text)
