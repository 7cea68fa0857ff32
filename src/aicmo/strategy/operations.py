"""The last part of the prose: where, when, with which money, and how we know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from aicmo.catalog.documents import DraftKind
from aicmo.strategy.channels import networks
from aicmo.strategy.countries import countries
from aicmo.strategy.credibility import verdict
from aicmo.strategy.documents import ChannelPlan, Experiment, Origin, Range, Statement
from aicmo.strategy.experiments import compared
from aicmo.strategy.goals import people
from aicmo.strategy.money import written
from aicmo.strategy.plan import Plan
from aicmo.strategy.reckoning import gap
from aicmo.strategy.statements import amount, channel_name, say
from aicmo.strategy.voice import counted, figure, listed, quote

GRAVEST = 2
PARTS = {"audience": "audience", "objective": "objective", "affordability": "cost", "assets": "material"}


def channels(plan: Plan) -> Iterator[Statement]:
    """Which channels carry the plan and why each, and which wished-for ones are not in it."""
    names = [channel_name(plan, row.channel) for row in plan.channels]
    yield say(
        plan,
        "channels.overview",
        "calculated",
        ("channels",),
        count=amount(len(names), "channel", "channels"),
        channels=listed(names),
    )
    for number, row in enumerate(sorted(plan.channels, key=lambda row: -sum(row.score.values()))):
        yield _why(plan, number, row)
    yield say(plan, "channels.scale", "calculated", ("channels",))
    yield say(plan, "channels.rules", "calculated", ("channels",))
    for channel in plan.mix.paid:
        if added := networks(plan.material, channel):
            names = listed([channel_name(plan, name) for name in added if name in plan.material.channels])
            yield say(plan, "channels.network", "calculated", ("channels.use",), channel=channel.name, networks=names)
    for name, why in plan.mix.dropped:
        known = plan.material.channels.get(name)
        wished = known.name if known else name.replace("_", " ")
        yield say(plan, f"dropped.{why}", "calculated", ("channels.use",), channel=wished)


def _why(plan: Plan, number: int, row: ChannelPlan) -> Statement:
    key = "why_paid" if row.share is not None else "why_posts" if row.posts else "why_owned"
    return say(
        plan,
        f"channels.{key}",
        "calculated",
        (f"channels.{row.channel}",),
        salt=str(number),
        channel=channel_name(plan, row.channel),
        points=str(sum(row.score.values())),
        parts=", ".join(f"{PARTS[part]} {points}" for part, points in row.score.items()),
        part=_part(row),
        posts=amount(row.posts, "dated draft", "dated drafts"),
    )


def _part(row: ChannelPlan) -> str:
    """Return a channel's part of the channel money in words."""
    return "all" if row.share == 100 else f"{row.share} %"  # noqa: PLR2004 (the whole)


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
        part=_part(row),
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
        yield say(
            plan,
            f"money.{found.word}",
            "benchmark",
            found.refs,
            channels=listed([channel_name(plan, name) for name in found.channels]),
            planned=figure(found.planned),
            metric=plan.measure.metric,
            low=figure(found.low),
            high=figure(found.high),
            cites=", ".join(found.refs),
        )


