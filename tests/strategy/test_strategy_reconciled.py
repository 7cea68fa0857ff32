"""KPI tree and forecast are one account: every difference between them is named, every leaf says what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil

from aicmo.onboarding.documents import NormalizedBrief
from aicmo.strategy.assembly import assembled
from aicmo.strategy.documents import KpiNode, Strategy
from aicmo.strategy.plan import make
from strategy.trades import gutters, ledgers, normalized


def leaves(node: KpiNode) -> Iterator[KpiNode]:
    if not node.children:
        yield node
    for child in node.children:
        yield from leaves(child)


def said(strategy: Strategy, section: str) -> str:
    return " ".join(row.text for part in strategy.sections if part.id == section for row in part.statements)


def test_a_leaf_says_what_its_value_rests_on(campaign: NormalizedBrief) -> None:
    found = {leaf.name: leaf.formula for leaf in leaves(assembled(make(campaign)).kpis)}
    assert "measured" not in found.values()
    assert found["quote requests without the campaign"] == "stated in the brief"
    assert found["quote requests through Instagram"] == "planned, by channel points"
    assert re.fullmatch(r"K\d+ / K\d+", found["clicks needed on Google Search"])
    rates = [leaf.formula for leaf in leaves(assembled(make(campaign)).kpis) if leaf.name == "quote requests per click"]
    assert rates == [
        "benchmark: WordStream by LocaliQ, 2025 (S1)",
        "benchmark: CPC / CPL, WordStream by LocaliQ, 2025 (S3)",
    ]


def test_a_leaf_without_a_value_says_that_it_will_be_counted(social: NormalizedBrief) -> None:
    assert {leaf.formula for leaf in leaves(assembled(make(social)).kpis)} == {"no figure yet: counted from week one"}


def test_what_a_proposed_target_asks_of_a_channel_names_the_assumption() -> None:
    raw = gutters()
    del raw["goal"]["kpi"]["target"]
    strategy = assembled(make(normalized(raw)))
    number = next(each.id for each in strategy.assumptions if each.field == "goal.kpi.target")
    found = {leaf.name: leaf.formula for leaf in leaves(strategy.kpis)}
    assert found["quote requests through Instagram"] == f"planned from assumption {number}, by channel points"


def test_plan_and_forecast_stand_side_by_side_over_the_same_weeks(campaign: NormalizedBrief) -> None:
    strategy = assembled(make(campaign))
    tree = {leaf.channel: leaf.value for leaf in _nodes(strategy.kpis) if leaf.channel and leaf.children}
    for plan in strategy.channels:
        if plan.budget:
            asked = tree[plan.channel]
            assert asked is not None
            assert plan.planned == ceil(asked.value * 18 / 13)  # 6 weeks are 18/13 months
            assert plan.ceiling is not None
            assert plan.ceiling.amount <= plan.budget.amount / (plan.planned or 1)


def test_a_difference_between_plan_and_forecast_has_its_reason_beside_it(campaign: NormalizedBrief) -> None:
    strategy = assembled(make(campaign))
    asked = sum(plan.planned or 0 for plan in strategy.channels if plan.forecast)
    budget = said(strategy, "budget")
    assert re.search(rf"\b{asked} quote requests\b.*other advertisers", budget)
    assert f"{asked} " in said(strategy, "summary")
    assert "quote requests a month" in said(strategy, "objectives")


def test_a_plan_above_its_forecast_asks_for_a_decision() -> None:
    raw = gutters()
    raw["goal"]["kpi"]["target"] = 900
    assert re.search(r"more than the .*forecast", said(assembled(make(normalized(raw))), "budget"))


def test_without_a_benchmark_the_plan_says_what_a_result_may_cost() -> None:
    strategy = assembled(make(normalized(ledgers(), "b2b")))
    paid = [plan for plan in strategy.channels if plan.budget and plan.planned]
    assert paid
    assert not any(plan.forecast for plan in paid)
    for plan in paid:
        assert plan.ceiling is not None
        assert plan.ceiling.currency == "EUR"
    assert "at most EUR" in said(strategy, "budget")


def _nodes(node: KpiNode) -> Iterator[KpiNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)
