"""The packs: what the agency sells, as the registry has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aicmo.cli import screen
from aicmo.cli.exits import Refusal
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from aicmo.catalog.documents import Pack

PackId = Annotated[str | None, typer.Argument(metavar="[PACK]", help="A pack's id.", show_default=False)]


def packs(pack: PackId = None, *, json: Json = False) -> None:
    """List what can be ordered, or show one pack."""
    from aicmo import catalog

    known = catalog.packs()
    if pack is None:
        if json:
            screen.print_json({"packs": [each.model_dump(mode="json") for each in known.values()]})
        else:
            screen.show(_overview(known))
        return
    one = chosen(pack)
    if json:
        screen.print_json(one.model_dump(mode="json"))
    else:
        _tell(one)


def chosen(pack: str) -> Pack:
    """Return the pack of this id; raises Refusal that names those there are."""
    from aicmo import catalog

    known = catalog.packs()
    if pack not in known:
        raise Refusal(f"There is no pack {pack!r}. The packs are: {', '.join(known)}.")
    return known[pack]


def _overview(known: Mapping[str, Pack]) -> Table:
    from rich.table import Table

    table = Table("pack", "weeks", "what it is", box=None, header_style="bold", pad_edge=False)
    for each in known.values():
        table.add_row(each.id, f"{each.min_weeks}-{each.max_weeks}", each.summary)
    table.columns[0].no_wrap = True
    return table


def _tell(pack: Pack) -> None:
    from rich.table import Table

    rows = {
        "period": f"{pack.min_weeks} to {pack.max_weeks} weeks",
        "drafts": ", ".join(f"{each.kind.replace('_', ' ')} ≥ {each.min}" for each in pack.promises),
        "channels": f"{', '.join(pack.channels)} (at most {pack.max_organic} organic)",
        "strategy": ", ".join(section.title for section in pack.sections),
        "the brief needs": ", ".join(pack.needs) or "nothing beyond what every brief has",
        "facts": f"{pack.min_facts} at least (benefits, prices, proofs, questions, places, dates)",
    }
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        table.add_row(f"  {name}", value)
    screen.show(f"{pack.id}: {pack.title}", pack.summary, table)
