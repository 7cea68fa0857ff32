"""Measurement: for each KPI its event, tool and frequency, and what is decided on it."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.strategy.documents import ChannelPlan, Measure
from aicmo.strategy.goals import Measure as Goal
from aicmo.strategy.material import Material


def measures(material: Material, goal: Goal, plans: Sequence[ChannelPlan]) -> tuple[Measure, ...]:
    """Return the plan: the campaign's measure, then one row per channel."""
    main = Measure(
        kpi=goal.metric,
        event=goal.event,
        tool=goal.tool,
        frequency="weekly",
        decision=material.voice.say("decision.goal", metric=goal.metric, brand=material.brief.brand.name),
    )
    return (main, *(_row(material, number, plan) for number, plan in enumerate(plans)))


def _row(material: Material, number: int, plan: ChannelPlan) -> Measure:
    channel = material.channels[plan.channel]
    subject = channel.id if channel.kind == "owned" else channel.kind
    return Measure(
        kpi=f"{channel.name}: {plan.kpi}",
        event="click" if channel.clickable_links else "profile_visit",
        tool=f"{channel.name} reports" if channel.kind != "owned" else "web analytics",
        frequency="weekly" if channel.kind != "paid" else "twice a week in the test, then weekly",
        decision=material.voice.say(f"decision.{subject}", salt=str(number), channel=channel.name),
    )
