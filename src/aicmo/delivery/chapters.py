"""The strategy as an outline: the prose of each section, and below it the tables that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from aicmo.catalog.documents import Stage
from aicmo.delivery import appendix, launch_tables, money_tables
from aicmo.delivery.calendar_view import week_table
from aicmo.delivery.dossier import Dossier, channel_name, kind_name
from aicmo.delivery.origins import marked, marks
from aicmo.delivery.outline import (
    Block,
    Bullets,
    Column,
    Heading,
    Note,
    Outline,
    Prose,
    Sentence,
    Slogan,
    Table,
    Terms,
    prose,
)
from aicmo.strategy.documents import KpiNode, Pillar, SectionText, Statement

COUNTING: Final = frozenset({"summary", "cadence", "funnel"})  # sections whose prose counts drafts
PARAGRAPH_WORDS: Final = 55  # about four lines: what the eye takes in at once


def strategy_outline(dossier: Dossier) -> Outline:
    """Return the whole strategy document."""
    strategy = dossier.strategy
    blocks: list[Block] = [block for section in strategy.sections for block in _section(dossier, section)]
    blocks += appendix.blocks(dossier)
    return Outline(
        title=dossier.brief.title,
        subtitle="Strategy",
        brand=dossier.brief.brand.name,
        logo=dossier.logo,
        language=dossier.locale,
        particulars=_particulars(dossier),
        preface=tuple(appendix.legend(dossier)),
        blocks=tuple(blocks),
    )


def paragraphs(statements: tuple[Statement, ...]) -> Iterator[Prose]:
    """Yield statements as paragraphs of some sentences each; the first statement leads.

    Neighbours of one origin share their mark, which then stands after the last of them.
    """
    if statements:
        yield prose(statements[0].text, *marks(statements[0]), lead=True)
    paragraph: list[Statement] = []
    for statement in statements[1:]:
        if paragraph and sum(len(each.text.split()) for each in (*paragraph, statement)) > PARAGRAPH_WORDS:
            yield _paragraph(paragraph)
            paragraph = []
        paragraph.append(statement)
    if paragraph:
        yield _paragraph(paragraph)


def _paragraph(statements: list[Statement]) -> Prose:
    following = [*statements[1:], None]
    return Prose(
        sentences=tuple(
            Sentence(text=each.text, marks=() if after and marks(after) == marks(each) else marks(each))
            for each, after in zip(statements, following, strict=True)
        )
    )


def _particulars(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    schedule = dossier.brief.schedule
    return (
        ("Prepared for", dossier.brief.brand.name),
        ("Campaign", f"{dossier.day(schedule.starts)} to {dossier.day(schedule.ends)}"),
        ("Scope", dossier.pack.title),
        ("Date", dossier.day(dossier.made_on)),
        ("Version", f"{dossier.version}, for approval"),
    )


def _section(dossier: Dossier, section: SectionText) -> Iterator[Block]:
    yield Heading(text=section.title)
    yield from paragraphs(section.statements)
    if dossier.unwritten and section.id in COUNTING:
        yield Note(
            title=f"This package holds {dossier.size}.",
            text=f"Not written: {', '.join(slot.id for slot in dossier.unwritten)}. The text counts the plan, tables "
            "what is written; the cover letter says why, and what we suggest.",
        )
    if exhibit := EXHIBITS.get(section.id):
        yield from exhibit(dossier)


def _objectives(dossier: Dossier) -> Iterator[Block]:
    rows = tuple(
        (
            objective.metric,
            marked(objective.baseline),
            marked(objective.target),
            objective.per,
            dossier.day(objective.deadline),
            objective.owner,
        )
        for objective in dossier.strategy.objectives
    )
    titles = ("Measure", "Today", "Target", "Per", "By", "Owner")
    yield _table("Objectives", titles, rows, (3, 2, 2, 1, 2, 2))
    yield _table(
        "KPI tree: each value follows from the rows below it",
        ("", "Measure", "Value", "Formula or source", "Counted by"),
        tuple(_kpi_rows(dossier.strategy.kpis, 0)),
        (0, 5, 3, 4, 3),
    )


def _kpi_rows(node: KpiNode, depth: int) -> Iterator[tuple[str, ...]]:
    indent = "\u2003" * depth
    yield node.id, f"{indent}{node.name}", marked(node.value), node.formula, f"{node.event}, {node.frequency}"
    for child in node.children:
        yield from _kpi_rows(child, depth + 1)


def _audience(dossier: Dossier) -> Iterator[Block]:
    for persona in dossier.strategy.personas:
        yield Terms(
            title=persona.name,
            pairs=(
                ("Who", persona.segment),
                ("Wants to", persona.job),
                ("Starts when", persona.trigger),
                ("Held back by", persona.barrier),
                ("Convinced by", persona.proof_wanted),
                ("Met on", ", ".join(channel_name(channel) for channel in persona.channels)),
            ),
        )
    if dossier.brief.audience.exclude:
        yield prose(f"Not addressed: {', '.join(dossier.brief.audience.exclude)}.", "B")


def _positioning(dossier: Dossier) -> Iterator[Block]:
    positioning = dossier.strategy.positioning
    yield Terms(
        title="Positioning",
        pairs=(
            ("For", positioning.audience),
            ("Who", positioning.need),
            (dossier.brief.brand.name, positioning.category),
            ("That", positioning.benefit),
            ("Because", positioning.because),
        ),
    )


def _idea(dossier: Dossier) -> Iterator[Block]:
    first, *others = dossier.strategy.ideas
    yield Slogan(label="The idea", text=first.line)
    yield prose(first.rationale)
    if others:
        rows = tuple((idea.line, idea.rationale) for idea in others)
        yield _table("Alternates", ("Line", "Why it would fit"), rows, (2, 3))


def _pillars(dossier: Dossier) -> Iterator[Block]:
    yield Slogan(label="The promise", text=dossier.strategy.promise)
    for pillar in dossier.strategy.pillars:
        yield Heading(text=pillar.name, level=2)
        yield prose(pillar.message)
        if pillar.evidence:
            yield Bullets(items=tuple(prose(dossier.fact(fact), "B") for fact in pillar.evidence))
        yield Terms(pairs=tuple(_answers(dossier, pillar)))


def _answers(dossier: Dossier, pillar: Pillar) -> Iterator[tuple[str, str]]:
    """Yield the objection with its answer, then the other questions that the pillar's facts answer."""
    yield "They may say", pillar.objection
    yield "We answer", pillar.answer
    for fact in dossier.normalized.facts:
        if fact.kind == "question" and fact.id in pillar.facts and fact.detail and fact.text != pillar.objection:
            yield "They also ask", fact.text
            yield "We answer", fact.detail


