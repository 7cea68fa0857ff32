"""The first part of the prose: where the client stands, what is wanted, and from whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from aicmo.onboarding.documents import Fact, Tried
from aicmo.strategy.countries import countries
from aicmo.strategy.documents import Origin, Persona, Statement
from aicmo.strategy.goals import people
from aicmo.strategy.money import restyled
from aicmo.strategy.names import grammar, is_kind, is_noun_phrase, is_weather, trigger_clause
from aicmo.strategy.personas import noun, occasion
from aicmo.strategy.plan import Plan
from aicmo.strategy.statements import amount, channel_name, half_time, period, say
from aicmo.strategy.voice import figure, listed, quote, sentence
from aicmo.strategy.weaving import possessive, series, speaks, woven

SHOWN = 2
ASKED = 2


def _ids(facts: tuple[Fact, ...]) -> tuple[str, ...]:
    return tuple(fact.id for fact in facts)


def situation(plan: Plan) -> Iterator[Statement]:
    """What the client offers, where, against whom, what was tried, and what is missing."""
    material = plan.material
    brief = material.brief
    yield _offer(plan)
    places = listed([*brief.market.places] or countries(brief.market.countries))
    yield say(plan, "situation.where", "brief", ("market",), places=places, who=material.public)
    strong = material.of_kind("benefit", "proof")[:SHOWN]
    if strong:
        facts = series(material, [fact.text for fact in strong], SHOWN)
        yield say(plan, "situation.strength", "brief", _ids(strong), facts=facts)
    yield from _asked(plan)
    yield from _competitors(plan)
    yield from _history(plan)
    yield from _held(plan)
    if brief.audience.exclude:
        yield say(plan, "situation.exclude", "brief", ("audience.exclude",), exclude=listed([*brief.audience.exclude]))
    for assumption in plan.assumptions:
        yield say(
            plan,
            "situation.assumption",
            "assumption",
            (assumption.id,),
            salt=assumption.id[1:],
            id=assumption.id,
            about=assumption.field.rpartition(".")[2].replace("_", " "),
            value=assumption.value.rstrip(" ."),
            why=assumption.why,
        )


def _offer(plan: Plan) -> Statement:
    material = plan.material
    what = possessive(" ".join(material.brief.offer.what.split()).rstrip(" ."))
    first = re.split(r"(?<=[.])\s+(?=[A-Z])", what)[0].rstrip(".")
    refs = ("offer.what",)
    if what.startswith(material.brief.brand.name) and not speaks(first):
        return Statement(text=sentence(f"{restyled(what)}."), origin="brief", refs=refs)
    if speaks(first) or not is_noun_phrase(first):
        return say(plan, "situation.offer_quoted", "brief", refs, what=quote(material.brief.offer.what))
    key = "situation.offer_kind" if is_kind(first) else "situation.offer"
    return say(plan, key, "brief", refs, what=material.inline(restyled(what)))


def _asked(plan: Plan) -> Iterator[Statement]:
    asked = plan.material.of_kind("question")
    if asked:
        yield say(
            plan,
            "situation.questions",
            "brief",
            _ids(asked),
            count=amount(len(asked), "question", "questions"),
            people=people(plan.material),
            facts=listed([quote(fact.text) for fact in asked[:ASKED]]),
        )


def _competitors(plan: Plan) -> Iterator[Statement]:
    known = plan.material.brief.context.competitors
    if not known:
        yield say(plan, "situation.competitors_none", "brief", ("context.competitors",))
        return
    refs = tuple(f"context.competitors.{number}" for number in range(len(known)))
    key = "situation.competitors" if len(known) > 1 else "situation.competitor"
    yield say(plan, key, "brief", refs, count=amount(len(known), "competitor", "competitors"))


def _history(plan: Plan) -> Iterator[Statement]:
    material = plan.material
    lessons: set[str] = set()
    for number, tried in enumerate(material.brief.context.tried):
        refs, salt = (f"context.tried.{number}",), str(number)
        key = "situation.tried_result" if tried.result else "situation.tried"
        words = {"what": woven(material, tried.what), "result": woven(material, tried.result or "")}
        yield say(plan, key, "brief", refs, salt=salt, **words)
        lesson = _lesson(tried)
        if lesson and lesson not in lessons:
            lessons.add(lesson)
            yield say(plan, f"situation.{lesson}", "calculated", refs, salt=salt, metric=plan.measure.metric)


def _lesson(tried: Tried) -> str | None:
    """Return what an attempt teaches: a result that names something missing, one with figures, or neither."""
    if not tried.result:
        return None
    words = set(re.findall(r"[\w’']+", tried.result.casefold()))
    if words & set(grammar().negatives):
        return "lesson_none"
    return "lesson_numbers" if re.search(r"\d", tried.result) else "lesson_other"


def _held(plan: Plan) -> Iterator[Statement]:
    held = [claim for claim in plan.material.normal.claims if claim.status == "held_back"]
    if held:
        shown = [quote(claim.text) for claim in held[:SHOWN]]
        if len(held) > SHOWN:
            shown.append(f"{len(held) - SHOWN} more")
        yield say(plan, "situation.held", "brief", tuple(claim.id for claim in held), claims=listed(shown))


def objectives(plan: Plan) -> Iterator[Statement]:
    """The objectives, how far away the first is, how it is counted, and when it is reviewed."""
    for number, objective in enumerate(plan.objectives):
        target = objective.target
        origin: Origin = target.origin if target else "brief"
        yield Statement(
            text=objective.statement, origin=origin, refs=(target.ref if target else f"goal.secondary.{number - 1}",)
        )
    goal = plan.measure
    if goal.baseline and not goal.relative and goal.target.value > goal.baseline.value:
        yield say(
            plan,
            "objectives.added",
            "calculated",
            (goal.baseline.ref, goal.target.ref),
            added=figure(goal.target.value - goal.baseline.value),
            metric=goal.metric,
            per=period(goal.per),
            baseline=figure(goal.baseline.value),
        )
    yield from _asked_of_paid(plan)
    yield say(plan, "objectives.how", "calculated", ("kpis",), event=quote(goal.event), tool=goal.tool)
    refs = ("schedule.starts", "schedule.weeks")
    owner = plan.material.owner
    yield say(plan, "objectives.review", "calculated", refs, half=plan.material.spoken(half_time(plan)), owner=owner)
    yield say(plan, "objectives.guard", "calculated", ("kpis",), metric=goal.metric)


def _asked_of_paid(plan: Plan) -> Iterator[Statement]:
    """Say what the tree asks of paid media, and where that is set beside the forecast."""
    paid = {row.channel for row in plan.channels if row.planned}
    parts = [part for node in plan.kpis.children for part in (node, *node.children) if part.channel in paid]
    asked = sum((part.value.value for part in parts if part.value), Decimal(0))
    if asked:
        yield say(
            plan,
            "objectives.paid",
            "calculated",
            ("kpis",),
            asked=figure(asked),
            metric=plan.measure.metric,
            per=period(plan.measure.per),
            channels=listed([channel_name(plan, name) for name in dict.fromkeys(part.channel or "" for part in parts)]),
        )


def audience(plan: Plan) -> Iterator[Statement]:
    """Who they are, and what the plan makes of it; the insights themselves stand in the personas."""
    for number, person in enumerate(plan.personas):
        yield from _person(plan, number, person)
    yield say(plan, "audience.size", "brief", ("audience.primary",))


def _person(plan: Plan, number: int, person: Persona) -> Iterator[Statement]:
    material, salt = plan.material, str(number)
    segment = woven(material, person.segment)
    key = "audience.who_other" if number else "audience.who"
    yield say(plan, key, "brief", person.refs[:1], salt=salt, segment=segment)
    event = occasion(material, person.segment, number)
    guessed = tuple(a.id for a in plan.assumptions if a.field == f"{person.id}.trigger")
    timing = "timing_guess" if guessed else "timing" if trigger_clause(person.segment) else "timing_event"
    if timing == "timing_event" and event and is_weather(event.name):
        timing = "timing_weather"
    origin: Origin = "assumption" if guessed else "brief"
    refs = guessed or person.refs[:1]
    words = {"moment": noun(material, event.name), "day": material.spoken(event.on)} if event else {}
    words["id"] = ", ".join(guessed)
    yield say(plan, f"audience.{timing}", origin, refs, salt=salt, trigger=person.trigger, **words)
    questions = [ref for ref in person.refs if ref.startswith("question-")]
    for ask in questions[:1]:
        drafts = sum(ask in slot.facts for slot in plan.slots)
        if drafts:
            text = quote(material.normal.fact(ask).text)
            count = amount(drafts, "draft", "drafts")
            yield say(plan, "audience.answered", "calculated", (ask,), salt=salt, ask=text, count=count)
    if not number and not questions:
        yield say(plan, "audience.open", "brief", ("offer.questions",))
    written_for = sum(slot.persona == person.id for slot in plan.slots)
    words = {"count": str(written_for), "total": str(len(plan.slots))}
    if written_for:
        key = "audience.share" if len(plan.personas) > 1 else "audience.all"
        yield say(plan, key, "calculated", ("slots",), salt=salt, **words)
    if not number:
        names = listed([channel_name(plan, name) for name in person.channels])
        yield say(plan, "audience.meets", "calculated", ("channels",), channels=names)
