"""The audit: whether anything is left of runs that should have left nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from aicmo.cli import opening, screen
from aicmo.cli.exits import Code
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.app import App
    from aicmo.saga import Orphan

Sweep = Annotated[bool, typer.Option("--sweep", help="Delete orphaned folders (of files only, never a row).")]


def audit(*, sweep: Sweep = False, json: Json = False) -> None:
    """Prove that no undone run left a row or a file."""
    from aicmo import saga

    with opening.opened_existing() as app:
        app.make_ready()
        found = saga.audit(app.database, [app.saga], app.storage)
        swept = _swept(app, found) if sweep else []
    left = [orphan for orphan in found if orphan not in swept]
    if json:
        from aicmo.reception import documents

        screen.print_json(
            {"orphans": [documents.left(one) for one in left], "swept": [documents.left(one) for one in swept]}
        )
    else:
        _tell(left, swept)
    if left:
        raise typer.Exit(Code.FAILED)


def _swept(app: App, found: Sequence[Orphan]) -> list[Orphan]:
    folders = [orphan for orphan in found if orphan.kind == "folder"]
    for folder in folders:
        app.storage.remove(folder.key)
    return folders


def _tell(left: Sequence[Orphan], swept: Sequence[Orphan]) -> None:
    for orphan in swept:
        screen.show(f"deleted folder {orphan.key}: {orphan.why}")
    for orphan in left:
        screen.show(f"{orphan.kind} in {orphan.place}: {orphan.key}; {orphan.why}")
    if left:
        folders = any(orphan.kind == "folder" for orphan in left)
        screen.say(f"{len(left)} left over." + (" `aicmo audit --sweep` deletes the folders." if folders else ""))
    else:
        screen.say("Nothing is left over: every row and every file belongs to a run that may have it.")
