"""Rules about money and figures: one currency, one price, a budget that fits the channels."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.catalog import channels, read_toml
from aicmo.onboarding.documents import Ask, Problem
from aicmo.onboarding.gaps import UNCOUNTED, UNTOLD
from aicmo.onboarding.rules.judgement import Case
from aicmo.onboarding.words import first_match


def known_currency(case: Case) -> Iterator[Problem]:
    """Currencies are ISO 4217 codes."""
    codes = read_toml("aicmo.onboarding", "countries.toml")["currencies"]
    for field, currency in _currencies(case):
        if currency not in codes:
            yield Problem(
                code="unknown_currency",
                message=f"{field}: {currency} is no currency code. Write an amount like 6000 USD.",
                span=currency,
            )


def one_currency(case: Case) -> Iterator[Ask]:
    """Prices in another currency than the budget make a plan that nobody can add up."""
    budget, codes = case.brief.budget, read_toml("aicmo.onboarding", "countries.toml")["currencies"]
    for field, currency in _currencies(case):
        if budget and currency in codes and currency != budget.media.currency:
            yield Ask(
                field=field,
                reason=f"It is in {currency}, the budget in {budget.media.currency}; no exchange rate is assumed.",
                example=f"189 {budget.media.currency}",
            )


def enough_for_paid_channels(case: Case) -> Iterator[Problem]:
    """Paid channels cannot run on nothing."""
    budget = case.brief.budget
    paid = [name for name in case.brief.channels.use if name in channels() and channels()[name].kind == "paid"]
    if budget and budget.media.amount == 0 and paid:
        yield Problem(
            code="no_money_for_ads",
            message=f"budget.media is 0, but {', '.join(paid)} cost money. Give a budget or take the channels out.",
            span=f"{budget.media.amount} {budget.media.currency}",
        )
    fees = budget.fees if budget and budget.includes_fees else None
    if budget and fees and fees.currency == budget.media.currency and fees.amount >= budget.media.amount:
        yield Problem(
            code="fees_eat_the_budget",
            message="budget.fees are as high as budget.media, which includes them: nothing is left for media.",
            span=f"{fees.amount} {fees.currency}",
        )


def one_price_an_item(case: Case) -> Iterator[Problem]:
    """Two prices for one thing are a contradiction, never a choice of ours."""
    seen: dict[str, object] = {}
    for price in case.brief.offer.prices:
        item = price.item.casefold()
        if item in seen and seen[item] != price.price:
            yield Problem(
                code="two_prices",
                message=f"offer.prices: “{price.item}” has two prices. Keep the one that is right.",
                span=price.item,
            )
        seen[item] = price.price


def target_is_better(case: Case) -> Iterator[Problem]:
    """A target must improve on today's figure: upwards, or downwards where less is better."""
    goal = case.brief.goal
    for kpi in (*((goal.kpi,) if goal.kpi else ()), *goal.secondary):
        if kpi.baseline is None or kpi.target is None:
            continue
        falls = first_match("less_is_better", kpi.metric) is not None
        if kpi.target >= kpi.baseline if falls else kpi.target <= kpi.baseline:
            wanted = "below" if falls else "above"
            yield Problem(
                code="target_not_better",
                message=f"goal: the target for {kpi.metric} ({kpi.target}) is not {wanted} the baseline "
                f"({kpi.baseline}). Change one, or name the measure so that it is clear which way is better.",
                span=str(kpi.target),
            )


def measures_have_a_target(case: Case) -> Iterator[Ask]:
    """A measure without a figure is a hope; the planner proposes one if the client lets it."""
    kpi = case.brief.goal.kpi
    if kpi and kpi.target is None:
        yield Ask(
            field="goal.kpi.target",
            reason=f"Which figure of “{kpi.metric}” per {kpi.per} would make it a success?",
            example="45",
            default=UNTOLD,
        )


def measures_have_a_start(case: Case) -> Iterator[Ask]:
    """Without today's figure nobody can say what a campaign changed; what is launched or sold once has none."""
    kpi = case.brief.goal.kpi
    if kpi and kpi.target is not None and kpi.baseline is None and kpi.per != "campaign" and not case.brief.launch:
        yield Ask(
            field="goal.kpi.baseline",
            reason=f"What is “{kpi.metric}” per {kpi.per} today? Without that figure no change can be shown.",
            example="24",
            default=UNCOUNTED,
        )


def _currencies(case: Case) -> Iterator[tuple[str, str]]:
    if budget := case.brief.budget:
        yield "budget.media", budget.media.currency
        if budget.fees:
            yield "budget.fees", budget.fees.currency
    for n, price in enumerate(case.brief.offer.prices):
        yield f"offer.prices.{n}.price", price.price.currency
