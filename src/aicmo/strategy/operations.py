"""The last part of the prose: where, when, with which money, and how we know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from aicmo.catalog.documents import DraftKind, Stage
from aicmo.catalog.holidays import public_holidays, unchecked
from aicmo.strategy.channels import networks
from aicmo.strategy.countries import countries
from aicmo.strategy.documents import ChannelPlan, Experiment, Origin, Statement
from aicmo.strategy.experiments import compared
from aicmo.strategy.goals import people
from aicmo.strategy.plan import Plan
from aicmo.strategy.spending import part
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
            where = listed([channel_name(plan, name) for name in added if name in plan.material.channels])
            yield say(plan, "channels.network", "calculated", ("channels.use",), channel=channel.name, networks=where)
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
        parts=", ".join(
            plan.material.voice.piece("channels.part", name=PARTS[part], points=str(points))
            for part, points in row.score.items()
        ),
        part=part(row),
        posts=amount(row.posts, "dated draft", "dated drafts"),
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
    left_out = [stage.value for stage in Stage if not counts[stage]]
    if left_out:
        yield say(plan, "funnel.absent", "calculated", ("funnel",), stages=listed(left_out, "or"))


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
    yield from _holidays(plan)
    yield say(plan, "cadence.zone", "brief", ("market.time_zone",), zone=material.brief.market.time_zone)
    offers = sum(1 for slot in plan.slots if slot.kind is DraftKind.SOCIAL_POST and slot.stage.value == "conversion")
    posts = Counter(slot.kind for slot in plan.slots)[DraftKind.SOCIAL_POST]
    if posts:
        yield say(plan, "cadence.mix", "calculated", ("slots",), offers=str(offers), posts=str(posts))


def _holidays(plan: Plan) -> Iterator[Statement]:
    """Say which public holidays the calendar leaves out, which it cannot, and where we do not know them."""
    material, market = plan.material, plan.material.brief.market
    schedule = material.brief.schedule
    days = public_holidays(schedule.starts, schedule.ends, market.countries)
    used = {slot.publish_at.date() for slot in plan.slots if slot.publish_at} & set(days)
    left = [day for day in days if day not in used and day not in schedule.avoid_dates]
    for key, found in (("holidays", left), ("on_holidays", sorted(used))):
        if found:
            named = listed([f"{material.spoken(day)} ({days[day]})" for day in found])
            yield say(plan, f"cadence.{key}", "calculated", ("market.countries",), days=named)
    if unknown := unchecked(market.countries):
        yield say(plan, "cadence.unchecked", "calculated", ("market.countries",), where=listed(countries(unknown)))


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
    lift = f"{test.detectable_lift * 100:.0f}%"
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
