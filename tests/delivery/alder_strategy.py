"""The strategy of the hand-made campaign."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from aicmo.catalog.documents import DraftKind, Stage
from aicmo.onboarding.documents import (
    Money,
)
from aicmo.strategy.documents import (
    BudgetLine,
    ChannelPlan,
    Experiment,
    Figure,
    Flight,
    FunnelStage,
    Idea,
    KpiNode,
    Measure,
    Objective,
    Persona,
    Pillar,
    Positioning,
    Range,
    Risk,
    SectionText,
    Source,
    Statement,
    Strategy,
)
from delivery.alder_brief import normalized


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


def known(value: str, unit: str, origin: Any = "brief", ref: str = "goal.kpi") -> Figure:
    return Figure(value=Decimal(value), unit=unit, origin=origin, ref=ref)


def kpis() -> KpiNode:
    def leaf(id_: str, name: str, value: str) -> KpiNode:
        found = known(value, name, "calculated", "spend / CPC")
        return KpiNode(
            id=id_,
            name=name,
            formula="stated in the brief",
            value=found,
            event=name.replace(" ", "_"),
            source="analytics",
            frequency="weekly",
            owner="Alder & Rain",
        )

    return KpiNode(
        id="K1",
        name="quote requests",
        formula="K2 + K3",
        value=known("45", "requests"),
        event="quote_sent",
        source="form",
        frequency="weekly",
        owner="Alder & Rain",
        children=(leaf("K2", "requests from ads", "30"), leaf("K3", "requests from posts", "15")),
    )


SECTIONS = (
    ("summary", "Summary"),
    ("situation", "Situation"),
    ("objectives", "Objectives and measures"),
    ("audience", "Audience"),
    ("positioning", "Positioning"),
    ("idea", "Campaign idea"),
    ("pillars", "Message house"),
    ("channels", "Channel plan"),
    ("budget", "Budget"),
    ("funnel", "Funnel"),
    ("cadence", "Calendar and cadence"),
    ("tests", "Test plan"),
    ("measurement", "Measurement plan"),
    ("risks", "Risks"),
)


def sections() -> tuple[SectionText, ...]:
    said = (
        Statement(text="Portland's gutters fill before the winter rain, and owners notice too late.", origin="brief"),
        Statement(text="A click on a search ad costs about USD 7.85 in this trade.", origin="benchmark", refs=("S1",)),
        Statement(text="We assume the target counts per month.", origin="assumption", refs=("A1",)),
    )
    return tuple(SectionText(id=id_, title=title, statements=said) for id_, title in SECTIONS)


def strategy(**changes: Any) -> Strategy:
    made = Strategy(
        sections=sections(),
        objectives=(
            Objective(
                id="O1",
                statement="Raise quote requests from 24 to 45 a month.",
                metric="quote requests",
                baseline=known("24", "requests"),
                target=known("45", "requests"),
                per="month",
                deadline=date(2027, 1, 24),
                owner="Maya Ortiz",
            ),
        ),
        kpis=kpis(),
        personas=(
            Persona(
                id="P1",
                name="The homeowner under the maple",
                segment="Owners of houses under trees",
                job="keep water out of the wall",
                trigger="water runs down the wall",
                barrier="fear of a second bill",
                proof_wanted="a price before anyone climbs",
                channels=("google_search", "instagram"),
                refs=("benefit-2",),
            ),
        ),
        positioning=Positioning(
            audience="owners of houses under trees",
            need="want dry walls without a surprise bill",
            category="the gutter crew",
            benefit="gives one price before climbing",
            because="every visit is photographed",
            refs=("benefit-1",),
        ),
        promise="Dry walls, one price, proof in photos.",
        pillars=(
            Pillar(
                id="one-price",
                name="One price before we climb",
                message="You agree to the price on the ground.",
                facts=("benefit-2",),
                evidence=("benefit-2",),
                objection="They always find something.",
                answer="The price is for the house.",
            ),
            Pillar(
                id="photos",
                name="Photos the same day",
                message="You see what we saw.",
                facts=("benefit-1",),
                evidence=("benefit-1",),
                objection="How do I know it is done?",
                answer="You get photos before and after.",
            ),
        ),
        ideas=(
            Idea(line="Look up before it pours", rationale="It asks for the one act that sells.", refs=("benefit-1",)),
            Idea(line="One price, two photos", rationale="It names the offer.", refs=("benefit-2",)),
        ),
        channels=channel_plans(),
        budget=(
            BudgetLine(
                label="Google Search",
                kind="channel",
                channel="google_search",
                amount=usd("3240"),
                share=Decimal("54.0"),
            ),
            BudgetLine(label="Meta Ads", kind="channel", channel="meta_ads", amount=usd("2160"), share=Decimal("36.0")),
            BudgetLine(label="Reserve", kind="reserve", channel=None, amount=usd("600"), share=Decimal("10.0")),
        ),
        flights=(
            Flight(
                name="Test week",
                starts=date(2026, 12, 14),
                ends=date(2026, 12, 20),
                share=Decimal("10.0"),
                amount=usd("540"),
                purpose="find the wording",
            ),
            Flight(
                name="Main",
                starts=date(2026, 12, 21),
                ends=date(2027, 1, 24),
                share=Decimal("90.0"),
                amount=usd("4860"),
                purpose="requests",
            ),
        ),
        funnel=(
            FunnelStage(
                stage=Stage.AWARENESS,
                message="Look up",
                formats=(DraftKind.SOCIAL_POST,),
                kpi="reach",
                next_step="follow",
            ),
            FunnelStage(
                stage=Stage.CONVERSION,
                message="Ask for a price",
                formats=(DraftKind.SEARCH_AD,),
                kpi="requests",
                next_step="form",
            ),
        ),
        slots=(),
        measures=(
            Measure(
                kpi="quote requests",
                event="quote_sent",
                tool="GA4",
                frequency="weekly",
                decision="move 20% to the cheaper channel",
            ),
        ),
        experiments=(
            Experiment(
                id="T1",
                hypothesis="A price in the headline brings more requests",
                variant="headline with price",
                metric="requests per click",
                baseline_rate=known("7.33", "%", "benchmark", "S1"),
                detectable_lift=Decimal("2.0"),
                sample_per_arm=2718,
                days=None,
                note="More clicks than the budget buys: read it as a trend.",
            ),
        ),
        risks=(
            Risk(
                id="R1",
                kind="schedule",
                risk="Storm week fills the crew",
                probability=2,
                impact=3,
                trigger="requests above capacity",
                action="pause ads",
                owner="Maya Ortiz",
            ),
        ),
        sources=(
            Source(
                id="S1",
                title="Search advertising benchmarks",
                publisher="WordStream",
                year=2025,
                region="US",
                sample="16,446 campaigns",
                secondary=True,
                checked_on=date(2026, 11, 1),
            ),
        ),
        total=usd("6000"),
        assumptions=normalized().assumptions,
        missing=("The price of a two-story clean.",),
    )
    return made.model_copy(update=changes)


def channel_plans() -> tuple[ChannelPlan, ...]:
    outcome = Range(
        metric="requests",
        unit="requests",
        low=Decimal(21),
        expected=Decimal(30),
        high=Decimal(39),
        formula="3,240 USD / 7.85 USD × 7.33%",
        refs=("S1",),
    )
    return (
        ChannelPlan(
            channel="google_search",
            role="Meets people who search now",
            audience_fit="They search when it leaks",
            formats=(DraftKind.SEARCH_AD,),
            posts_per_week=None,
            posts=0,
            budget=usd("3240"),
            share=Decimal("60.0"),
            optimise_for="conversions",
            kpi="cost per request",
            stop_rule="no request after USD 300",
            planned=Decimal(9),
            ceiling=usd("360"),
            forecast=(outcome,),
        ),
        ChannelPlan(
            channel="meta_ads",
            role="Reminds the neighborhood",
            audience_fit="Owners near the last job",
            formats=(DraftKind.META_AD,),
            posts_per_week=None,
            posts=0,
            budget=usd("2160"),
            share=Decimal("40.0"),
            optimise_for="clicks",
            kpi="cost per click",
            stop_rule="cost per click above USD 3",
            no_forecast="No benchmark row matches this market.",
        ),
        ChannelPlan(
            channel="instagram",
            role="Shows the work",
            audience_fit="Before and after photos",
            formats=(DraftKind.SOCIAL_POST,),
            posts_per_week=Decimal(4),
            posts=2,
            budget=None,
            share=None,
            optimise_for=None,
            kpi="saves",
            stop_rule="no saves in three weeks",
        ),
    )