def _channels(dossier: Dossier) -> Iterator[Block]:
    rows = tuple(
        (channel_name(plan.channel), plan.role, ", ".join(kind_name(kind) for kind in plan.formats), plan.audience_fit)
        for plan in dossier.strategy.channels
    )
    yield _table("Channel roles", ("Channel", "Role", "Formats", "Why this audience"), rows, (2, 4, 2, 4))
    rules = tuple((channel_name(plan.channel), plan.kpi, plan.stop_rule) for plan in dossier.strategy.channels)
    yield _table("What each channel is judged by", ("Channel", "Measure", "Stop or change when"), rules, (2, 3, 6))


def _funnel(dossier: Dossier) -> Iterator[Block]:
    counts = {stage: sum(draft.slot.stage == stage for draft in dossier.drafts) for stage in Stage}
    rows = tuple(
        (stage.stage.value.capitalize(), stage.message, stage.kpi, stage.next_step, str(counts[stage.stage]))
        for stage in dossier.strategy.funnel
    )
    titles = ("Stage", "Message", "Measure", "Next step", "Drafts")
    yield _table("Funnel", titles, rows, (3, 6, 4, 4, 2), figures=(4,))


def _cadence(dossier: Dossier) -> Iterator[Block]:
    yield from week_table(dossier)


def _tests(dossier: Dossier) -> Iterator[Block]:
    for test in dossier.strategy.experiments:
        pairs = (
            ("We change", test.variant),
            ("Judged by", test.metric),
            ("Sample", f"{test.sample_per_arm:,} per arm" if test.sample_per_arm else ""),
            ("Runs", f"{test.days} days" if test.days else ""),
            ("Note", test.note),
        )
        yield Terms(title=test.hypothesis, pairs=tuple((label, words) for label, words in pairs if words))


def _measurement(dossier: Dossier) -> Iterator[Block]:
    rows = tuple(
        (measure.kpi, measure.event, measure.tool, measure.frequency, measure.decision)
        for measure in dossier.strategy.measures
    )
    titles = ("Measure", "Event", "Read in", "How often", "What is decided on it")
    yield _table("Measurement", titles, rows, (3, 3, 3, 2, 5))


def _risks(dossier: Dossier) -> Iterator[Block]:
    ordered = sorted(dossier.strategy.risks, key=lambda risk: (-risk.probability * risk.impact, risk.id))
    rows = tuple(
        (risk.risk, f"{risk.probability} × {risk.impact}", risk.trigger, risk.action, risk.owner) for risk in ordered
    )
    titles = ("Risk", "P × I", "Sign", "Action", "Owner")
    yield _table("Risk register (probability × impact, 1 to 3)", titles, rows, (4, 1, 3, 4, 2))


def _table(
    caption: str,
    titles: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[int, ...],
    *,
    figures: tuple[int, ...] = (),
) -> Table:
    columns = tuple(
        Column(title=title, width=width, figures=index in figures)
        for index, (title, width) in enumerate(zip(titles, widths, strict=True))
    )
    return Table(caption=caption, columns=columns, rows=rows)


EXHIBITS: Final[dict[str, Callable[[Dossier], Iterator[Block]]]] = {
    "objectives": _objectives,
    "audience": _audience,
    "positioning": _positioning,
    "idea": _idea,
    "pillars": _pillars,
    "alternatives": launch_tables.alternatives,
    "phases": launch_tables.phases,
    "checklist": launch_tables.checklist,
    "channels": _channels,
    "budget": money_tables.blocks,
    "funnel": _funnel,
    "cadence": _cadence,
    "tests": _tests,
    "measurement": _measurement,
    "risks": _risks,
}
