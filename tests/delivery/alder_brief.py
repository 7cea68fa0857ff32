"""The brief of the hand-made campaign."""

from __future__ import annotations

from datetime import date
from typing import Any

from aicmo.onboarding.documents import (
    Assumption,
    Brief,
    Claim,
    Fact,
    NormalizedBrief,
    Request,
)


def brief(**changes: Any) -> Brief:
    return Brief.model_validate(
        {
            "title": "Before the rain",
            "pack": "campaign_standard",
            "client": "alder-and-rain",
            "brand": {
                "name": "Alder & Rain",
                "website": "https://alderandrain.example",
                "industry": "home_services",
                "tone": ["plain-spoken", "dry humor"],
                "colors": ["#1F3A3D", "#E9C46A"],
                "public_contacts": ["+1 503 555 0142"],
            },
            "offer": {
                "what": "Gutter cleaning and small roof repairs for houses in Portland, in one visit by our own crew.",
                "benefits": ["Photos before and after, sent the same day", "One price, agreed before we climb"],
                "proof": [{"claim": "1,240 houses cleaned since 2021"}],
            },
            "goal": {"objective": "leads", "kpi": {"metric": "quote requests", "baseline": 24, "target": 45}},
            "audience": {"primary": "Owners of houses under trees who put it off.", "exclude": ["apartments"]},
            "market": {"countries": ["US"], "places": ["Portland, OR"], "time_zone": "America/Los_Angeles"},
            "schedule": {"starts": "2026-12-14", "weeks": 6, "deliver_by": "2026-12-03"},
            "budget": {"media": "6000 USD"},
            "rules": {
                "include": [{"text": "CCB license on request", "in": ["landing_page"], "exact": True}],
                "legal": [{"text": "Prices exclude roofs above two stories.", "applies_to": ["all"]}],
            },
            "email": {"postal_address": "12 NE Tree St, Portland, OR 97200", "consent": "customers"},
            "assets": [{"file": "brand/logo.svg", "kind": "logo", "rights": "owned"}],
            "approval": {"by": "Maya Ortiz", "email": "maya@alderandrain.example", "rounds": 2},
            "extras": ["four-panel door hanger"],
            **changes,
        }
    )


def normalized(given: Brief | None = None) -> NormalizedBrief:
    return NormalizedBrief(
        brief=given or brief(),
        facts=(
            Fact(id="benefit-1", kind="benefit", text="Photos before and after, sent the same day"),
            Fact(id="benefit-2", kind="benefit", text="One price, agreed before we climb"),
            Fact(id="proof-1", kind="proof", text="Licensed and bonded in Oregon"),
        ),
        claims=(
            Claim(id="C1", text="Licensed and bonded in Oregon", status="supported", evidence="docs/ccb.pdf"),
            Claim(id="C2", text="1,240 houses cleaned since 2021", status="held_back", reason="No evidence was given."),
        ),
        assumptions=(Assumption(id="A1", field="goal.kpi.per", value="month", why="The brief names no period."),),
        requests=(
            Request(text="Campaign", status="included"),
            Request(text="four-panel door hanger", status="not_included"),
        ),
        business="b2c",
        received_on=date(2026, 11, 23),
    )
