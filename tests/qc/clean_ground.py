"""What a clean campaign is made of: its brief, its posts, and how slots and drafts are built."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind, Stage
from aicmo.production.documents import AssetSpec, Card, ShotBrief
from aicmo.qc.work import Draft
from aicmo.strategy.documents import (
    Slot,
)
from aicmo.writing.documents import (
    Bio,
    Content,
    VideoScript,
)

TODAY = date(2026, 11, 23)
STARTS = date(2026, 12, 7)
ZONE = ZoneInfo("America/Los_Angeles")
SITE = "https://alderandrain.example"

WHAT = "Gutter cleaning and small roof repairs for houses in Portland, in one visit by our own crew."

BRIEF = {
    "title": "Before the rain",
    "pack": "campaign_standard",
    "client": "alder-and-rain",
    "brand": {
        "name": "Alder & Rain",
        "website": SITE,
        "industry": "home_services",
        "tone": ["plain-spoken", "neighborly"],
        "colors": ["#1F3A3D", "#E9C46A"],
        "public_contacts": ["+1 503 555 0142", "hello@alderandrain.example"],
    },
    "offer": {
        "what": WHAT,
        "benefits": [
            "Photos before and after, sent the same day",
            "One price for the house, agreed before we climb",
            "Clogged again within 60 days? We come back at no charge",
        ],
        "prices": [
            {"item": "Single-story clean", "price": "189 USD", "until": "2027-02-11", "terms": "up to 200 ft of gutter"}
        ],
        "proof": [
            {"claim": "Licensed and bonded in Oregon", "evidence": "docs/ccb-license.pdf", "date": "2026-05-04"},
            {"claim": "1,240 houses cleaned since 2021"},
        ],
        "questions": [
            {"ask": "Do I need to be home?", "answer": "No. Leave the side gate open; we send the photos."},
            {
                "ask": "Do you repair as well?",
                "answer": "Small repairs, in the same visit, if you say yes to the price.",
            },
        ],
    },
    "goal": {"objective": "leads", "kpi": {"metric": "quote requests", "baseline": 24, "target": 45, "per": "month"}},
    "audience": {"primary": "Owners of houses under trees who put it off until water runs down the wall."},
    "market": {
        "countries": ["US"],
        "places": ["Portland, OR"],
        "locales": ["en-US"],
        "time_zone": "America/Los_Angeles",
    },
    "schedule": {"starts": "2026-12-07", "weeks": 6, "avoid_dates": ["2026-12-25"]},
    "budget": {"media": "6000 USD", "for": "whole campaign"},
    "channels": {"use": ["google_search", "meta_ads", "instagram", "email"], "avoid": ["tiktok"]},
    "rules": {
        "include": [{"text": "CCB license on request", "in": ["landing_page", "email"], "exact": True}],
        "avoid": ["cheap", "number one", "GutterKing"],
        "legal": [{"text": "Roof work depends on weather.", "applies_to": ["landing_page"]}],
        "confidential": [{"text": "Second crew for Beaverton starts in spring", "until": "2027-03-01"}],
    },
    "email": {"postal_address": "12 NE Tree St, Portland, OR 97200", "consent": "customers and quote-form opt-in"},
    "context": {"competitors": [{"name": "Roofzilla"}]},
}

FACTS = (
    ("what-1", "what", WHAT),
    ("benefit-1", "benefit", "Photos before and after, sent the same day"),
    ("benefit-2", "benefit", "One price for the house, agreed before we climb"),
    ("benefit-3", "benefit", "Clogged again within 60 days? We come back at no charge"),
    ("price-1", "price", "Single-story clean: 189 USD"),
    ("proof-1", "proof", "Licensed and bonded in Oregon"),
    ("question-1", "question", "Do I need to be home?"),
    ("question-2", "question", "Do you repair as well?"),
    ("place-1", "place", "Portland, OR"),
)

POSTS = tuple(Path(__file__).with_name("posts.txt").read_text(encoding="utf-8").splitlines())


def moment(day: int, hour: int = 10) -> datetime:
    """Return a local time, ``day`` days after the start."""
    return datetime.combine(STARTS + timedelta(days=day), datetime.min.time(), ZONE).replace(hour=hour)


def tagged(channel: str, draft: str) -> str:
    """Return the tagged link of a draft."""
    row = channels()[channel]
    query = (
        f"utm_source={row.utm_source}&utm_medium={row.utm_medium}&utm_campaign=alder-202612-rain&utm_content={draft}-v1"
    )
    return f"{SITE}/quote?{query}"


def slot(code: str, kind: DraftKind, channel: str, number: int, at: datetime | None = None) -> Slot:
    """Return a slot whose angle and leading fact no other has."""
    return Slot(
        id=code,
        kind=kind,
        channel=channel,
        locale="en-US",
        stage=Stage.CONSIDERATION,
        pillar=f"p{number % 3 + 1}",
        persona="persona-1",
        angle=f"angle-{number}",
        facts=(FACTS[number % len(FACTS)][0], FACTS[(number + 1) % len(FACTS)][0]),
        action="Ask for a quote",
        publish_at=at,
        owner="Maya Ortiz",
    )


def draft(code: str, channel: str, number: int, content: Content, at: datetime | None = None) -> Draft:
    """Return a draft with the asset its kind needs."""
    planned = slot(code, DraftKind(content.kind), channel, number, at)
    return Draft(
        code=code,
        channel_id=channel,
        locale="en-US",
        slot=planned,
        content=content,
        facts=planned.facts,
        assets=assets_for(code, channel, content),
    )


def assets_for(code: str, channel: str, content: Content) -> tuple[tuple[str, AssetSpec], ...]:
    size = channels()[channel].frame(DraftKind(content.kind))
    if size is None or isinstance(content, Bio):
        return ()
    if isinstance(content, VideoScript):
        shot = ShotBrief(
            width=size.width,
            height=size.height,
            subject="A gutter full of leaves",
            framing="Close, from the ladder",
            on_image_text="Leaves first",
            rules=("crew always in harness",),
            alt_text="A gloved hand lifts wet leaves out of a metal gutter.",
        )
        return ((f"{code}-shot", shot),)
    card = Card(
        width=size.width,
        height=size.height,
        text="Clean before the rain",
        kicker="Portland",
        signature="Alder & Rain",
        background="#1F3A3D",
        foreground="#FFFFFF",
        accent="#E9C46A",
        contrast=11.9,
        alt_text="Dark green card with the words: clean before the rain.",
        file=f"cards/{code}.png",
    )
    return ((f"{code}-card", card),)
