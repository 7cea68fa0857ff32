"""Defects of links, dates, numbers and of what the pack promises."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from aicmo.onboarding.documents import Money
from aicmo.writing.documents import Block
from qc.clean_ground import SITE, moment, tagged
from qc.seeding import (
    Change,
    added,
    both,
    changed,
    ended,
    first,
    rebriefed,
    replanned,
    reslotted,
    rewritten,
    without,
)

LONG = "word " * 60

SEEDS: tuple[tuple[str, Change], ...] = (
    ("N01", rewritten("fb-01", link="https://example.com/quote")),
    ("N01", rewritten("fb-01", link="http://alderandrain.example/quote")),
    ("N01", rewritten("fb-01", link="https://bit.ly/3xYz")),
    ("N01", rewritten("fb-01", link="https://aldernrain.example/quote")),
    ("N01", rewritten("fb-01", link="quote page")),
    ("N01", rewritten("fb-01", link="https://192.168.0.4/quote")),
    ("N01", added("blog-01", "closing", "See http://localhost:8000/x")),
    ("N02", rewritten("fb-01", link=f"{SITE}/quote")),
    ("N02", rewritten("fb-01", link=lambda link: link.replace("facebook", "Facebook"))),
    ("N02", rewritten("meta-01", link=lambda link: link.replace("paid_social", "social"))),
    ("N02", rewritten("em-01", link=lambda link: link.replace("?", "#"))),
    ("N02", rewritten("fb-02", link=lambda link: link + "&utm_source=facebook")),
    ("N02", rewritten("fb-02", link=lambda link: link + "&utm_term={keyword}")),
    ("N02", rewritten("lp-01", link=tagged("landing_page", "lp-01"))),
    ("N03", replanned(budget=first(amount=Money(amount=Decimal(3000), currency="USD")))),
    ("N03", replanned(budget=first(share=Decimal("54.1")))),
    ("N03", replanned(budget=lambda rows: rows[:2])),
    ("N03", replanned(flights=first(amount=Money(amount=Decimal(5000), currency="USD")))),
    (
        "N03",
        replanned(
            channels=lambda rows: tuple(
                row.model_copy(update={"budget": Money(amount=Decimal(1), currency="USD")}) if row.budget else row
                for row in rows
            )
        ),
    ),
    ("N03", replanned(budget=())),
    (
        "N04",
        replanned(
            objectives=lambda rows: (
                rows[0].model_copy(update={"target": rows[0].target.model_copy(update={"value": Decimal(54)})}),
            )
        ),
    ),
    ("N04", replanned(slots=first(publish_at=moment(9)))),
    ("N04", changed("ig-03", channel_id="facebook")),
    ("N05", reslotted("ig-01", publish_at=moment(-1))),
    ("N05", reslotted("ig-01", publish_at=moment(60))),
    ("N05", reslotted("ig-01", publish_at=datetime(2026, 12, 25, 10, tzinfo=moment(18).tzinfo))),
    ("N05", reslotted("ig-01", publish_at=datetime(2026, 12, 8, 10))),  # noqa: DTZ001 (the defect)
    ("N05", reslotted("ig-01", publish_at=datetime(2026, 12, 8, 10, tzinfo=UTC))),
    ("N05", added("fb-01", "text", "See you on Monday, December 8.")),
    ("N05", added("fb-01", "text", "Until Friday, 31 February.")),
    ("N05", ended("benefit-1", date(2026, 12, 9), changed("ig-03", facts=("benefit-1", "price-1")))),
    ("I06", reslotted("ig-01", publish_at=datetime(2026, 12, 25, 10, tzinfo=moment(18).tzinfo))),
    ("I06", both(rebriefed("market.countries", ["DE", "AT"]), reslotted("fb-01", publish_at=moment(1)))),
    ("I06", both(rebriefed("market.countries", ["PL"]), reslotted("fb-01", publish_at=moment(17)))),
    ("N06", without("ig-02", "ig-03", "ig-04", "ig-05")),
    ("N06", reslotted("fb-01", publish_at=moment(7, 10))),
    ("N07", replanned(slots=lambda rows: rows[1:])),
    ("N07", changed("ig-02", code="ig-01")),
    ("N07", without("fb-09")),
    ("N09", replanned(kpis=lambda node: node.model_copy(update={"owner": ""}))),
    (
        "N09",
        replanned(
            kpis=lambda node: node.model_copy(update={"value": node.value.model_copy(update={"value": Decimal(50)})})
        ),
    ),
    ("N09", replanned(kpis=lambda node: node.model_copy(update={"formula": " "}))),
    ("N11", replanned(sources=())),
    ("N11", replanned(sources=first(year=2023))),
    ("N11", replanned(sources=first(region=""))),
    ("N12", replanned(channels=lambda rows: rows[1:])),
    ("N12", without("meta-01", "meta-02", "meta-03")),
    ("N12", replanned(channels=first(role=""))),
    ("N12", replanned(channels=lambda rows: tuple(row.model_copy(update={"budget": None}) for row in rows))),
    ("N15", replanned(risks=lambda rows: rows[:4])),
    ("N15", replanned(risks=first(owner=""))),
    ("N15", rebriefed("brand.regulated", ["finance"])),
    ("P01", added("ig-01", "text", "[INSERT LINK]")),
    ("P01", added("fb-01", "text", "Hello {{first_name}}")),
    ("P01", added("em-01", "sign_off", "TBD")),
    ("P01", added("blog-01", "closing", "Lorem ipsum dolor.")),
    ("P01", replanned(promise="Clean gutters in %CITY%")),
    ("P01", rewritten("lp-01", subline="Alder & Rain serves XXX houses.")),
    ("P02", rewritten("ig-01", text="Here is your caption: Water runs. Ask us.")),
    ("P02", added("fb-01", "text", "As an AI language model I cannot climb.")),
    ("P02", rewritten("em-01", greeting="None")),
    ("P02", rewritten("blog-01", intro="Sure! Here is a short introduction.")),
    ("P03", replanned(sections=lambda parts: parts[1:])),
    ("P03", replanned(sections=lambda parts: (parts[0].model_copy(update={"statements": ()}), *parts[1:]))),
    (
        "P04",
        replanned(
            sections=lambda parts: (parts[0].model_copy(update={"statements": parts[0].statements[:1]}), *parts[1:])
        ),
    ),
    ("P05", without("lp-01")),
    ("P05", without(*(f"{name}-0{n}" for name in ("ig", "fb") for n in range(1, 10)))),
    ("P05", without("ig-01")),
    ("P05", without("em-01", "em-02", "em-03")),
    ("P06", rewritten("fb-01", text="Water down the siding starts in the gutter.")),
    ("P06", rewritten("em-01", action="")),
    ("P06", rewritten("lp-01", action="Book a visit or call us")),
    ("P07", changed("ig-01", facts=("benefit-1",))),
    ("P07", changed("ig-01", facts=("benefit-1", "benefit-99"))),
    ("P07", reslotted("ig-01", pillar="p9")),
    ("P07", changed("ig-01", channel_id="email")),
    ("P07", changed("ig-01", locale="de-DE")),
    ("P09", replanned(pillars=first(name="Pillar 1"))),
    ("P09", replanned(personas=first(name="Persona A"))),
    (
        "P10",
        replanned(
            sections=lambda parts: (
                parts[0].model_copy(
                    update={
                        "statements": (
                            parts[0].statements[0].model_copy(update={"text": "Half of 300 houses drip.", "refs": ()}),
                            *parts[0].statements,
                        )
                    }
                ),
                *parts[1:],
            )
        ),
    ),
    (
        "P10",
        replanned(
            sections=lambda parts: (
                parts[0].model_copy(
                    update={
                        "statements": (
                            parts[0]
                            .statements[0]
                            .model_copy(update={"text": "Clicks cost 5 USD.", "origin": "benchmark", "refs": ("S9",)}),
                            *parts[0].statements,
                        )
                    }
                ),
                *parts[1:],
            )
        ),
    ),
    ("P11", rewritten("blog-01", sections=lambda blocks: (*blocks, Block(heading="And then")))),
    ("P11", added("ig-01", "text", "**Now**")),
)
