"""Three briefs of different trades, read the way intake reads them."""

from __future__ import annotations

from datetime import date
from typing import Any

from aicmo.onboarding.documents import Assumption, Brief, Claim, Fact, NormalizedBrief


def gutters() -> dict[str, Any]:
    return {
        "title": "Before the rain",
        "pack": "campaign_standard",
        "client": "alder-and-rain",
        "brand": {
            "name": "Alder & Rain",
            "website": "https://alderandrain.example",
            "industry": "home_services",
            "tone": ["plain-spoken", "neighborly", "dry humor"],
        },
        "offer": {
            "what": "Gutter cleaning and small roof repairs for houses in Portland, in one visit by our own crew.",
            "benefits": [
                "Photos before and after, sent the same day",
                "One price for the house, agreed before we climb",
                "Clogged again within 60 days? We come back at no charge",
            ],
            "prices": [
                {
                    "item": "Single-story clean",
                    "price": "189 USD",
                    "until": "2027-02-10",
                    "terms": "up to 200 ft of gutter",
                }
            ],
            "proof": [
                {"claim": "Licensed and bonded in Oregon", "evidence": "docs/ccb-license.pdf", "date": "2026-05-04"},
                {"claim": "1,240 houses cleaned since 2021"},
            ],
            "questions": [
                {"ask": "Do I need to be home?", "answer": "No. Leave the side gate open; we send the photos."}
            ],
        },
        "goal": {
            "objective": "leads",
            "kpi": {"metric": "quote requests", "baseline": 24, "target": 45, "per": "month"},
        },
        "audience": {
            "primary": "Owners of houses under trees, 35-65, who put it off until water runs down the wall.",
            "secondary": ["Landlords with two to ten houses"],
            "exclude": ["apartments", "commercial roofs"],
        },
        "market": {
            "countries": ["US"],
            "places": ["Portland, OR"],
            "locales": ["en-US"],
            "time_zone": "America/Los_Angeles",
        },
        "schedule": {"starts": "2026-12-14", "weeks": 6, "avoid_dates": ["2026-12-25"], "deliver_by": "2026-12-03"},
        "budget": {"media": "6000 USD", "for": "whole campaign", "includes_fees": False},
        "channels": {"use": ["google_search", "meta_ads", "instagram", "email"], "avoid": ["tiktok"]},
        "rules": {
            "include": [{"text": "CCB license on request", "in": ["landing_page", "email"], "exact": True}],
            "avoid": ["cheap", "number one", "GutterKing"],
        },
        "email": {
            "postal_address": "12 NE Tree St, Portland, OR 97200",
            "consent": "customers and quote-form opt-in",
        },
        "approval": {"by": "Maya Ortiz", "email": "maya@alderandrain.example", "rounds": 2},
    }


def bakery() -> dict[str, Any]:
    return {
        "title": "November social brief",
        "pack": "social_starter",
        "client": "kruste",
        "brand": {
            "name": "Kruste",
            "website": "https://kruste.example",
            "industry": "restaurants",
            "tone": ["warm", "exact"],
        },
        "offer": {
            "what": "Sourdough bread baked overnight and sold from six in the morning in Bristol.",
            "benefits": [
                "Every loaf rests for 30 hours",
                "Flour from two farms within 20 miles",
                "Order by 8 pm and your loaf waits with your name on it",
            ],
            "prices": [{"item": "Country loaf, 900 g", "price": "5.40 GBP"}],
            "proof": [{"claim": "Soil Association certified", "evidence": "docs/sa.pdf"}],
            "questions": [
                {"ask": "Does it keep?", "answer": "Four days in a paper bag. Toast it on day five."},
                {"ask": "Can I freeze it?", "answer": "Yes. Slice it first and take out what you need."},
            ],
        },
        "goal": {"objective": "awareness"},
        "audience": {"primary": "People in BS3 and BS4 who buy bread twice a week and walk past on the way to work."},
        "market": {"countries": ["GB"], "places": ["Bedminster"], "locales": ["en-GB"], "time_zone": "Europe/London"},
        "schedule": {"starts": "2026-12-07", "weeks": 4, "avoid_dates": ["2026-12-25", "2026-12-26"]},
        "approval": {"by": "Tom Ellis"},
    }