def _credible(plan: Plan) -> Iterator[Statement]:
    """Say whether the money can carry the target."""
    found = verdict(plan.measure, plan.channels, plan.material.brief.schedule.weeks)
    if found:
        yield say(
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
    """How the drafts are spread over the stages, and where each stage takes place."""
    counts = Counter(slot.stage for slot in plan.slots)
    stages = listed([f"{row.stage.value} ({counts[row.stage]})" for row in plan.funnel])
    yield say(
        plan,
        "funnel.overview",
        "calculated",
        ("funnel",),
        count=amount(len(plan.funnel), "stage", "stages"),
        stages=stages,
    )
    for row in plan.funnel:
        where = dict.fromkeys(channel_name(plan, slot.channel) for slot in plan.slots if slot.stage is row.stage)
        yield say(
            plan,
            f"funnel.{row.stage}",
            "calculated",
            ("slots",),
            channels=listed(list(where)),
            people=people(plan.material),
        )


def cadence(plan: Plan) -> Iterator[Statement]:
    """How much is scheduled, how often each channel publishes, when, and what is left out."""
    material, schedule = plan.material, plan.material.brief.schedule
    dated = sum(1 for slot in plan.slots if slot.publish_at)
    yield say(
        plan,
        "cadence.overview",
        "calculated",
        ("slots",),
        count=amount(dated, "dated draft", "dated drafts"),
        starts=material.spoken(schedule.starts),
        ends=material.spoken(schedule.ends),
    )
    for number, row in enumerate(row for row in plan.channels if row.posts_per_week):
        yield say(
            plan,
            f"cadence.{_rhythm(row)}",
            "calculated",
            ("slots",),
            salt=str(number),
            channel=channel_name(plan, row.channel),
            posts=str(row.posts),
            weeks=str(schedule.weeks),
            weekly=_weekly(row.posts_per_week or Decimal(0)),
        )
    if schedule.avoid_dates:
        days = listed([material.spoken(day) for day in schedule.avoid_dates])
        yield say(plan, "cadence.avoid", "brief", ("schedule.avoid_dates",), days=days)
    yield say(plan, "cadence.zone", "brief", ("market.time_zone",), zone=material.brief.market.time_zone)
    offers = sum(1 for slot in plan.slots if slot.kind is DraftKind.SOCIAL_POST and slot.stage.value == "conversion")
    posts = Counter(slot.kind for slot in plan.slots)[DraftKind.SOCIAL_POST]
    if posts:
        yield say(plan, "cadence.mix", "calculated", ("slots",), offers=str(offers), posts=str(posts))


def _weekly(value: Decimal) -> str:
    whole = value.to_integral_value()
    return figure(value) if value == whole else f"about {figure(value.quantize(Decimal('0.1'), ROUND_HALF_UP))}"


def _rhythm(row: ChannelPlan) -> str:
    if row.posts == 1:
        return "once"
    return "few" if row.posts_per_week and row.posts_per_week < 1 else "channel"


def tests(plan: Plan) -> Iterator[Statement]:
    """How many tests there are, what each compares, and which of them can show a difference."""
    count = amount(len(plan.experiments), "test", "tests")
    yield say(plan, "tests.overview", "calculated", ("experiments",), count=count)
    for number, test in enumerate(plan.experiments):
        yield _test(plan, number, test)
    yield say(plan, "tests.rule", "calculated", ("experiments",))


def _test(plan: Plan, number: int, test: Experiment) -> Statement:
    first, second = compared(plan.pillars, number + 1)
    names = " against ".join(pillar.name.partition(":")[0].casefold() for pillar in (first, second))
    words = {"channel": test.subject, "themes": names}
    if not test.days or not test.baseline_rate or not test.detectable_lift:
        return say(plan, "tests.hint", "calculated", (test.id,), salt=str(number), **words)
    refs = (test.baseline_rate.ref,)
    lift = f"{test.detectable_lift * 100:.0f} %"
    return say(
        plan, "tests.runs", "benchmark", refs, salt=str(number), days=str(test.days), lift=lift, ref=refs[0], **words
    )


def measurement(plan: Plan) -> Iterator[Statement]:
    """What is counted, where, how often, and what we do then."""
    goal, tracking = plan.measure, plan.material.brief.tracking
    words = {"metric": goal.metric, "event": quote(goal.event), "tool": goal.tool}
    yield say(plan, "measurement.goal", "calculated", ("measures",), **words)
    others = [quote(event) for event in tracking.conversions if event != goal.event][:GRAVEST]
    if others:
        yield say(plan, "measurement.also", "brief", ("tracking.conversions",), events=listed(others))
    key = "rhythm" if plan.money else "rhythm_organic"
    yield say(plan, f"measurement.{key}", "calculated", ("measures",))
    yield say(plan, "measurement.decide", "calculated", ("measures",))
    origin: Origin = "brief" if tracking.utm else "calculated"
    yield say(plan, "measurement.utm_own" if tracking.utm else "measurement.utm", origin, ("tracking.utm",))
    yield say(plan, "measurement.caveat", "calculated", ("measures",), metric=goal.metric)


def risks(plan: Plan) -> Iterator[Statement]:
    """How many risks are known, and the gravest in words; the register holds all of them."""
    refs = tuple(risk.id for risk in plan.risks)
    kinds = listed(list(dict.fromkeys(risk.kind for risk in plan.risks)))
    yield say(plan, "risks.overview", "calculated", refs, count=counted(len(plan.risks)), kinds=kinds)
    grave = sorted(plan.risks, key=lambda risk: -risk.probability * risk.impact)[:GRAVEST]
    for number, risk in enumerate(grave):
        text = plan.material.inline(risk.risk)
        yield say(
            plan,
            "risks.row",
            "calculated",
            (risk.id,),
            salt=str(number),
            risk=text,
            owner="the agency" if risk.owner == "Agency" else risk.owner,
        )
    yield say(plan, "risks.review", "calculated", refs)
