"""What holds for every brief the planner accepts (hypothesis draws the briefs)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aicmo.catalog import channels as catalog_channels
from aicmo.catalog import packs
from aicmo.catalog.documents import DraftKind, Stage
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.strategy.assembly import assembled
from aicmo.strategy.documents import KpiNode, Strategy
from aicmo.strategy.money import unit
from aicmo.strategy.plan import make
from strategy import trades as briefs

STARTS = date(2027, 2, 1)
OBJECTIVES = ("awareness", "consideration", "leads", "sales", "app", "retention", "recruit", "donate")
ZONES = ("America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC")
MEDIA = ("6000 USD", "333.33 USD", "1 EUR", "987654.32 GBP", "500000 JPY", "1234.567 KWD", "75001 CHF")


@st.composite
def normalized_briefs(draw: st.DrawFn) -> NormalizedBrief:
    raw: dict[str, Any] = draw(st.sampled_from((briefs.gutters, briefs.bakery, briefs.ledgers)))()
    raw["pack"] = draw(st.sampled_from(("social_starter", "campaign_standard")))
    pack = packs()[raw["pack"]]
    weeks = draw(st.integers(pack.min_weeks, pack.max_weeks))
    off = draw(st.sets(st.integers(0, weeks * 7 - 1), max_size=4))
    raw["schedule"] = {
        "starts": STARTS.isoformat(),
        "weeks": weeks,
        "avoid_dates": [(STARTS + timedelta(days=day)).isoformat() for day in sorted(off)],
    }
    raw["goal"]["objective"] = draw(st.sampled_from(OBJECTIVES))
    raw["market"] = {**raw["market"], "time_zone": draw(st.sampled_from(ZONES))}
    raw["offer"] = {**raw["offer"], "prices": _prices(draw, weeks)}
    raw["channels"] = {"avoid": draw(st.lists(st.sampled_from(pack.channels), max_size=3, unique=True))}
    raw.pop("budget", None)
    if raw["pack"] == "campaign_standard":
        raw["budget"] = {
            "media": draw(st.sampled_from(MEDIA)),
            "for": draw(st.sampled_from(("whole campaign", "month"))),
            "includes_fees": draw(st.booleans()),
        }
        raw.setdefault("email", {"postal_address": "1 High Street", "consent": "opt-in"})
    return briefs.normalized(raw, draw(st.sampled_from(("b2b", "b2c"))))


def _prices(draw: st.DrawFn, weeks: int) -> list[dict[str, Any]]:
    until = STARTS + timedelta(days=draw(st.integers(3, weeks * 7 + 10)))
    return [{"item": "Single visit", "price": "89 USD", "until": until.isoformat()}] if draw(st.booleans()) else []


def everywhere(normal: NormalizedBrief) -> Strategy:
    return assembled(make(normal))


checked = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@checked
@given(normalized_briefs())
def test_money_adds_up_to_the_minor_unit(normal: NormalizedBrief) -> None:
    strategy = everywhere(normal)
    if not strategy.budget:
        assert strategy.total is None
        assert all(plan.budget is None for plan in strategy.channels)
        return
    assert strategy.total is not None
    assert sum(line.amount.amount for line in strategy.budget) == strategy.total.amount
    assert sum(line.share for line in strategy.budget) == Decimal("100.0")
    assert sum(plan.share for plan in strategy.channels if plan.share is not None) == Decimal("100.0")
    working = sum(line.amount.amount for line in strategy.budget if line.kind == "channel")
    assert sum(flight.amount.amount for flight in strategy.flights if flight.amount) == working
    smallest = unit(strategy.total.currency)
    assert all(line.amount.amount % smallest == 0 for line in strategy.budget)
    assert all(line.amount.amount >= 0 for line in strategy.budget)


def nodes(node: KpiNode) -> Iterator[KpiNode]:
    yield node
    for child in node.children:
        yield from nodes(child)


@checked
@given(normalized_briefs())
def test_the_kpi_tree_recomputes(normal: NormalizedBrief) -> None:
    tree = everywhere(normal).kpis
    found = list(nodes(tree))
    assert len({node.id for node in found}) == len(found)
    for node in found:
        assert all((node.formula, node.event, node.source, node.frequency, node.owner))
        values = {child.id: child.value.value for child in node.children if child.value}
        if not node.value or not node.children:
            continue
        names = re.findall(r"K\d+", node.formula)
        assert set(names) == set(values)
        total = Decimal("×" in node.formula)
        for name in names:
            total = total * values[name] if "×" in node.formula else total + values[name]
        assert abs(total - node.value.value) <= abs(node.value.value) / 100


@checked
@given(normalized_briefs())
def test_every_statement_is_tagged_and_every_reference_to_a_source_resolves(normal: NormalizedBrief) -> None:
    strategy = everywhere(normal)
    known = {source.id for source in strategy.sources} | {item.id for item in strategy.assumptions}
    said = [row for section in strategy.sections for row in section.statements]
    assert all(row.refs for row in said)
    assert {ref for row in said for ref in row.refs if re.fullmatch(r"[SA]\d+", ref)} <= known
    cited = strategy.model_copy(update={"sources": ()}).model_dump_json()
    assert all(f'"{source.id}"' in cited or f"of {source.id}" in cited for source in strategy.sources)
    promised = {section.id: section for section in packs()[normal.brief.pack].sections}
    assert [section.id for section in strategy.sections] == list(promised)
    for section in strategy.sections:
        assert sum(len(row.text.split()) for row in section.statements) >= promised[section.id].min_words
        assert all("{" not in row.text and "  " not in row.text for row in section.statements)


@checked
@given(normalized_briefs())
def test_slots_keep_to_window_zone_and_silent_days(normal: NormalizedBrief) -> None:
    schedule = normal.brief.schedule
    zone = ZoneInfo(normal.brief.market.time_zone)
    taken: set[tuple[str, object]] = set()
    for slot in everywhere(normal).slots:
        if slot.publish_at is None:
            continue
        local = slot.publish_at.astimezone(zone)
        assert slot.publish_at.utcoffset() == local.utcoffset()
        assert schedule.starts <= local.date() <= schedule.ends
        assert local.date() not in schedule.avoid_dates
        assert 8 <= local.hour <= 20
        assert (slot.channel, slot.publish_at) not in taken
        taken.add((slot.channel, slot.publish_at))
        assert all(fact.until is None or fact.until >= local.date() for fact in map(normal.fact, slot.facts))


@checked
@given(normalized_briefs())
def test_slots_cite_facts_repeat_nothing_and_use_the_plan(normal: NormalizedBrief) -> None:
    strategy = everywhere(normal)
    ids = [slot.id for slot in strategy.slots]
    assert len(set(ids)) == len(ids)
    triples = [(slot.channel, frozenset(slot.facts), slot.angle, slot.kind) for slot in strategy.slots]
    assert len(set(triples)) == len(triples)
    pillars = {pillar.id for pillar in strategy.pillars}
    people = {person.id for person in strategy.personas}
    planned = {plan.channel for plan in strategy.channels}
    for slot in strategy.slots:
        assert len(set(slot.facts)) >= 2
        assert slot.pillar in pillars
        assert slot.persona in people
        assert slot.channel in planned
        assert slot.kind in catalog_channels()[slot.channel].formats
        assert all((slot.action, slot.owner))
    assert not planned & set(normal.brief.channels.avoid)
    assert {fact for pillar in strategy.pillars for fact in pillar.facts} == {fact.id for fact in normal.facts}


@checked
@given(normalized_briefs())
def test_posts_keep_the_cadence_and_offers_stay_few(normal: NormalizedBrief) -> None:
    strategy = everywhere(normal)
    weeks = normal.brief.schedule.weeks
    for plan in strategy.channels:
        posts = [slot for slot in strategy.slots if slot.channel == plan.channel and slot.kind is DraftKind.SOCIAL_POST]
        cadence = catalog_channels()[plan.channel].cadence
        if not posts or cadence is None:
            continue
        assert len(posts) <= cadence.max * weeks
        assert sum(slot.stage is Stage.CONVERSION for slot in posts) <= len(posts) / 4 + 1
        days = [slot.publish_at.date() for slot in posts if slot.publish_at]
        longest = max((later - earlier).days for earlier, later in pairwise(sorted(days))) if len(days) > 1 else 0
        assert longest <= max(7, 7 * weeks * 2 // len(posts)) + len(normal.brief.schedule.avoid_dates)


@checked
@given(normalized_briefs())
def test_the_same_brief_gives_the_same_bytes(normal: NormalizedBrief) -> None:
    again = NormalizedBrief.model_validate_json(normal.model_dump_json(by_alias=True))
    first, second = everywhere(normal), everywhere(again)
    assert first.model_dump_json() == second.model_dump_json()
    assert Strategy.model_validate_json(first.model_dump_json()).model_dump_json() == first.model_dump_json()


@checked
@given(normalized_briefs())
def test_registers_are_complete(normal: NormalizedBrief) -> None:
    strategy = everywhere(normal)
    assert len(strategy.risks) >= 5
    assert all(risk.trigger and risk.action and risk.owner for risk in strategy.risks)
    assert 3 <= len(strategy.pillars) <= 4
    assert len({pillar.name for pillar in strategy.pillars}) == len(strategy.pillars)
    assert strategy.objectives[0].deadline == normal.brief.schedule.ends
    assert strategy.objectives[0].target is not None
    assert {plan.channel for plan in strategy.channels} == {slot.channel for slot in strategy.slots}
    for plan in strategy.channels:
        assert all((plan.role, plan.kpi, plan.stop_rule))
        assert plan.budget is None or plan.forecast or plan.no_forecast
        for found in plan.forecast:
            assert found.low <= found.expected <= found.high
