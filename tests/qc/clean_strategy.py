"""The strategy of the clean campaign."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from aicmo.catalog import channels, packs
from aicmo.onboarding.documents import Money
from aicmo.qc.work import Draft
from aicmo.strategy.documents import (
    BudgetLine,
    ChannelPlan,
    Figure,
    Flight,
    Idea,
    KpiNode,
    Objective,
    Persona,
    Pillar,
    Positioning,
    Risk,
    SectionText,
    Source,
    Statement,
    Strategy,
)
from qc.clean_ground import STARTS, TODAY

WORDS = "the plan rests on what the client told us about houses trees crews and calm weekdays in the city"


def _sections() -> tuple[SectionText, ...]:
    words = WORDS.split()
    made = []
    for index, section in enumerate(packs()["campaign_standard"].sections):
        size = max(section.min_words, 20) // 10 + 1
        lines = [
            f"{section.title}, point {'abcdefghijklmnopqrstuvwxyz'[row]}: "
            + " ".join(words[(index + row + at) % len(words)] for at in range(8))
            for row in range(size)
        ]
        made.append(
            SectionText(
                id=section.id,
                title=section.title,
                statements=tuple(Statement(text=f"{line}.", origin="brief", refs=("offer.what",)) for line in lines),
            )
        )
    return tuple(made)


def _figure(value: str, unit: str, origin: str = "calculated", ref: str = "target − baseline") -> Figure:
    return Figure(value=Decimal(value), unit=unit, origin=origin, ref=ref)


def _kpis() -> KpiNode:
    rest = {"event": "quote_request", "source": "site analytics", "frequency": "weekly", "owner": "Maya Ortiz"}
    today = KpiNode(
        id="K2", name="without campaign", formula="stated in the brief", value=_figure("24", "requests"), **rest
    )
    clicks = KpiNode(id="K4", name="clicks", formula="stated in the brief", value=_figure("300", "clicks"), **rest)
    rate = KpiNode(
        id="K5", name="rate", formula="stated in the brief", value=_figure("7", "%", "benchmark", "S1"), **rest
    )
    added = KpiNode(
        id="K3", name="added", formula="K4 × K5", value=_figure("21", "requests"), children=(clicks, rate), **rest
    )
    return KpiNode(
        id="K1",
        name="quote requests",
        formula="K2 + K3",
        value=_figure("45", "requests", "brief", "goal.kpi.target"),
        children=(today, added),
        **rest,
    )


def _plans(drafts: tuple[Draft, ...]) -> tuple[ChannelPlan, ...]:
    money = {"google_search": "3240", "meta_ads": "2160"}
    pace = {"instagram": "1.5", "facebook": "1.5", "email": "0.5"}
    return tuple(
        ChannelPlan(
            channel=name,
            role=f"What {channels()[name].name} does here",
            audience_fit="owners of houses",
            formats=channels()[name].formats,
            posts_per_week=Decimal(pace[name]) if name in pace else None,
            posts=sum(one.channel_id == name for one in drafts),
            budget=Money(amount=Decimal(money[name]), currency="USD") if name in money else None,
            share=None,
            optimise_for=None,
            no_forecast="No benchmark row is made up for a campaign of the tests." if name in money else None,
            kpi="quote requests",
            stop_rule="Pause after two weeks without a request",
        )
        for name in dict.fromkeys(one.channel_id for one in drafts)
    )


def _budget() -> tuple[BudgetLine, ...]:
    rows = (
        ("Google Search", "channel", "google_search", "3240", "54.0"),
        ("Meta Ads", "channel", "meta_ads", "2160", "36.0"),
        ("Reserve", "reserve", None, "600", "10.0"),
    )
    return tuple(
        BudgetLine(
            label=label,
            kind=kind,
            channel=channel,
            amount=Money(amount=Decimal(amount), currency="USD"),
            share=Decimal(share),
        )
        for label, kind, channel, amount, share in rows
    )


def strategy(drafts: tuple[Draft, ...]) -> Strategy:
    objective = Objective(
        id="O1",
        statement="Raise quote requests from 24 to 45 a month.",
        metric="quote requests",
        baseline=_figure("24", "quote requests", "brief", "goal.kpi.baseline"),
        target=_figure("45", "quote requests", "brief", "goal.kpi.target"),
        per="month",
        deadline=date(2027, 1, 17),
        owner="Maya Ortiz",
    )
    persona = Persona(
        id="persona-1",
        name="The putter-off under the maples",
        segment="owners",
        job="keep the wall dry",
        trigger="water over the edge",
        barrier="ladders",
        proof_wanted="photos",
        channels=("instagram",),
        refs=("audience.primary",),
    )
    pillars = tuple(
        Pillar(
            id=f"p{number}",
            name=name,
            message=name,
            facts=("benefit-1",),
            objection="I can wait",
            answer="Water cannot",
        )
        for number, name in enumerate(("See it done", "Know the price", "Stay on the ground"), 1)
    )
    risks = tuple(
        Risk(
            id=f"R{number}",
            kind="schedule",
            risk="Storm weeks",
            probability=2,
            impact=2,
            trigger="forecast",
            action="move visits",
            owner="Maya Ortiz",
        )
        for number in range(1, 6)
    )
    flight = Flight(
        name="Main",
        starts=STARTS,
        ends=date(2027, 1, 17),
        share=Decimal("100.0"),
        amount=Money(amount=Decimal(5400), currency="USD"),
        purpose="quotes",
    )
    source = Source(
        id="S1",
        title="Search benchmarks",
        publisher="A trade study",
        year=2026,
        region="US",
        sample="13,474 campaigns",
        secondary=True,
        checked_on=TODAY,
    )
    return Strategy(
        sections=_sections(),
        objectives=(objective,),
        kpis=_kpis(),
        personas=(persona,),
        positioning=Positioning(
            audience="owners",
            need="dry walls",
            category="a gutter crew",
            benefit="one visit",
            because="licensed",
            refs=("proof-1",),
        ),
        promise="Clean gutters before the rain, in one visit",
        pillars=pillars,
        ideas=(Idea(line="Before the rain", rationale="It is about timing.", refs=("what-1",)),),
        channels=_plans(drafts),
        budget=_budget(),
        flights=(flight,),
        funnel=(),
        slots=tuple(one.slot for one in drafts),
        measures=(),
        experiments=(),
        risks=risks,
        sources=(source,),
    )
