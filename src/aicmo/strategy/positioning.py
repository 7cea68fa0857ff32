"""Positioning: for [who] who [need], [brand] is [category] that [benefit] because [proof]; and the one promise."""

from __future__ import annotations

from aicmo.onboarding.documents import Fact
from aicmo.strategy.documents import Positioning
from aicmo.strategy.material import Material
from aicmo.strategy.names import head, relative_clause
from aicmo.strategy.voice import lowered, quote


def positioning(material: Material) -> Positioning:
    """Fill the five slots from the brief; the client's phrases stay in quotation marks."""
    audience = material.brief.audience.primary
    benefit = lead_benefit(material)
    reason = _reason(material, benefit)
    clause = relative_clause(audience)
    what = material.of_kind("what")
    used = [fact.id for fact in (*what[:1], benefit, reason) if fact]
    return Positioning(
        audience=_inline(head(audience)),
        need=clause or material.voice.say("positioning.need", what=quote(head(material.brief.offer.what))),
        category=_inline(head(material.brief.offer.what)),
        benefit=_phrase(material, "benefit", benefit),
        because=_phrase(material, "because", reason),
        refs=("audience.primary", "offer.what", *dict.fromkeys(used)),
    )


def lead_benefit(material: Material) -> Fact | None:
    """Return the fact that carries the campaign: the client's first benefit, else the strongest thing they gave."""
    found = material.of_kind("benefit") or material.of_kind("proof", "price", "question", "what")
    return found[0] if found else None


def promise(material: Material) -> str:
    """Return the campaign's one promise, in the client's words."""
    fact = lead_benefit(material)
    return fact.text.rstrip(" .;,") if fact else material.brief.offer.what


def _reason(material: Material, benefit: Fact | None) -> Fact | None:
    found = [
        fact for fact in material.of_kind("proof") + material.of_kind("benefit", "price", "what") if fact != benefit
    ]
    return found[0] if found else benefit


def _phrase(material: Material, slot: str, fact: Fact | None) -> str:
    text = quote(fact.text if fact else material.brief.offer.what)
    said = material.voice.say(f"positioning.{slot}", text=text)
    return lowered(said).rstrip(".")


def _inline(text: str) -> str:
    return lowered(text).rstrip(" .")
