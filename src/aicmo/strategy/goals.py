"""The measure of the campaign: the client's own, or one marked assumption in its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc, Objective
from aicmo.onboarding.documents import Assumption
from aicmo.strategy.documents import Figure
from aicmo.strategy.material import Material


class Goal(Doc):
    """How one objective is measured."""

    objective: Objective
    people: str
    metric: str
    event: str
    tool: str


class Goals(Doc):
    """All objectives' measures; lifts are percentages."""

    source: str
    checked_on: date
    lift_without_baseline: int
    lift_on_baseline: int
    goal: tuple[Goal, ...]


@cache
def goals() -> Goals:
    """Return the shipped measures."""
    return Goals.model_validate(read_toml("aicmo.strategy", "goals.toml"))


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: today's value, the wanted one, per period. ``relative``: the target is a lift in per cent."""

    metric: str
    per: str
    baseline: Figure | None
    target: Figure
    event: str
    tool: str
    relative: bool = False


def people(material: Material) -> str:
    """Return what those who say yes are called: customers, donors, applicants."""
    return next(row.people for row in goals().goal if row.objective is material.brief.goal.objective)


def measure(material: Material, number: int) -> tuple[Measure, Assumption | None]:
    """Return the campaign's measure and, where the brief is silent, the assumption (``A<number>``) that fills it."""
    row = next(row for row in goals().goal if row.objective is material.brief.goal.objective)
    conversions = material.brief.tracking.conversions
    event = conversions[0] if conversions else row.event
    kpi = material.brief.goal.kpi
    metric, per = (kpi.metric, kpi.per) if kpi else (row.metric, "campaign")
    baseline = _given(kpi.baseline, metric, "goal.kpi.baseline") if kpi else None
    if kpi and kpi.target is not None:
        target = _figure(kpi.target, metric, "goal.kpi.target")
        uncounted = baseline is None and per != "campaign" and material.brief.launch is None
        assumed = _uncounted(material, f"A{number}", metric) if uncounted else None
        return Measure(metric, per, baseline, target, event, row.tool), assumed
    assumption, target = _proposed(material, f"A{number}", metric, baseline)
    return Measure(metric, per, baseline, target, event, row.tool, relative=baseline is None), assumption


def _uncounted(material: Material, ref: str, metric: str) -> Assumption:
    return Assumption(
        id=ref,
        field="goal.kpi.baseline",
        value=f"today's {metric} are counted in the first full week, before any change is claimed",
        why=f"{material.brief.brand.name} gave no figure for today.",
    )


def _proposed(material: Material, ref: str, metric: str, baseline: Figure | None) -> tuple[Assumption, Figure]:
    """Propose a target: a lift on the client's baseline, or on the first full week when there is none."""
    lift = goals().lift_without_baseline if baseline is None else goals().lift_on_baseline
    if baseline is None:
        value, unit = Decimal(lift), f"% more {metric} than in the first full week"
    else:
        value, unit = baseline.value * (100 + lift) / 100, metric
    what = f"{value.normalize():f} {unit}"
    why = f"{material.brief.brand.name} gave no target; a first campaign needs one to be judged by, so we propose it."
    return (
        Assumption(id=ref, field="goal.kpi.target", value=what, why=why),
        Figure(value=value, unit=unit, origin="assumption", ref=ref),
    )


def _given(value: Decimal | None, unit: str, ref: str) -> Figure | None:
    return None if value is None else _figure(value, unit, ref)


def _figure(value: Decimal, unit: str, ref: str) -> Figure:
    return Figure(value=value, unit=unit, origin="brief", ref=ref)
