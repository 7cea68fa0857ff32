"""Commands about versions of a package: revise, diff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aicmo.cli import opening, screen
from aicmo.cli.erasing import By, somebody
from aicmo.cli.running import OnQcFail, Out, RunId, check_target
from aicmo.cli.screen import Json
from aicmo.reception.plain import clean

if TYPE_CHECKING:
    from rich.text import Text

    from aicmo.workflows.comparing import Difference, Piece

Edits = Annotated[
    Path, typer.Option("--edits", metavar="DIR", help="Folder with the package's Markdown files, edited in place.")
]
STYLES = {"same": "", "removed": "red strike", "added": "bold green"}
MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


def revise(
    run_id: RunId,
    *,
    edits: Edits,
    out: Out = None,
    on_qc_fail: OnQcFail = "compensate",
    by: By = None,
    json: Json = False,
) -> None:
    """Make the next version of a delivered package from edited drafts: a new run, and only they change."""
    check_target(out)
    opening.check_storage()
    from aicmo.cli.conclusion import carry
    from aicmo.reception import finding
    from aicmo.workflows import revising

    with opening.opened_as_found() as app:
        old = finding.found(app, run_id).id
        contents = revising.edits(app.database, old, edits)
        hold = on_qc_fail == "hold"
        new = revising.revise(app.database, app.saga, app.storage, old, contents, by=by or somebody(), hold=hold)
        carry(app, lambda _worker: (new, None), out=out, json=json)


def diff(old: RunId, new: RunId, *, json: Json = False) -> None:
    """Show what changed between two runs' drafts, word by word."""
    from aicmo.reception import documents, finding
    from aicmo.workflows.comparing import compare

    with opening.opened_as_found() as app:
        ids = [finding.found(app, each).id for each in (old, new)]
        found = compare(app.database, *ids)
    if json:
        screen.print_json(documents.differences(ids[0], ids[1], found))
    elif not found:
        screen.show("No draft differs.")
    else:
        screen.show(*(line for each in found for line in _lines(each)))


def _lines(each: Difference) -> list[Text]:
    from rich.text import Text

    lines = [Text(f"{each.code} {each.change}, {each.origin}", style="bold")]
    for part in each.parts:
        line = Text(f"  {part.path}: ")
        for piece in part.pieces:
            line.append(_marked(piece), style=STYLES[piece.change])
        lines.append(line)
    return lines


def _marked(piece: Piece) -> str:
    before, after = MARKS[piece.change]
    return clean(f"{before}{piece.text}{after}")
