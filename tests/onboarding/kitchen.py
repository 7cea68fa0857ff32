"""A brief that is accepted, and ways to spoil it."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

from aicmo.onboarding.documents import Intake
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import receive

TODAY = date(2026, 11, 23)

GOOD: dict[str, Any] = {
    "title": "Before the rain",
    "pack": "campaign_standard",
    "client": "alder-and-rain",
    "brand": {"name": "Alder & Rain", "industry": "home_services"},
    "offer": {
        "what": "Gutter cleaning and small roof repairs for houses in Portland, in one visit by our own crew.",
        "benefits": [
            "Photos before and after, sent the same day",
            "One price for the house, agreed before we climb",
            "Clogged again within 60 days? We come back at no charge",
            "We bag the leaves and take them away",
            "We text when we are on the way",
        ],
        "prices": [{"item": "Single-story clean", "price": "189 USD", "until": "in 80 days"}],
        "proof": [{"claim": "Licensed in Oregon", "evidence": "https://licenses.example/1"}],
        "questions": [
            {"ask": "Do I need to be home?", "answer": "No. Leave the side gate open."},
            {"ask": "How do I pay?", "answer": "By card after you have seen the photos."},
        ],
    },
    "goal": {"objective": "leads"},
    "audience": {"primary": "Owners of houses under trees who put it off until water runs down the wall."},
    "market": {"countries": ["US"], "locales": ["en-US"], "time_zone": "America/Los_Angeles"},
    "schedule": {"starts": "in 21 days", "weeks": "6"},
    "budget": {"media": "6000 USD"},
    "channels": {"use": ["google_search", "instagram", "email"]},
    "email": {"postal_address": "12 NE Tree St, Portland, OR 97200", "consent": "customers"},
    "approval": {"by": "Maya Ortiz"},
}
REMOVED = object()


def spoiled(path: str, value: Any, base: dict[str, Any] = GOOD) -> dict[str, Any]:
    """Return the good brief (or another) with one field changed, or taken out."""
    data = deepcopy(base)
    *parents, last = path.split(".")
    node = data
    for key in parents:
        node = node.setdefault(key, {})
    if value is REMOVED:
        del node[last]
    else:
        node[last] = value
    return data


def judged(data: dict[str, Any], **options: Any) -> Intake:
    return check(receive("brief.json", json.dumps(data).encode()), today=TODAY, **options)
