"""The claims register: what may be said as a fact, and what is held back until there is evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aicmo.onboarding.documents import Claim
from aicmo.onboarding.repeating import repeats
from aicmo.onboarding.words import first_match, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.onboarding.documents import Brief, Proof

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
OPEN_QUESTION = re.compile(r"\s*(?:what|which|when|where|who|how)\b.*\?\s*", re.IGNORECASE | re.DOTALL)
"""A question that asks. “Did you know …?” and “Why do …?” state what they seem to ask."""
SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?=\d)[^.!?]+)*[.!?]*")


def register(brief: Brief) -> tuple[Claim, ...]:
    """Return every claim of the brief, numbered: proofs first, then what reads as a claim elsewhere in the offer.

    A number that traces to a price or to the terms of an offer is no claim.
    """
    found = [_proof(proof) for proof in brief.offer.proof] + list(_unproven(brief))
    return tuple(claim.model_copy(update={"id": f"C{n}"}) for n, claim in enumerate(found, 1))


def claim_in(text: str, brief: Brief) -> str | None:
    """Return the span of ``text`` that claims something a reader could check, if there is one."""
    stated = " ".join(sentence for sentence in SENTENCE.findall(text) if not OPEN_QUESTION.fullmatch(sentence))
    if span := first_match("superlative", stated) or first_match("comparison", stated):
        return span
    known = _traceable(brief)
    return next((span for span in matches("figure", text) if not set(NUMBER.findall(span)) <= known), None)


def repeats_held(text: str, brief: Brief) -> str | None:
    """Return the unproven claim of the client that ``text`` says again, in whatever words."""
    return next((each.claim for each in brief.offer.proof if not each.evidence and repeats(text, each.claim)), None)


def is_proven(span: str, brief: Brief) -> bool:
    """Say whether evidence stands behind these very words: 15% proves no 5%."""
    whole = re.compile(rf"(?<![\w.,]){re.escape(span)}(?!\w)", re.IGNORECASE)
    return any(proof.evidence and whole.search(proof.claim) for proof in brief.offer.proof)


def _traceable(brief: Brief) -> set[str]:
    """Return the numbers that stand in a price, its terms or a contact."""
    texts = [f"{price.item} {price.price.amount} {price.terms or ''}" for price in brief.offer.prices]
    return {number for text in (*texts, *brief.brand.public_contacts) for number in NUMBER.findall(text)}


def _proof(proof: Proof) -> Claim:
    if proof.evidence is None:
        reason = "No evidence was given; it appears in no copy until there is."
        return Claim(id="", text=proof.claim, status="held_back", reason=reason)
    return Claim(id="", text=proof.claim, status="supported", evidence=proof.evidence, date=proof.date)


def _unproven(brief: Brief) -> Iterator[Claim]:
    for text in (*brief.offer.benefits, *(question.answer for question in brief.offer.questions)):
        span = claim_in(text, brief)
        if span is not None and not is_proven(span, brief):
            reason = f"“{span}” is a claim that can be checked, and nothing in the brief proves it."
            yield Claim(id="", text=text, status="held_back", reason=reason)
        elif claim := repeats_held(text, brief):
            reason = f"It says in other words “{claim}”, which is held back."
            yield Claim(id="", text=text, status="held_back", reason=reason)
