"""Experiments: what is tested, on which rate, with how many people per arm; nothing computed without an honest rate."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from aicmo.catalog.documents import DraftKind
from aicmo.strategy.benchmarks import Chain
from aicmo.strategy.documents import ChannelPlan, Experiment, Pillar, Slot
from aicmo.strategy.forecast import outcome_name
from aicmo.strategy.material import Material
from aicmo.strategy.voice import figure, quote

SIXTEEN = 16
LIFTS = (Decimal("0.2"), Decimal("0.3"), Decimal("0.5"))
ARMS = 2


def experiments(
    material: Material,
    plans: Sequence[ChannelPlan],
    chains: dict[str, Chain],
    pillars: Sequence[Pillar],
    slots: Sequence[Slot],
) -> tuple[Experiment, ...]:
    """Return one test per paid channel, one of the e-mail subject, one of the organic openings."""
    found: list[Experiment] = []
    for plan in plans:
        if plan.budget is not None:
            found.append(_paid(material, len(found) + 1, plan, chains.get(plan.channel, Chain({})), pillars))
    if any(slot.kind is DraftKind.EMAIL for slot in slots):
        found.append(_plain(material, len(found) + 1, "email", "clicks per delivered e-mail", pillars))
    if any(slot.kind is DraftKind.SOCIAL_POST for slot in slots):
        found.append(_plain(material, len(found) + 1, "organic", "shares and saves per post", pillars))
    return tuple(found)


def _sort(plan: ChannelPlan) -> str:
    return "search" if DraftKind.SEARCH_AD in plan.formats else "paid"


def sample(rate: Decimal, difference: Decimal) -> int:
    """Return the people per arm for a rate and the absolute difference to detect: 16·p(1−p)/d² (80 % power, 5 %)."""
    return int((SIXTEEN * rate * (1 - rate) / difference**2).to_integral_value(ROUND_CEILING))


def _paid(material: Material, number: int, plan: ChannelPlan, known: Chain, pillars: Sequence[Pillar]) -> Experiment:
    words = _words(pillars, number)
    channel = material.channels[plan.channel].name
    rate = known.figures.get("ctr")
    common = {
        "id": f"test-{number}",
        "hypothesis": material.voice.say(f"test.{_sort(plan)}", salt=str(number), channel=channel, **words),
        "variant": material.voice.say(f"test.{_sort(plan)}_variant", salt=str(number), **words),
        "metric": f"click-through rate on {channel}",
        "subject": channel,
    }
    if rate is None:
        return Experiment(
            **common,
            baseline_rate=None,
            detectable_lift=None,
            sample_per_arm=None,
            days=None,
            note=material.voice.say("test.unknown", salt=str(number), channel=channel),
        )
    lift, needed, days = _feasible(material, plan, rate.value)
    return Experiment(
        **common,
        baseline_rate=rate,
        detectable_lift=lift,
        sample_per_arm=needed,
        days=days,
        note=material.voice.say(
            "test.enough" if days else "test.short",
            salt=str(number),
            needed=figure(Decimal(needed)),
            lift=f"{lift * 100:.0f}%",
            ref=rate.ref,
            days=str(days),
        ),
    )


def _feasible(material: Material, plan: ChannelPlan, rate: Decimal) -> tuple[Decimal, int, int | None]:
    """Return the smallest difference the low forecast can show within the campaign, else the largest and no days."""
    for lift in LIFTS:
        needed = sample(rate, rate * lift)
        days = _days(material, plan, rate, needed)
        if days:
            return lift, needed, days
    return LIFTS[-1], sample(rate, rate * LIFTS[-1]), None


def _days(material: Material, plan: ChannelPlan, rate: Decimal, needed: int) -> int | None:
    """Return the days until both arms are full by the low forecast, None if the campaign is too short."""
    clicks = next((found.low for found in plan.forecast if found.metric == "clicks"), None)
    if not clicks:
        return None
    length = material.brief.schedule.weeks * 7
    days = int((Decimal(needed * ARMS) / (clicks / rate / length)).to_integral_value(ROUND_CEILING))
    return max(7, days) if days <= length else None


def _plain(material: Material, number: int, kind: str, metric: str, pillars: Sequence[Pillar]) -> Experiment:
    words = _words(pillars, number)
    return Experiment(
        id=f"test-{number}",
        hypothesis=material.voice.say(f"test.{kind}", **words),
        variant=material.voice.say(f"test.{kind}_variant", **words),
        metric=metric,
        subject="e-mail" if kind == "email" else "organic posts",
        baseline_rate=None,
        detectable_lift=None,
        sample_per_arm=None,
        days=None,
        note=material.voice.say(f"test.{kind}_note", metric=outcome_name(material), brand=material.brief.brand.name),
    )


def compared(pillars: Sequence[Pillar], number: int) -> tuple[Pillar, Pillar]:
    """Return the two arguments that test ``number`` (from 1) plays against each other."""
    return pillars[(number - 1) % len(pillars)], pillars[number % len(pillars)]


def _words(pillars: Sequence[Pillar], number: int) -> dict[str, str]:
    first, second = compared(pillars, number)
    return {"first": quote(_line(first)), "second": quote(_line(second))}


def _line(pillar: Pillar) -> str:
    """Return a pillar's fact without the theme before it (``Price: one price for the house``)."""
    theme, _, line = pillar.name.partition(": ")
    found = line or theme
    return found[:1].upper() + found[1:]
