"""Defects of links, dates, numbers and of what the pack promises."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from aicmo.onboarding.documents import Money
from aicmo.strategy.documents import Experiment, Range
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
    stated,
    without,
)


def _range(low: str, expected: str, high: str, refs: tuple[str, ...] = ("S1",)) -> Range:
    figures = {"low": Decimal(low), "expected": Decimal(expected), "high": Decimal(high)}
    return Range(metric="clicks", unit="clicks", formula="spend / cost per click", refs=refs, **figures)


def _experiment(**fields: Any) -> Experiment:
    rest = {"baseline_rate": None, "detectable_lift": None, "sample_per_arm": 400, "days": 20, "note": "Enough."}
    return Experiment(id="test-1", hypothesis="Prices first", variant="B", metric="clicks", **{**rest, **fields})


def repriced(**fields: Any) -> Change:
    """Return a change of the first channel that has money."""

    def channels(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        paid = next(row for row in rows if row.budget)
        return tuple(row.model_copy(update=fields) if row is paid else row for row in rows)

    return replanned(channels=channels)


def shortened(index: int) -> Change:
    """Return a change that leaves one statement of a section."""

    def sections(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        short = parts[index].model_copy(update={"statements": parts[index].statements[:1]})
        return (*parts[:index], short, *parts[index + 1 :])

    return replanned(sections=sections)


def launched(day: int) -> Change:
    """Return a change after which the brief launches something on a day of the campaign, counted from its first."""
    return rebriefed("launch", {"name": "Roof Pass", "on": (moment(day)).date().isoformat()})


SEEDS: tuple[tuple[str, Change], ...] = (
    ("N08", both(launched(41), reslotted("em-01", stage="retention"))),
    ("N08", both(launched(20), reslotted("ig-05", stage="conversion"))),
    ("N08", launched(0)),
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
    ("N06", without("fb-03", "fb-04", "fb-05", "fb-06")),
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
    ("P03", replanned(sections=())),
    ("P03", replanned(sections=lambda parts: (parts[0].model_copy(update={"statements": ()}), *parts[1:]))),
    ("P04", shortened(0)),
    ("P04", shortened(3)),
    ("P04", shortened(5)),
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
    ("P09", replanned(personas=first(name="Customers"))),
    ("P10", stated("Half of 300 houses drip.", refs=())),
    ("P10", stated("Clicks cost 5 USD.", origin="benchmark", refs=("S9",))),
    ("P10", stated("We assume 12 quotes a week.", origin="assumption", refs=())),
    ("P11", rewritten("blog-01", sections=lambda blocks: (*blocks, Block(heading="And then")))),
    ("P11", added("ig-01", "text", "**Now**")),
    ("P11", rewritten("em-01", sign_off="## The crew")),
    ("P08", added("ig-01", "text", "Client to confirm the price.")),
    ("P08", rewritten("blog-01", closing="Note to designer: bigger picture. Ask for a quote.")),
    ("P08", added("em-02", "sign_off", "Draft v2, do not publish")),
    ("N10", repriced(forecast=(), no_forecast=None)),
    ("N10", repriced(forecast=(_range("90", "60", "120"),))),
    ("N10", repriced(forecast=(_range("1", "60", "900"),))),
    ("N10", repriced(forecast=(_range("30", "60", "120", refs=()),))),
    ("N13", replanned(experiments=(_experiment(days=70),))),
    ("N13", replanned(experiments=(_experiment(days=43, sample_per_arm=900),))),
    ("N13", replanned(experiments=(_experiment(sample_per_arm=None, note=" "),))),
    ("N14", added("ig-06", "text", "That is 189 EUR.")),
    ("N14", stated("Clicks cost €2.")),
    ("N14", added("blog-01", "closing", "From £150 on.")),
    ("N16", reslotted("ig-01", publish_at=moment(2, 3))),
    ("N16", reslotted("em-01", publish_at=moment(2, 23))),
    ("N16", reslotted("fb-01", publish_at=moment(3, 5))),
)
