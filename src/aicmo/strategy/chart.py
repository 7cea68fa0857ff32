"""The channel chart: for each chosen channel its role, formats, cadence, money, KPI and stop rule."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from aicmo.catalog.documents import Channel, DraftKind, Objective
from aicmo.onboarding.documents import Money
from aicmo.strategy.channels import Mix, score
from aicmo.strategy.documents import BudgetLine, ChannelPlan, Slot
from aicmo.strategy.forecast import Forecast
from aicmo.strategy.goals import Measure
from aicmo.strategy.material import Material
from aicmo.strategy.money import rounded, written
from aicmo.strategy.places import places
from aicmo.strategy.thresholds import thresholds

CENT = Decimal("0.01")
LEARNING = 50
CLICKS_A_DAY = 10


def plans(
    material: Material,
    mix: Mix,
    budget: Sequence[BudgetLine],
    forecasts: dict[str, Forecast],
    slots: Sequence[Slot],
    measure: Measure,
) -> tuple[ChannelPlan, ...]:
    """Return one row per channel that has drafts."""
    money = {line.channel: line.amount for line in budget if line.channel}
    shares = {channel.id: share for channel, share in zip(mix.paid, mix.shares, strict=True)}
    return tuple(
        _plan(
            material, channel, money.get(channel.id), shares.get(channel.id), forecasts.get(channel.id), mine, measure
        )
        for channel in mix.all
        if (mine := [slot for slot in slots if slot.channel == channel.id])
    )


def _plan(
    material: Material,
    channel: Channel,
    money: Money | None,
    share: Decimal | None,
    found: Forecast | None,
    slots: Sequence[Slot],
    measure: Measure,
) -> ChannelPlan:
    dated = sum(1 for slot in slots if slot.publish_at)
    weekly = (Decimal(dated) / material.brief.schedule.weeks).quantize(CENT, ROUND_HALF_UP) if dated else None
    words = {"channel": channel.name, "brand": material.brief.brand.name, "metric": measure.metric}
    return ChannelPlan(
        channel=channel.id,
        role=material.voice.say(f"role.{channel.id}", **words),
        audience_fit=_fit(material, channel),
        formats=tuple(dict.fromkeys(slot.kind for slot in slots)),
        posts_per_week=weekly,
        posts=dated,
        budget=money,
        share=share,
        optimise_for=_event(material, channel, money, found, measure) if money else None,
        kpi=_kpi(channel, measure),
        stop_rule=_stop(material, channel, found, words),
        score=score(material, channel),
        forecast=found.ranges if found else (),
        no_forecast=found.reason if found else None,
    )


def _kpi(channel: Channel, measure: Measure) -> str:
    """Return the channel's measure, in the client's words where the result itself is counted."""
    return places()[channel.id].kpi.format(metric=measure.metric)


def _turn(material: Material, channel: Channel) -> str:
    """Return a number per channel, so that neighbours in the plan do not get the same wording."""
    return str(material.pack.channels.index(channel.id))


def _fit(material: Material, channel: Channel) -> str:
    points = score(material, channel)["audience"]
    return material.voice.say(
        f"fit.{channel.id if channel.kind == 'owned' else f'points_{points}'}",
        salt=_turn(material, channel),
        brand=material.brief.brand.name,
        channel=channel.name,
    )


def _event(material: Material, channel: Channel, money: Money, found: Forecast | None, measure: Measure) -> str:
    """Return what the platform optimises for: the result where it can learn from it, clicks otherwise."""
    weeks = material.brief.schedule.weeks
    if DraftKind.SEARCH_AD in channel.formats:
        clicks = found.expected("clicks") if found else None
        enough = clicks is not None and clicks / (weeks * 7) >= CLICKS_A_DAY
        return measure.metric if enough else "clicks"
    cost = found.chain.get("cpl") if found else None
    learns = (
        cost is not None
        and material.brief.goal.objective is Objective.LEADS
        and money.amount / weeks >= LEARNING * cost
    )
    return measure.metric if learns else "link clicks"


def _stop(material: Material, channel: Channel, found: Forecast | None, words: dict[str, str]) -> str:
    """Return when the channel is paused: by cost per result where a study gives one, by silence otherwise."""
    figures = found.chain if found else None
    cost = figures.get("cpl") if figures else None
    click, rate = (figures.get("cpc"), figures.get("cvr")) if figures else (None, None)
    cost = cost or (click / rate if click and rate else None)
    if cost and figures and material.brief.goal.objective is Objective.LEADS and material.brief.budget:
        currency = material.brief.budget.media.currency
        limit = Money(amount=rounded(cost * thresholds().outcome_high, currency), currency=currency)
        return material.voice.say(
            "stop.cost", salt=_turn(material, channel), limit=written(limit), refs=", ".join(figures.refs), **words
        )
    kind = "email" if DraftKind.EMAIL in channel.formats else channel.kind
    return material.voice.say(f"stop.{kind}", salt=_turn(material, channel), **words)
