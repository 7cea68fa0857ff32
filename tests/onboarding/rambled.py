"""What a good model quotes of the rambling letter, in the shape of its answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

LETTER = Path(__file__).with_name("letters") / "rambling.eml"
TODAY = date(2026, 11, 23)


def value(field: str, said: str, quote: str | None = None) -> dict[str, str]:
    return {"field": field, "value": said, "quote": quote or said}


def answer(*values: dict[str, str], **rows: list[dict[str, str]]) -> dict[str, Any]:
    return {"values": [*values], "prices": [], "proof": [], "questions": [], "measures": [], **rows}


def price(item: str, amount: str, quote: str) -> dict[str, str]:
    return {"item": item, "price": amount, "until": "", "terms": "", "quote": quote}


BAG = "A bag is €11.50, by the way, and the flat white is €3.80."
GOOD = answer(
    value("brand.name", "Quarter Gull Coffee", "my sister and I own Quarter Gull Coffee out in Galway"),
    value("market.countries", "Ireland"),
    value("market.places", "Galway"),
    value(
        "offer.what",
        "We roast small batches of coffee and sell beans by post and at our counter on Dock Road",
    ),
    value("offer.benefits", "every bag is posted within a day of roasting"),
    value("offer.benefits", "the grinding is free"),
    value("offer.benefits", "We also take back the empty tins and fill them again"),
    value("brand.industry", "coffee", "We roast small batches of coffee"),
    value(
        "audience.primary",
        "office workers near the docks who pass us on the way to the ferry and think good coffee takes too long",
    ),
    value("goal.objective", "real awareness", "I would love for them to get to know us, I mean real awareness"),
    value("pack", "social starter"),
    value("schedule.starts", "4 January 2027", "begin on 4 January 2027"),
    value("schedule.weeks", "four weeks"),
    value("channels.use", "Instagram and facebook"),
    value("channels.avoid", "TikTok", "No TikTok please"),
    value("rules.avoid", "cheap", "never call us cheap"),
    value("context.competitors", "Mossline Roasters"),
    prices=[price("A bag", "€11.50", BAG), price("the flat white", "€3.80", BAG)],
    questions=[
        {
            "ask": "do you grind the beans?",
            "answer": "Yes, for any brewer, free of charge.",
            "quote": "do you grind the beans? Yes, for any brewer, free of charge.",
        }
    ],
)
