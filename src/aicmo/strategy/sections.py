"""The strategy as prose: the pack's sections in their order, each a list of tagged statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aicmo.catalog import CatalogError
from aicmo.strategy import argument, launch, message, operations, spending, summary
from aicmo.strategy.documents import SectionText, Statement
from aicmo.strategy.plan import Plan

WRITERS: dict[str, Callable[[Plan], Iterable[Statement]]] = {
    "summary": summary.summary,
    "situation": argument.situation,
    "objectives": argument.objectives,
    "audience": argument.audience,
    "positioning": message.positioning,
    "idea": message.idea,
    "pillars": message.pillars,
    "alternatives": launch.alternatives,
    "phases": launch.phases,
    "press": launch.press,
    "answers": launch.answers,
    "checklist": launch.checklist,
    "channels": operations.channels,
    "budget": spending.budget,
    "funnel": operations.funnel,
    "cadence": operations.cadence,
    "tests": operations.tests,
    "measurement": operations.measurement,
    "risks": operations.risks,
}


def sections(plan: Plan) -> tuple[SectionText, ...]:
    """Return the prose of every section the pack names; a section nobody can write is an error of the catalog."""
    pack = plan.material.pack
    if unknown := [section.id for section in pack.sections if section.id not in WRITERS]:
        raise CatalogError(f"packs.toml: pack {pack.id} has sections that no one writes: {unknown}")
    return tuple(
        SectionText(id=section.id, title=section.title, statements=tuple(WRITERS[section.id](plan)))
        for section in pack.sections
    )
