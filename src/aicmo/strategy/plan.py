"""The plan: every part of the strategy, computed once, in the order in which they need each other."""

from __future__ import annotations

from dataclasses import dataclass

from aicmo.onboarding.documents import Assumption, Money, NormalizedBrief
from aicmo.saga import Rejected
from aicmo.strategy.budget import Pot, lines, pot
from aicmo.strategy.channels import Mix, choose
from aicmo.strategy.chart import plans
from aicmo.strategy.documents import (
    BudgetLine,
    ChannelPlan,
    Experiment,
    Flight,
    FunnelStage,
    Idea,
    KpiNode,
    Objective,
    Persona,
    Pillar,
    Positioning,
    Risk,
    Slot,
)
from aicmo.strategy.documents import Measure as MeasureRow
from aicmo.strategy.experiments import experiments
from aicmo.strategy.flights import flights
from aicmo.strategy.forecast import Forecast, forecast
from aicmo.strategy.funnel import funnel
from aicmo.strategy.goals import Measure, measure
from aicmo.strategy.ideas import ideas
from aicmo.strategy.kpis import tree
from aicmo.strategy.launch_documents import LaunchPlan
from aicmo.strategy.launching import alternatives, phases, tasks
from aicmo.strategy.material import Material, gather
from aicmo.strategy.measurement import measures
from aicmo.strategy.objectives import objectives
from aicmo.strategy.personas import guesses, personas
from aicmo.strategy.pillars import pillars
from aicmo.strategy.positioning import positioning, promise
from aicmo.strategy.reckoning import asked
from aicmo.strategy.risks import risks
from aicmo.strategy.slots import slots

__all__ = ["Plan", "make"]


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of one strategy but its prose."""

    material: Material
    money: Pot | None
    mix: Mix
    measure: Measure
    assumptions: tuple[Assumption, ...]
    objectives: tuple[Objective, ...]
    kpis: KpiNode
    personas: tuple[Persona, ...]
    positioning: Positioning
    promise: str
    pillars: tuple[Pillar, ...]
    ideas: tuple[Idea, ...]
    channels: tuple[ChannelPlan, ...]
    budget: tuple[BudgetLine, ...]
    flights: tuple[Flight, ...]
    funnel: tuple[FunnelStage, ...]
    slots: tuple[Slot, ...]
    measures: tuple[MeasureRow, ...]
    experiments: tuple[Experiment, ...]
    risks: tuple[Risk, ...]
    launch: LaunchPlan

    @property
    def total(self) -> Money | None:
        """What the budget lines sum to."""
        return self.money.total if self.money else None


def make(normal: NormalizedBrief) -> Plan:
    """Plan one brief."""
    material = gather(normal)
    money = pot(material.brief.budget, material.brief.schedule.weeks)
    mix = choose(material, money)
    if not mix.all:
        raise Rejected(
            f"channels.avoid: nothing of pack {material.pack.id} is left. Allow at least one of "
            f"{', '.join(material.pack.channels)}.",
            report={"field": "channels.avoid"},
        )
    goal, assumed = measure(material, len(normal.assumptions) + 1)
    assumptions = normal.assumptions + ((assumed,) if assumed else ())
    assumptions += _fees(money, len(assumptions) + 1)
    people = personas(material, mix.all)
    assumptions += guesses(material, people, len(assumptions) + 1)
    arguments = pillars(material)
    planned = slots(material, mix, arguments, people)
    budget = (
        lines(money, [(c.id, c.name, share) for c, share in zip(mix.paid, mix.shares, strict=True)])
        if money and mix.paid
        else ()
    )
    forecasts = _forecasts(material, budget)
    chains = {name: found.chain for name, found in forecasts.items()}
    measured = tree(material, goal, mix, chains)
    due = asked(measured, goal, material.brief.schedule.weeks)
    charted = plans(material, mix, budget, forecasts, planned, goal, due)
    return Plan(
        material=material,
        money=money if budget else None,
        mix=mix,
        measure=goal,
        assumptions=assumptions,
        objectives=objectives(material, goal),
        kpis=measured,
        personas=people,
        positioning=positioning(material),
        promise=promise(material),
        pillars=arguments,
        ideas=ideas(material),
        channels=charted,
        budget=budget,
        flights=flights(material, money if budget else None),
        funnel=funnel(material, goal, planned),
        slots=planned,
        measures=measures(material, goal, charted),
        experiments=experiments(material, charted, chains, arguments, planned),
        risks=risks(material, goal),
        launch=LaunchPlan(
            phases=phases(material, goal), tasks=tasks(material, planned), alternatives=alternatives(material)
        ),
    )


def _forecasts(material: Material, budget: tuple[BudgetLine, ...]) -> dict[str, Forecast]:
    return {line.channel: forecast(material, line.channel, line.amount) for line in budget if line.channel}


def _fees(money: Pot | None, number: int) -> tuple[Assumption, ...]:
    if money is None or not money.fees_assumed:
        return ()
    share = money.fees.amount / money.total.amount
    return (
        Assumption(
            id=f"A{number}",
            field="budget.fees",
            value=f"{share * 100:.0f}% of the total",
            why="The budget includes fees without saying how much; we set this part aside until the client tells us.",
        ),
    )
