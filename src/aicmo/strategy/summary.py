"""The plan on one page: problem, idea, the three numbers, the ask."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.strategy.credibility import verdict
from aicmo.strategy.documents import Statement
from aicmo.strategy.money import written
from aicmo.strategy.personas import behaviour
from aicmo.strategy.plan import Plan
from aicmo.strategy.reckoning import gap
from aicmo.strategy.statements import amount, half_time, period, say
from aicmo.strategy.voice import counted, figure, listed, quote, sentence
from aicmo.strategy.weaving import woven

LISTED_WORDS = 30


def summary(plan: Plan) -> Iterator[Statement]:
    """Problem, idea, the three numbers, the ask: one page at most."""
    material, brief, goal = plan.material, plan.material.brief, plan.measure
    person = plan.personas[0]
    opening = behaviour(material) or f"This campaign is for {material.public}"
    yield Statement(text=sentence(f"{opening}."), origin="brief", refs=("audience.primary",))
    asked = material.of_kind("question")
    if asked:
        yield say(plan, "summary.question", "brief", person.refs, ask=quote(asked[0].text))
    yield say(plan, "summary.answer", "brief", plan.positioning.refs, promise=woven(material, plan.promise))
    yield say(plan, "summary.idea", "calculated", plan.ideas[0].refs, idea=quote(plan.ideas[0].line))
    yield _target(plan)
    yield from _money(plan)
    yield say(
        plan,
        "summary.work",
        "calculated",
        ("slots",),
        count=str(len(plan.slots)),
        weeks=str(brief.schedule.weeks),
        starts=material.spoken(brief.schedule.starts),
        channels=listed([channel.spoken for channel in plan.mix.all]),
    )
    names = [pillar.name for pillar in plan.pillars]
    refs = tuple(pillar.id for pillar in plan.pillars)
    yield say(plan, "summary.pillars", "brief", refs, count=counted(len(names)), pillars=_arguments(names))
    words = {"owner": material.owner, "half": material.spoken(half_time(plan))}
    yield say(plan, "summary.review", "calculated", ("measures",), event=quote(goal.event), **words)
    if plan.assumptions:
        ids = tuple(assumption.id for assumption in plan.assumptions)
        count = amount(len(ids), "assumption", "assumptions")
        yield say(plan, "summary.assumed", "assumption", ids, count=count, owner=material.owner)
    yield say(
        plan,
        "summary.ask",
        "calculated",
        ("approval",),
        owner=material.owner,
        what="idea, the channels and the budget" if plan.money else "idea and the channels",
        starts=material.spoken(brief.schedule.starts),
        metric=goal.metric,
    )


def _arguments(names: list[str]) -> str:
    """List the arguments by name, or by their themes alone where the names would make a sentence nobody reads."""
    if sum(len(name.split()) for name in names) <= LISTED_WORDS:
        return "; ".join(names)
    return listed([name.partition(":")[0].casefold() for name in names])


def _target(plan: Plan) -> Statement:
    goal, material = plan.measure, plan.material
    key = "target_relative" if goal.relative else "target_from" if goal.baseline else "target"
    return say(
        plan,
        f"summary.{key}",
        goal.target.origin,
        (goal.target.ref,),
        target=figure(goal.target.value),
        baseline=figure(goal.baseline.value) if goal.baseline else "",
        metric=goal.metric,
        per=period(goal.per),
        ends=material.spoken(material.brief.schedule.ends),
    )


def _money(plan: Plan) -> Iterator[Statement]:
    if plan.money is None:
        names = listed([channel.spoken for channel in plan.mix.all])
        yield say(plan, "summary.unpaid", "calculated", ("channels",), channels=names)
        return
    yield say(
        plan,
        "summary.money_fees" if plan.money.fees.amount else "summary.money",
        "calculated",
        ("budget.media",),
        total=written(plan.money.total),
        fees=written(plan.money.fees),
        reserve=written(plan.money.reserve),
        working=written(plan.money.working),
    )
    found = verdict(plan.measure, plan.channels, plan.material.brief.schedule.weeks)
    if found:
        beside = gap(plan.measure, plan.channels)
        yield say(
            plan,
            "summary.expect_planned" if beside else "summary.expect",
            "benchmark",
            found.refs,
            planned=figure(beside.planned) if beside else "",
            low=figure(found.low),
            high=figure(found.high),
            needed=figure(found.needed),
            metric=plan.measure.metric,
            cites=", ".join(found.refs),
        )
