"""The launch in prose: against which alternatives, in which phases, what the press gets, what people will ask."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.strategy.documents import Statement
from aicmo.strategy.plan import Plan
from aicmo.strategy.statements import amount, say
from aicmo.strategy.voice import counted, listed, quote
from aicmo.strategy.weaving import told, woven

MOST_ANSWERS = 6


def alternatives(plan: Plan) -> Iterator[Statement]:
    """What the offer is measured against, how we argue, and what we do not say."""
    rows = plan.launch.alternatives
    count = amount(len(rows), "alternative", "alternatives")
    yield say(plan, "launching.alternatives", "calculated", ("alternatives",), count=count, name=_name(plan))
    yield say(plan, "launching.habit", "brief", rows[0].refs, promise=woven(plan.material, plan.promise))
    rivals = [row for row in rows if row.kind == "rival"]
    key = "rivals" if rivals else "rivals_none"
    refs = tuple(ref for row in rivals for ref in row.refs) or ("context.competitors",)
    yield say(plan, f"launching.{key}", "brief", refs, count=amount(len(rivals), "name", "names"))
    yield say(plan, "launching.denigrate", "calculated", ("alternatives",))


def phases(plan: Plan) -> Iterator[Statement]:
    """The day, what happens before and after it, and who may stop it."""
    material = plan.material
    for key, phase in zip(("before", "launch", "after"), plan.launch.phases, strict=True):
        drafts = sum(
            1 for slot in plan.slots if slot.publish_at and phase.starts <= slot.publish_at.date() <= phase.ends
        )
        yield say(
            plan,
            f"launching.{key}",
            "calculated",
            (phase.id,),
            name=_name(plan),
            starts=material.spoken(phase.starts),
            ends=material.spoken(phase.ends),
            drafts=amount(drafts, "dated draft", "dated drafts"),
        )
    gate = plan.launch.phases[0]
    day = material.spoken(gate.decided_on)
    yield say(plan, "launching.gate", "calculated", (gate.id,), owner=gate.owner, day=day, name=_name(plan))
    if plan.money:
        yield say(
            plan, "launching.money", "calculated", ("flights",), day=material.spoken(plan.launch.phases[1].starts)
        )


def press(plan: Plan) -> Iterator[Statement]:
    """What is news, for whom, with which evidence, and who may be quoted."""
    material, launch = plan.material, plan.material.brief.launch
    proofs = material.of_kind("proof") or material.of_kind("benefit")
    yield say(plan, "launching.news", "brief", ("launch.name", "offer.what"), name=_name(plan), public=material.public)
    fact = told(material, proofs[0])
    yield say(plan, "launching.evidence", "brief", (proofs[0].id,), fact=fact)
    quotes = launch.quotes if launch else ()
    if quotes:
        speakers = listed(list(dict.fromkeys(each.by for each in quotes)))
        yield say(plan, "launching.quotes", "brief", ("launch.quotes",), speakers=speakers)
    else:
        yield say(plan, "launching.quotes_none", "calculated", ("launch.quotes",), owner=material.owner)
    yield say(
        plan,
        "launching.embargo",
        "calculated",
        (plan.launch.phases[1].id,),
        day=material.spoken(plan.launch.phases[1].starts),
    )
    if places := material.brief.market.places:
        yield say(plan, "launching.local", "brief", ("market.places",), places=listed([*places]))


def answers(plan: Plan) -> Iterator[Statement]:
    """What people will ask on the day, and which answer everybody gives."""
    asked = plan.material.of_kind("question")
    count = amount(len(asked), "question", "questions")
    yield say(plan, "launching.asked", "brief", ("offer.questions",), count=count, name=_name(plan))
    for fact in asked[:MOST_ANSWERS]:
        answer = quote(fact.detail or "")
        yield Statement(text=f"{quote(fact.text)} Answer: {answer}.", origin="brief", refs=(fact.id,))
    unproven = [pillar for pillar in plan.pillars if not pillar.evidence]
    if unproven:
        refs = tuple(pillar.id for pillar in unproven)
        yield say(plan, "launching.unproven", "calculated", refs, count=counted(len(unproven)))
    yield say(plan, "launching.same", "calculated", ("offer.questions",))


def checklist(plan: Plan) -> Iterator[Statement]:
    """How many things are to be done until when, and which one is the last before the gate."""
    gate = plan.launch.phases[0]
    before = [task for task in plan.launch.tasks if task.due <= gate.decided_on]
    count = amount(len(plan.launch.tasks), "task", "tasks")
    day = plan.material.spoken(gate.decided_on)
    yield say(plan, "launching.tasks", "calculated", ("tasks",), count=count, before=counted(len(before)), day=day)
    yield say(plan, "launching.undone", "calculated", ("tasks",), owner=gate.owner)


def _name(plan: Plan) -> str:
    launch = plan.material.brief.launch
    return launch.name if launch else plan.material.brief.brand.name
