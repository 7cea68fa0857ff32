"""The first half of the prose: why, for whom, and what we say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aicmo.onboarding.documents import Fact
from aicmo.strategy.countries import countries
from aicmo.strategy.documents import Origin, Statement
from aicmo.strategy.money import written
from aicmo.strategy.plan import Plan
from aicmo.strategy.voice import figure, listed, quote

SHOWN = 3
LISTED_WORDS = 26


def _say(plan: Plan, key: str, origin: Origin, refs: tuple[str, ...], salt: str = "", **slots: str) -> Statement:
    words = {"brand": plan.material.brief.brand.name, **slots}
    return Statement(text=plan.material.voice.say(key, salt=salt, **words), origin=origin, refs=refs)


def _short(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return the first facts, at most three, as long as one sentence can list them."""
    kept: list[Fact] = []
    for fact in facts[:SHOWN]:
        if kept and sum(len(other.text.split()) for other in (*kept, fact)) > LISTED_WORDS:
            break
        kept.append(fact)
    return tuple(kept)


def _ids(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    return tuple(fact.id for fact in facts)


def summary(plan: Plan) -> Iterator[Statement]:
    """Problem, idea, the three numbers, the ask: one page at most."""
    brief, goal = plan.material.brief, plan.measure
    person = plan.personas[0]
    yield _say(plan, "summary.problem", "brief", person.refs, who=plan.material.public, barrier=person.barrier)
    yield _say(plan, "summary.answer", "brief", plan.positioning.refs, promise=quote(plan.promise))
    yield _say(plan, "summary.idea", "calculated", plan.ideas[0].refs, idea=quote(plan.ideas[0].line))
    yield Statement(text=plan.objectives[0].statement, origin=goal.target.origin, refs=(goal.target.ref,))
    yield from _money(plan)
    yield _say(
        plan,
        "summary.work",
        "calculated",
        ("slots",),
        count=str(len(plan.slots)),
        weeks=str(brief.schedule.weeks),
        starts=plan.material.spoken(brief.schedule.starts),
        channels=listed([channel.name for channel in plan.mix.all]),
    )
    yield _say(
        plan,
        "summary.pillars",
        "brief",
        tuple(p.id for p in plan.pillars),
        pillars=listed([quote(p.name) for p in plan.pillars]),
    )
    yield _say(plan, "summary.ask", "calculated", ("approval",), owner=plan.material.owner)


def _money(plan: Plan) -> Iterator[Statement]:
    if plan.money is None:
        return
    yield _say(
        plan,
        "summary.money_fees" if plan.money.fees.amount else "summary.money",
        "calculated",
        ("budget.media",),
        total=written(plan.money.total),
        fees=written(plan.money.fees),
        reserve=written(plan.money.reserve),
        working=written(plan.money.working),
    )


def situation(plan: Plan) -> Iterator[Statement]:
    """What the client told us, what is missing, and what was tried."""
    material = plan.material
    brief = material.brief
    yield _say(plan, "situation.what", "brief", ("offer.what",), what=quote(brief.offer.what))
    places = listed([*brief.market.places] or countries(brief.market.countries))
    yield _say(plan, "situation.where", "brief", ("market",), places=places, who=plan.material.public)
    strong = _short(material.of_kind("benefit", "proof"))
    if strong:
        yield _say(
            plan, "situation.strength", "brief", _ids(strong), facts=listed([quote(fact.text) for fact in strong])
        )
    asked = _short(material.of_kind("question"))
    if asked:
        yield _say(
            plan, "situation.questions", "brief", _ids(asked), facts=listed([quote(fact.text) for fact in asked])
        )
    yield from _history(plan)
    yield from _held(plan)
    if brief.audience.exclude:
        yield _say(plan, "situation.exclude", "brief", ("audience.exclude",), exclude=listed([*brief.audience.exclude]))
    for assumption in plan.assumptions:
        yield _say(
            plan,
            "situation.assumption",
            "assumption",
            (assumption.id,),
            salt=assumption.id[1:],
            id=assumption.id,
            field=assumption.field.replace("_", " ").replace(".", " "),
            value=quote(assumption.value),
            why=assumption.why,
        )


def _history(plan: Plan) -> Iterator[Statement]:
    context = plan.material.brief.context
    for number, tried in enumerate(context.tried):
        key = "situation.tried_result" if tried.result else "situation.tried"
        yield _say(
            plan,
            key,
            "brief",
            (f"context.tried.{number}",),
            salt=str(number),
            what=quote(tried.what),
            result=quote(tried.result or ""),
        )
    if context.competitors:
        names = tuple(f"context.competitors.{number}" for number in range(len(context.competitors)))
        yield _say(plan, "situation.competitors", "brief", names, count=str(len(names)))


def _held(plan: Plan) -> Iterator[Statement]:
    held = [claim for claim in plan.material.normal.claims if claim.status == "held_back"]
    if held:
        yield _say(
            plan,
            "situation.held",
            "brief",
            tuple(claim.id for claim in held),
            claims=listed([quote(claim.text) for claim in held]),
        )


def objectives(plan: Plan) -> Iterator[Statement]:
    """The objectives, and how hard the first is."""
    for number, objective in enumerate(plan.objectives):
        target = objective.target
        origin: Origin = target.origin if target else "brief"
        yield Statement(
            text=objective.statement, origin=origin, refs=(target.ref if target else f"goal.secondary.{number - 1}",)
        )
    goal, schedule = plan.measure, plan.material.brief.schedule
    if goal.baseline and not goal.relative:
        added = goal.target.value - goal.baseline.value
        yield _say(
            plan,
            "objectives.added",
            "calculated",
            (goal.baseline.ref, goal.target.ref),
            added=figure(added),
            metric=goal.metric,
            baseline=figure(goal.baseline.value),
            target=figure(goal.target.value),
        )
    yield _say(
        plan, "objectives.how", "calculated", ("kpis",), metric=goal.metric, event=quote(goal.event), tool=goal.tool
    )
    half = schedule.starts + timedelta(weeks=schedule.weeks) / 2
    yield _say(
        plan,
        "objectives.review",
        "calculated",
        ("schedule.starts", "schedule.weeks"),
        half=plan.material.spoken(half),
        owner=plan.material.owner,
    )
    yield _say(plan, "objectives.guard", "calculated", ("kpis",), metric=goal.metric)


def audience(plan: Plan) -> Iterator[Statement]:
    """Who they are, what they want done, what sets them in motion, what stops them."""
    for number, person in enumerate(plan.personas):
        salt = str(number)
        guessed = tuple(a.id for a in plan.assumptions if a.field == f"{person.id}.trigger")
        yield _say(
            plan,
            "audience.who_other" if number else "audience.who",
            "brief",
            person.refs[:1],
            salt=salt,
            segment=quote(person.segment),
        )
        yield Statement(text=person.job, origin="brief", refs=person.refs[:1])
        yield Statement(
            text=person.trigger, origin="assumption" if guessed else "brief", refs=guessed or person.refs[:1]
        )
        yield Statement(text=person.barrier, origin="brief", refs=person.refs)
        yield Statement(text=person.proof_wanted, origin="brief", refs=person.refs)
    yield _say(plan, "audience.size", "brief", ("audience.primary",), who=plan.material.public)


def positioning(plan: Plan) -> Iterator[Statement]:
    """The one sentence, and what it commits the brand to."""
    slots = plan.positioning
    yield _say(
        plan,
        "statement.positioning",
        "brief",
        slots.refs,
        audience=slots.audience,
        need=slots.need,
        category=slots.category,
        benefit=slots.benefit,
        because=slots.because,
    )
    yield _say(plan, "statement.promise", "brief", slots.refs, promise=quote(plan.promise))
    tone = plan.material.brief.brand.tone
    if tone:
        yield _say(plan, "statement.tone", "brief", ("brand.tone",), tone=listed([*tone]))
    avoid = plan.material.brief.rules.avoid
    if avoid:
        yield _say(plan, "statement.avoid", "brief", ("rules.avoid",), count=str(len(avoid)))


def idea(plan: Plan) -> Iterator[Statement]:
    """The recommended idea and its alternates."""
    first, *others = plan.ideas
    yield _say(plan, "statement.idea", "calculated", first.refs, line=quote(first.line))
    yield Statement(text=first.rationale, origin="calculated", refs=first.refs)
    for number, other in enumerate(others):
        yield _say(plan, "statement.alternate", "calculated", other.refs, salt=str(number), line=quote(other.line))
        yield Statement(text=other.rationale, origin="calculated", refs=other.refs)
    yield _say(plan, "statement.choice", "calculated", first.refs, line=quote(first.line))


def pillars(plan: Plan) -> Iterator[Statement]:
    """What we say: each pillar with its message, its objection and the answer."""
    yield _say(
        plan,
        "statement.pillars",
        "calculated",
        tuple(p.id for p in plan.pillars),
        count=str(len(plan.pillars)),
        promise=quote(plan.promise),
    )
    for number, pillar in enumerate(plan.pillars):
        yield Statement(text=pillar.message, origin="brief", refs=pillar.facts)
        yield _say(
            plan,
            "statement.objection",
            "brief",
            pillar.facts,
            salt=str(number),
            objection=quote(pillar.objection),
            answer=quote(pillar.answer),
        )
