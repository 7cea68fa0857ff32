"""The prose of the budget: how the money is split, what it can buy, what a result may cost, and what nobody can say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from aicmo.catalog.locales import percent
from aicmo.strategy.countries import countries
from aicmo.strategy.credibility import Verdict, verdict
from aicmo.strategy.documents import ChannelPlan, Range, Statement
from aicmo.strategy.money import written
from aicmo.strategy.plan import Plan
from aicmo.strategy.reckoning import Gap, gap
from aicmo.strategy.statements import channel_name, say
from aicmo.strategy.voice import counted, figure, listed


def part(row: ChannelPlan) -> str:
    """Return a channel's part of the channel money in words."""
    return "all" if row.share == 100 else percent(row.share or Decimal(0))  # noqa: PLR2004 (the whole)


def budget(plan: Plan) -> Iterator[Statement]:
    """How the money is split, what it can buy, and what nobody can say."""
    if plan.money is None:
        yield from _unpaid(plan)
        return
    money = plan.money
    paid = [row for row in plan.channels if row.budget]
    yield say(
        plan,
        "money.split",
        "calculated",
        ("budget.media",),
        total=written(money.total),
        reserve=written(money.reserve),
        working=written(money.working),
        channels=listed([channel_name(plan, row.channel) for row in paid]),
    )
    if money.fees.amount:
        refs = tuple(a.id for a in plan.assumptions if a.field == "budget.fees") or ("budget.fees",)
        yield say(plan, "money.fees", "assumption" if money.fees_assumed else "brief", refs, fees=written(money.fees))
    for number, row in enumerate(paid):
        yield from _row(plan, number, row)
    yield from _unknown(plan, money.total.currency)
    yield from _ceilings(plan, paid)
    yield from _gap(plan)
    yield from _credible(plan)
    if any(row.forecast for row in plan.channels):
        yield say(plan, "money.estimate", "calculated", ("budget",))
    yield say(plan, "money.reserve", "calculated", ("budget",))


def _unpaid(plan: Plan) -> Iterator[Statement]:
    """Say that nothing is spent, what becomes of a budget that has no channel, and what that means."""
    given = plan.material.brief.budget
    yield say(plan, "money.none", "brief", ("budget",))
    if given and given.media.amount:
        yield say(plan, "money.none_given", "brief", ("budget.media",), total=written(given.media))
    yield say(plan, "money.none_later", "calculated", ("budget",))


def _row(plan: Plan, number: int, row: ChannelPlan) -> Iterator[Statement]:
    if row.budget is None:
        return
    name, salt = channel_name(plan, row.channel), str(number)
    yield say(
        plan,
        "money.channel",
        "calculated",
        ("budget.media",),
        salt=salt,
        channel=name,
        amount=written(row.budget),
        part=part(row),
    )
    if row.forecast:
        refs = tuple(dict.fromkeys(ref for found in row.forecast for ref in found.refs))
        ranges = listed([_range(found) for found in row.forecast])
        words = {"channel": name, "ranges": ranges, "cites": ", ".join(refs)}
        yield say(plan, "money.range", "benchmark", refs, salt=salt, **words)


def _range(found: Range) -> str:
    return f"{figure(found.low)} to {figure(found.high)} {found.metric}"


def _unknown(plan: Plan, currency: str) -> Iterator[Statement]:
    """Say once for which channels there is no forecast, and why."""
    silent = [channel_name(plan, row.channel) for row in plan.channels if row.no_forecast]
    if silent:
        yield say(
            plan,
            "money.unknown",
            "brief",
            ("budget.media", "market.countries"),
            channels=listed(silent, "or"),
            currency=currency,
            where=listed(countries(plan.material.brief.market.countries)),
        )


def _ceilings(plan: Plan, paid: Sequence[ChannelPlan]) -> Iterator[Statement]:
    """Say what the KPI tree asks of the paid channels, and what one result may therefore cost."""
    parts = [
        f"{figure(row.planned)} through {channel_name(plan, row.channel)} (at most {written(row.ceiling)} each)"
        for row in paid
        if row.planned and row.ceiling
    ]
    if parts:
        words = {"metric": plan.measure.metric, "parts": listed(parts), "weeks": counted(_weeks(plan))}
        yield say(plan, "money.ceiling", "calculated", ("kpis", "budget.media"), **words)


def _weeks(plan: Plan) -> int:
    return plan.material.brief.schedule.weeks


def _gap(plan: Plan) -> Iterator[Statement]:
    """Say how plan and forecast compare, and why they differ where they do."""
    found = gap(plan.measure, plan.channels)
    if found:
        channels = listed([channel_name(plan, name) for name in found.channels])
        yield _forecast(plan, found, channels=channels, planned=figure(found.planned), metric=plan.measure.metric)


def _credible(plan: Plan) -> Iterator[Statement]:
    """Say whether the money can carry the target."""
    found = verdict(plan.measure, plan.channels, plan.material.brief.schedule.weeks)
    if found:
        yield _forecast(plan, found, needed=figure(found.needed))


def _forecast(plan: Plan, found: Gap | Verdict, **words: str) -> Statement:
    """Say what the benchmarks let expect, from low to high, and where they come from."""
    spread = {"low": figure(found.low), "high": figure(found.high), "cites": ", ".join(found.refs)}
    return say(plan, f"money.{found.word}", "benchmark", found.refs, **spread, **words)
