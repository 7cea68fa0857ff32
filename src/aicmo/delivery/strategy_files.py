"""02_strategy: one outline in three formats, and its tables as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from aicmo.delivery import docx_writer, markdown
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.chapters import strategy_outline
from aicmo.delivery.colors import palette
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.sheets import Cell, sheet
from aicmo.delivery.typesetting import typeset
from aicmo.strategy.documents import KpiNode

FOLDER = "02_strategy"


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return strategy as PDF, DOCX and Markdown; KPI tree and risks as CSV."""
    outline = strategy_outline(dossier)
    colors = palette(dossier.brief.brand.colors)
    # Typst works outside Python's lock: the PDF is set on one core while the DOCX is written on another.
    with ThreadPoolExecutor(1) as beside:
        country = dossier.brief.market.countries[0]
        pdf = beside.submit(typeset, outline, "report", colors, dossier.made_at, country)
        docx = docx_writer.write(outline, colors, dossier.made_at)
    return [
        Artifact(f"{FOLDER}/strategy.pdf", pdf.result(), "strategy", locale=dossier.locale),
        Artifact(f"{FOLDER}/strategy.docx", docx, "strategy", locale=dossier.locale),
        Artifact(f"{FOLDER}/strategy.md", markdown.write(outline), "strategy", locale=dossier.locale),
        _kpi_tree(dossier),
        _risks(dossier),
    ]


def _kpi_tree(dossier: Dossier) -> Artifact:
    header = ("id", "parent", "measure", "value", "unit", "origin", "ref", "formula", "event", "source", "frequency")
    return sheet(f"{FOLDER}/kpi_tree.csv", "KPI tree", (*header, "owner"), _nodes(dossier.strategy.kpis, ""))


def _nodes(node: KpiNode, parent: str) -> Iterator[tuple[Cell, ...]]:
    known = node.value
    figure = (known.value, known.unit, known.origin, known.ref) if known else (None, None, None, None)
    yield (
        node.id, parent, node.name, *figure, node.formula, node.event, node.source, node.frequency, node.owner,
    )  # fmt: skip
    for child in node.children:
        yield from _nodes(child, node.id)


def _risks(dossier: Dossier) -> Artifact:
    header = ("id", "kind", "risk", "probability", "impact", "score", "trigger", "action", "owner")
    rows = [
        (each.id, each.kind, each.risk, each.probability, each.impact, each.probability * each.impact, each.trigger,
         each.action, each.owner)
        for each in dossier.strategy.risks
    ]  # fmt: skip
    return sheet(f"{FOLDER}/risks.csv", "risk register", header, rows)