def ledgers() -> dict[str, Any]:
    return {
        "title": "Month end in a morning",
        "pack": "campaign_standard",
        "client": "abgleich",
        "brand": {"name": "Abgleich", "website": "https://abgleich.example", "industry": "software"},
        "offer": {
            "what": "Reconciliation software for finance teams of ten to two hundred companies in one group.",
            "benefits": [
                "Matches intercompany invoices across three ledgers",
                "Every match shows its rule",
                "Runs in your own tenant, in Frankfurt",
            ],
            "prices": [{"item": "Team plan", "price": "1200 EUR", "terms": "per month, up to twenty entities"}],
            "proof": [
                {"claim": "ISO 27001 certified", "evidence": "docs/iso.pdf"},
                {"claim": "Close time cut from nine days to four at a machine builder", "evidence": "docs/case.pdf"},
            ],
            "questions": [
                {"ask": "How long does set-up take?", "answer": "Two weeks, with your own chart of accounts."},
                {"ask": "Does it write to our ERP?", "answer": "Only when a named person releases the batch."},
                {"ask": "Who sees our data?", "answer": "Nobody outside your tenant."},
            ],
        },
        "goal": {"objective": "leads", "kpi": {"metric": "demo requests", "target": 30, "per": "campaign"}},
        "audience": {
            "primary": "Heads of group accounting who close the month in spreadsheets when three systems disagree.",
            "secondary": ["IT leads who must sign off every tool", "Auditors of mid-sized groups"],
        },
        "market": {"countries": ["DE", "AT"], "locales": ["en-GB"], "time_zone": "Europe/Berlin"},
        "schedule": {"starts": "2027-03-01", "weeks": 8},
        "budget": {"media": "8000.55 EUR", "for": "month", "includes_fees": True},
        "email": {"postal_address": "Am Ring 1, Frankfurt", "consent": "event opt-in"},
        "approval": {"by": "Jana Wolf"},
        "context": {
            "competitors": [{"name": "LedgerLord"}],
            "tried": [{"what": "Trade fair booth", "result": "40 cards, one demo"}],
        },
    }


def normalized(raw: dict[str, Any], business: str = "b2c", received: date = date(2026, 11, 23)) -> NormalizedBrief:
    """Read a brief the way intake does: facts and claims numbered in the brief's order."""
    brief = Brief.model_validate(raw)
    offer = brief.offer
    facts = [Fact(id="what-1", kind="what", text=offer.what)]
    facts += [Fact(id=f"benefit-{n}", kind="benefit", text=text) for n, text in enumerate(offer.benefits, 1)]
    claims = []
    for n, proof in enumerate(offer.proof, 1):
        held = proof.evidence is None
        claims.append(
            Claim(
                id=f"claim-{n}", text=proof.claim, status="held_back" if held else "supported", evidence=proof.evidence
            )
        )
        if not held:
            facts.append(Fact(id=f"proof-{n}", kind="proof", text=proof.claim, detail=proof.evidence))
    for n, price in enumerate(offer.prices, 1):
        text = f"{price.item}: {price.price.amount} {price.price.currency}"
        facts.append(Fact(id=f"price-{n}", kind="price", text=text, detail=price.terms, until=price.until))
    facts += [
        Fact(id=f"question-{n}", kind="question", text=q.ask, detail=q.answer) for n, q in enumerate(offer.questions, 1)
    ]
    facts += [Fact(id=f"place-{n}", kind="place", text=place) for n, place in enumerate(brief.market.places, 1)]
    facts.append(Fact(id="audience-1", kind="audience", text=brief.audience.primary))
    return NormalizedBrief(
        brief=brief,
        facts=tuple(facts),
        claims=tuple(claims),
        assumptions=(Assumption(id="A1", field="brand.formality", value="neutral", why="The brief does not say."),),
        requests=(),
        business=business,
        received_on=received,
    )
