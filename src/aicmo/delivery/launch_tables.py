"""A launch in tables: alternatives, phases with their gates, and the checklist."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.delivery.dossier import Dossier
from aicmo.delivery.outline import Block, Column, Table


def alternatives(dossier: Dossier) -> Iterator[Block]:
    """Yield what readers may choose instead, with our answer and the check that comes first."""
    rows = tuple((each.name, each.answer, each.check) for each in dossier.strategy.launch.alternatives)
    columns = (
        Column(title="They may choose", width=3), Column(title="We say", width=4), Column(title="Check first", width=5),
    )  # fmt: skip
    yield Table(caption="Our offer against the alternatives", columns=columns, rows=rows)


def phases(dossier: Dossier) -> Iterator[Block]:
    """Yield the phases, each with what must be true at its end."""
    rows = tuple(
        (
            each.name,
            f"{dossier.day(each.starts)} to {dossier.day(each.ends)}",
            each.purpose,
            each.gate,
            f"{each.owner}, {dossier.day(each.decided_on)}",
        )
        for each in dossier.strategy.launch.phases
    )
    titles = (("Phase", 2), ("From, to", 3), ("What it is for", 4), ("Gate at its end", 5), ("Decided by", 3))
    columns = tuple(Column(title=title, width=width) for title, width in titles)
    yield Table(caption="Phases and gates", columns=columns, rows=rows)


def checklist(dossier: Dossier) -> Iterator[Block]:
    """Yield every task with its day, its owner and the sign that it is done."""
    rows = tuple(
        (dossier.day(each.due), each.task, each.done_when, each.owner) for each in dossier.strategy.launch.tasks
    )
    titles = (("By", 3), ("Task", 5), ("Done when", 5), ("Owner", 2))
    columns = tuple(Column(title=title, width=width) for title, width in titles)
    yield Table(caption="Checklist", columns=columns, rows=rows)
