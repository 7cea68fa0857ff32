"""The channel chart: for each chosen channel its role, formats, cadence, money, KPI and stop rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from aicmo.strategy.reckoning import ceiling
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
    due: Mapping[str, Decimal],
) -> tuple[ChannelPlan, ...]:
    """Return one row per channel that has drafts; ``due`` is what the KPI tree asks of each over the campaign."""
    money = {line.channel: line.amount for line in budget if line.channel}
    shares = {channel.id: share for channel, share in zip(mix.paid, mix.shares, strict=True)}
    return tuple(
        _plan(
            material,
            channel,
            money.get(channel.id),
            shares.get(channel.id),
            forecasts.get(channel.id),
            mine,
            measure,
            due.get(channel.id),
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
    due: Decimal | None,
) -> ChannelPlan:
    dated = sum(1 for slot in slots if slot.publish_at)
    weekly = (Decimal(dated) / material.brief.schedule.weeks).quantize(CENT, ROUND_HALF_UP) if dated else None
    words = {"channel": channel.name, "brand": material.brief.brand.name, "metric": measure.metric}
    limit = _ceiling(material, found, money, due)
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
        stop_rule=_stop(material, channel, found, limit, words),
        score=score(material, channel),
        forecast=found.ranges if found else (),
        no_forecast=found.reason if found else None,
        planned=due if money else None,
        ceiling=limit,
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


def _ceiling(material: Material, found: Forecast | None, money: Money | None, due: Decimal | None) -> Money | None:
    """Return what one result may cost: the study's cost, upper end, where there is one; else what the plan allows."""
    if money is None:
        return None
    cost = _cost(found)
    if cost and material.brief.goal.objective is Objective.LEADS:
        amount = rounded(cost * thresholds().outcome_high, money.currency)
        return Money(amount=amount, currency=money.currency)
    return ceiling(money, due) if due else None


def _cost(found: Forecast | None) -> Decimal | None:
    """Return the study's cost per lead, or what its costs per click and its rate come to."""
    figures = found.chain if found else None
    if figures is None:
        return None
    click, rate = figures.get("cpc"), figures.get("cvr")
    return figures.get("cpl") or (click / rate if click and rate else None)


def _stop(
    material: Material, channel: Channel, found: Forecast | None, limit: Money | None, words: dict[str, str]
) -> str:
    """Return when the channel is paused: by cost per result where there is a limit, by silence otherwise."""
    if limit:
        studied = found is not None and _cost(found) and material.brief.goal.objective is Objective.LEADS
        refs = f"{', '.join(found.chain.refs)}, upper end" if found and studied else "budget by planned results"
        return material.voice.say("stop.cost", salt=_turn(material, channel), limit=written(limit), basis=refs, **words)
    kind = "email" if DraftKind.EMAIL in channel.formats else channel.kind
    return material.voice.say(f"stop.{kind}", salt=_turn(material, channel), **words)
