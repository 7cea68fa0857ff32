"""The second part of the prose: the one sentence, the one idea, and the arguments below them."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.strategy.documents import Statement
from aicmo.strategy.names import trigger_clause
from aicmo.strategy.plan import Plan
from aicmo.strategy.statements import amount, say
from aicmo.strategy.voice import counted, listed, quote
from aicmo.strategy.weaving import woven


def positioning(plan: Plan) -> Iterator[Statement]:
    """The one sentence, and what it commits the brand to."""
    slots, brief = plan.positioning, plan.material.brief
    yield say(
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
    yield say(plan, "statement.promise", "brief", slots.refs, promise=woven(plan.material, plan.promise))
    if brief.brand.tone:
        yield say(plan, "statement.tone", "brief", ("brand.tone",), tone=listed([*brief.brand.tone]))
    if brief.rules.avoid:
        count = amount(len(brief.rules.avoid), "word or name", "words and names")
        yield say(plan, "statement.avoid", "brief", ("rules.avoid",), count=count)


def idea(plan: Plan) -> Iterator[Statement]:
    """The recommended idea, why it fits this audience, and the alternates."""
    material = plan.material
    first, *others = plan.ideas
    yield say(plan, "statement.idea", "calculated", first.refs, line=quote(first.line))
    trigger = trigger_clause(material.brief.audience.primary)
    if trigger:
        yield say(plan, "statement.fits_trigger", "calculated", ("audience.primary",), trigger=trigger)
    yield say(plan, "statement.fits", "calculated", plan.positioning.refs, promise=woven(material, plan.promise))
    refs = tuple(pillar.id for pillar in plan.pillars)
    yield say(plan, "statement.works", "calculated", refs, count=counted(len(plan.pillars)))
    if others:
        lines = listed([quote(other.line) for other in others])
        refs = tuple(ref for other in others for ref in other.refs)
        yield say(plan, "statement.alternates", "calculated", refs, lines=lines, owner=material.owner)


def pillars(plan: Plan) -> Iterator[Statement]:
    """How many arguments there are, which doubt each answers, and how much of the plan it carries."""
    refs = tuple(pillar.id for pillar in plan.pillars)
    promise = woven(plan.material, plan.promise)
    count = counted(len(plan.pillars))
    yield say(plan, "statement.pillars", "calculated", refs, count=count, promise=promise)
    for number, pillar in enumerate(plan.pillars):
        drafts = sum(slot.pillar == pillar.id for slot in plan.slots)
        yield say(
            plan,
            "statement.pillar",
            "brief",
            pillar.facts,
            salt=str(number),
            name=quote(pillar.name),
            objection=quote(pillar.objection),
            drafts=amount(drafts, "draft", "drafts"),
        )
    yield say(plan, "statement.spread", "calculated", refs)
