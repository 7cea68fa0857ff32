"""The document: the plan's parts, its prose, the sources it cites and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aicmo.catalog.documents import DraftKind
from aicmo.strategy.benchmarks import cited
from aicmo.strategy.documents import Strategy
from aicmo.strategy.plan import Plan
from aicmo.strategy.sections import sections

NAMED = {DraftKind.META_AD: "Meta ad", DraftKind.LINKEDIN_AD: "LinkedIn ad", DraftKind.EMAIL: "e-mail"}


def assembled(plan: Plan) -> Strategy:
    """Put the document together."""
    short = tuple(shortfalls(plan))
    document = Strategy(
        sections=sections(plan),
        objectives=plan.objectives,
        kpis=plan.kpis,
        personas=plan.personas,
        positioning=plan.positioning,
        promise=plan.promise,
        pillars=plan.pillars,
        ideas=plan.ideas,
        channels=plan.channels,
        budget=plan.budget,
        flights=plan.flights,
        funnel=plan.funnel,
        slots=plan.slots,
        measures=plan.measures,
        experiments=plan.experiments,
        risks=plan.risks,
        sources=(),
        launch=plan.launch,
        total=plan.total,
        assumptions=plan.assumptions,
        missing=(*short, *missing(plan)),
        shortfalls=short,
    )
    return document.model_copy(update={"sources": cited(_refs(document.model_dump()))})


def _refs(part: Any) -> Iterator[str]:
    """Yield every reference in the document, wherever it stands."""
    if isinstance(part, dict):
        if isinstance(part.get("ref"), str):
            yield part["ref"]
        yield from (ref for ref in part.get("refs", ()) if isinstance(ref, str))
        for value in part.values():
            yield from _refs(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from _refs(value)


def shortfalls(plan: Plan) -> Iterator[str]:
    """Say of which drafts fewer are planned than the pack promises, and why."""
    material = plan.material
    for promise in material.pack.promises:
        if promise.business not in {"any", material.normal.business}:
            continue
        made = sum(1 for slot in plan.slots if slot.kind is promise.kind)
        if made < promise.min:
            yield material.voice.say(
                f"missing.{_cause(plan, promise.kind, made)}",
                made=str(made),
                promised=str(promise.min),
                kind=NAMED.get(promise.kind, promise.kind.value.replace("_", " ")) + "s",
            )


def missing(plan: Plan) -> Iterator[str]:
    """Say what we would need to do more, in words for the client."""
    material = plan.material
    if not material.of_kind("proof"):
        yield material.voice.say("missing.proof", brand=material.brief.brand.name)
    if not material.of_kind("question"):
        yield material.voice.say("missing.questions", brand=material.brief.brand.name)
    for claim in material.normal.claims:
        if claim.status == "held_back":
            yield material.voice.say("missing.evidence", salt=claim.id, claim=claim.text)


def _cause(plan: Plan, kind: DraftKind, made: int) -> str:
    if plan.mix.carrying(kind):
        return "facts"
    return "channel" if made else "none"
