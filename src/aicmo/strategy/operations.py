"""The second half of the prose: where, when, with which money, and how we know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from aicmo.catalog.documents import DraftKind
from aicmo.strategy.countries import countries
from aicmo.strategy.credibility import verdict
from aicmo.strategy.documents import ChannelPlan, Origin, Statement
from aicmo.strategy.money import written
from aicmo.strategy.plan import Plan
from aicmo.strategy.voice import figure, listed, quote


def _say(plan: Plan, key: str, origin: Origin, refs: tuple[str, ...], salt: str = "", **slots: str) -> Statement:
    words = {"brand": plan.material.brief.brand.name, **slots}
    return Statement(text=plan.material.voice.say(key, salt=salt, **words), origin=origin, refs=refs)


def _name(plan: Plan, channel: str) -> str:
    return plan.material.channels[channel].name


def channels(plan: Plan) -> Iterator[Statement]:
    """What each channel is for, and which wished-for ones are not in the plan."""
    for number, row in enumerate(plan.channels):
        yield Statement(text=row.role, origin="calculated", refs=(f"channels.{row.channel}",))
        if row.posts or row.budget:
            name = _name(plan, row.channel)
            yield _say(plan, "channels.kpi", "calculated", ("measures",), salt=str(number), channel=name, kpi=row.kpi)
            studies = tuple(re.findall(r"\bS\d+\b", row.stop_rule))
            yield Statement(
                text=row.stop_rule,
                origin="benchmark" if studies else "calculated",
                refs=studies or (f"channels.{row.channel}",),
            )
    ranked = sorted((row for row in plan.channels if row.posts or row.budget), key=lambda row: -sum(row.score.values()))
    yield _say(
        plan,
        "channels.best",
        "calculated",
        ("channels",),
        first=_name(plan, ranked[0].channel),
        points=str(sum(ranked[0].score.values())),
    )
    for name, why in plan.mix.dropped:
        yield _say(plan, f"dropped.{why}", "calculated", ("channels.use",), channel=name.replace("_", " "))


def budget(plan: Plan) -> Iterator[Statement]:
    """How the money is split, what it can buy, and what nobody can say."""
    if plan.money is None:
        yield _say(plan, "money.none", "brief", ("budget",))
        return
    money = plan.money
    yield _say(
        plan,
        "money.split",
        "calculated",
        ("budget.media",),
        total=written(money.total),
        reserve=written(money.reserve),
        working=written(money.working),
    )
    if money.fees.amount:
        refs = tuple(a.id for a in plan.assumptions if a.field == "budget.fees") or ("budget.fees",)
        yield _say(plan, "money.fees", "assumption" if money.fees_assumed else "brief", refs, fees=written(money.fees))
    for number, row in enumerate(row for row in plan.channels if row.budget):
        yield from _row(plan, number, row)
    yield from _unknown(plan, money.total.currency)
    yield from _credible(plan)
    if any(row.forecast for row in plan.channels):
        yield _say(plan, "money.estimate", "calculated", ("budget",))


def _row(plan: Plan, number: int, row: ChannelPlan) -> Iterator[Statement]:
    if row.budget is None:
        return
    yield _say(
        plan,
        "money.channel",
        "calculated",
        ("budget.media",),
        salt=str(number),
        channel=_name(plan, row.channel),
        amount=written(row.budget),
        share=f"{row.share}",
    )
    for extra, found in enumerate(row.forecast):
        yield _say(
            plan,
            "money.range",
            "benchmark",
            found.refs,
            salt=str(number * len(row.forecast) + extra),
            channel=_name(plan, row.channel),
            low=figure(found.low),
            expected=figure(found.expected),
            high=figure(found.high),
            metric=found.metric,
            cites=", ".join(found.refs),
        )


def _unknown(plan: Plan, currency: str) -> Iterator[Statement]:
    """Say once for which channels there is no forecast, and why."""
    silent = [_name(plan, row.channel) for row in plan.channels if row.no_forecast]
    if silent:
        yield _say(
            plan,
            "money.unknown",
            "brief",
            ("budget.media", "market.countries"),
            channels=listed(silent, "or"),
            currency=currency,
            where=listed(countries(plan.material.brief.market.countries)),
        )


def _credible(plan: Plan) -> Iterator[Statement]:
    """Say whether the money can carry the target."""
    found = verdict(plan.measure, plan.channels, plan.material.brief.schedule.weeks)
    if found:
        yield _say(
            plan,
            f"money.{found.word}",
            "benchmark",
            found.refs,
            needed=figure(found.needed),
            low=figure(found.low),
            high=figure(found.high),
            cites=", ".join(found.refs),
        )


def funnel(plan: Plan) -> Iterator[Statement]:
    """What happens at each stage."""
    for stage in plan.funnel:
        count = sum(1 for slot in plan.slots if slot.stage is stage.stage)
        yield Statement(text=stage.message, origin="calculated", refs=("funnel",))
        yield _say(
            plan,
            "funnel.drafts" if count > 1 else "funnel.one",
            "calculated",
            ("slots",),
            salt=str(list(plan.funnel).index(stage)),
            stage=stage.stage.value,
            count=str(count),
            kpi=stage.kpi[:1].lower() + stage.kpi[1:],
        )


def cadence(plan: Plan) -> Iterator[Statement]:
    """How often each channel speaks, when, and what is left out."""
    material = plan.material
    for number, row in enumerate(row for row in plan.channels if row.posts_per_week):
        yield _say(
            plan,
            f"cadence.{_rhythm(row)}",
            "calculated",
            ("slots",),
            salt=str(number),
            channel=_name(plan, row.channel),
            posts=str(row.posts),
            weeks=str(material.brief.schedule.weeks),
            weekly=figure(row.posts_per_week or Decimal(0)),
        )
    days = material.brief.schedule.avoid_dates
    if days:
        yield _say(
            plan,
            "cadence.avoid",
            "brief",
            ("schedule.avoid_dates",),
            days=listed([plan.material.spoken(day) for day in days]),
        )
    yield _say(plan, "cadence.zone", "brief", ("market.time_zone",), zone=material.brief.market.time_zone)
    offers = sum(1 for slot in plan.slots if slot.kind is DraftKind.SOCIAL_POST and slot.stage.value == "conversion")
    posts = Counter(slot.kind for slot in plan.slots)[DraftKind.SOCIAL_POST]
    yield _say(plan, "cadence.mix", "calculated", ("slots",), offers=str(offers), posts=str(posts))


def _rhythm(row: ChannelPlan) -> str:
    if row.posts == 1:
        return "once"
    return "few" if row.posts_per_week and row.posts_per_week < 1 else "channel"


def tests(plan: Plan) -> Iterator[Statement]:
    """What is tested, and with how many people."""
    for test in plan.experiments:
        refs = (test.baseline_rate.ref,) if test.baseline_rate else (test.id,)
        origin: Origin = "benchmark" if test.baseline_rate else "calculated"
        yield Statement(text=test.hypothesis, origin="calculated", refs=(test.id,))
        yield Statement(text=test.note, origin=origin, refs=refs)
    yield _say(plan, "tests.rule", "calculated", ("experiments",))


def measurement(plan: Plan) -> Iterator[Statement]:
    """What is counted, where, how often, and what we do then."""
    goal = plan.measure
    yield _say(
        plan,
        "measurement.goal",
        "calculated",
        ("measures",),
        metric=goal.metric,
        event=quote(goal.event),
        tool=goal.tool,
    )
    for row in plan.measures:
        yield Statement(text=row.decision, origin="calculated", refs=("measures",))
    scheme = plan.material.brief.tracking.utm
    yield _say(
        plan,
        "measurement.utm_own" if scheme else "measurement.utm",
        "brief" if scheme else "calculated",
        ("tracking.utm",),
    )
    yield _say(plan, "measurement.caveat", "calculated", ("measures",), metric=goal.metric)


def risks(plan: Plan) -> Iterator[Statement]:
    """The gravest risks in words; the register holds all of them."""
    grave = sorted(plan.risks, key=lambda risk: -risk.probability * risk.impact)[:3]
    for number, risk in enumerate(grave):
        yield _say(
            plan,
            "risks.row",
            "calculated",
            (risk.id,),
            salt=str(number),
            risk=risk.risk,
            trigger=risk.trigger[:1].lower() + risk.trigger[1:],
            action=risk.action[:1].lower() + risk.action[1:],
        )
    yield _say(
        plan,
        "risks.rest",
        "calculated",
        tuple(risk.id for risk in plan.risks),
        count=str(len(plan.risks)),
        kinds=listed(list(dict.fromkeys(risk.kind for risk in plan.risks))),
        quoted=quote(grave[0].risk),
    )
