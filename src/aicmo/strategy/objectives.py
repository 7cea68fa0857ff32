"""Objectives: one SMART sentence for the campaign's measure, and up to three for the secondary ones."""

from __future__ import annotations

from aicmo.onboarding.documents import Kpi
from aicmo.strategy.documents import Figure, Objective
from aicmo.strategy.goals import Measure
from aicmo.strategy.material import Material
from aicmo.strategy.voice import figure

MOST_SECONDARY = 3


def objectives(material: Material, measure: Measure) -> tuple[Objective, ...]:
    """Return the primary objective and at most three secondary ones; the deadline is the campaign's last day."""
    return (_primary(material, measure), *_secondary(material))


def _primary(material: Material, measure: Measure) -> Objective:
    return Objective(
        id="objective-1",
        statement=_statement(material, measure.metric, measure.baseline, measure.target, measure.per, "1"),
        metric=measure.metric,
        baseline=measure.baseline,
        target=measure.target,
        per=measure.per,
        deadline=material.brief.schedule.ends,
        owner=material.owner,
    )


def _secondary(material: Material) -> tuple[Objective, ...]:
    return tuple(
        _from_kpi(material, number, kpi) for number, kpi in enumerate(material.brief.goal.secondary[:MOST_SECONDARY], 2)
    )


def _from_kpi(material: Material, number: int, kpi: Kpi) -> Objective:
    field = f"goal.secondary.{number - 2}"
    baseline, target = (
        None if value is None else Figure(value=value, unit=kpi.metric, origin="brief", ref=f"{field}.{name}")
        for name, value in (("baseline", kpi.baseline), ("target", kpi.target))
    )
    return Objective(
        id=f"objective-{number}",
        statement=_statement(material, kpi.metric, baseline, target, kpi.per, str(number)),
        metric=kpi.metric,
        baseline=baseline,
        target=target,
        per=kpi.per,
        deadline=material.brief.schedule.ends,
        owner=material.owner,
    )


def _statement(
    material: Material, metric: str, baseline: Figure | None, target: Figure | None, per: str, salt: str
) -> str:
    ends = material.spoken(material.brief.schedule.ends)
    period = "over the campaign" if per == "campaign" else f"a {per}"
    slots = {"metric": metric, "ends": ends, "per": period, "owner": material.owner}
    if target is None:
        return material.voice.say("objective.open", salt=salt, **slots)
    goal = {**slots, "target": figure(target.value)}
    if baseline is not None:
        key = "objective.smart" if target.value >= baseline.value else "objective.lower"
        return material.voice.say(key, salt=salt, baseline=figure(baseline.value), **goal)
    key = "objective.relative" if target.unit.startswith("%") else "objective.target"
    return material.voice.say(key, salt=salt, **goal)
