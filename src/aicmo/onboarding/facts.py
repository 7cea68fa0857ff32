"""The client's facts, numbered in the brief's order, so that every sentence of the package can cite them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.onboarding.documents import Claim, Fact
from aicmo.onboarding.repeating import repeats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aicmo.onboarding.documents import Brief


def facts(brief: Brief, claims: Sequence[Claim]) -> tuple[Fact, ...]:
    """Return what may be said: everything the client told us but the claims that are held back."""
    held = [claim.text for claim in claims if claim.status == "held_back"]
    proven = {claim.text for claim in claims if claim.status == "supported"}
    return tuple(fact for fact in _all(brief) if fact.text in proven or not _says_again(fact, held))


def said(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield everything that drafts are written from, with its field."""
    offer = brief.offer
    yield "title", brief.title
    yield "offer.what", offer.what
    yield from ((f"offer.benefits.{n}", benefit) for n, benefit in enumerate(offer.benefits))
    yield from ((f"offer.prices.{n}", f"{price.item} {price.terms or ''}") for n, price in enumerate(offer.prices))
    yield from ((f"offer.proof.{n}.claim", proof.claim) for n, proof in enumerate(offer.proof))
    yield from ((f"offer.questions.{n}", f"{each.ask} {each.answer}") for n, each in enumerate(offer.questions))
    if brief.launch:
        yield "launch.name", brief.launch.name
        yield from ((f"launch.quotes.{n}.text", quote.text) for n, quote in enumerate(brief.launch.quotes))
    yield from ((f"context.events.{n}.name", moment.name) for n, moment in enumerate(brief.context.events))


def _says_again(fact: Fact, held: Sequence[str]) -> bool:
    return any(repeats(f"{fact.text} {fact.detail or ''}", claim) for claim in held)


def _all(brief: Brief) -> Iterator[Fact]:
    offer = brief.offer
    yield Fact(id="what-1", kind="what", text=offer.what)
    for n, benefit in enumerate(offer.benefits, 1):
        yield Fact(id=f"benefit-{n}", kind="benefit", text=benefit)
    for n, proof in enumerate(offer.proof, 1):
        yield Fact(id=f"proof-{n}", kind="proof", text=proof.claim, detail=proof.evidence)
    for n, price in enumerate(offer.prices, 1):
        text = f"{price.item}: {price.price.amount} {price.price.currency}"
        yield Fact(id=f"price-{n}", kind="price", text=text, detail=price.terms, until=price.until)
    for n, question in enumerate(offer.questions, 1):
        yield Fact(id=f"question-{n}", kind="question", text=question.ask, detail=question.answer)
    for n, place in enumerate(brief.market.places, 1):
        yield Fact(id=f"place-{n}", kind="place", text=place)
    for n, moment in enumerate(brief.context.events, 1):
        yield Fact(id=f"moment-{n}", kind="moment", text=moment.name, detail=moment.on.isoformat(), until=moment.on)
    yield Fact(id="audience-1", kind="audience", text=brief.audience.primary)
    for n, audience in enumerate(brief.audience.secondary, 2):
        yield Fact(id=f"audience-{n}", kind="audience", text=audience)
