"""How a run that was carried here is concluded: its package handed over, its account given, its exit code set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from aicmo.cli import account, quality, screen
from aicmo.cli.carrying import Carrying
from aicmo.cli.exits import Code, Refusal, code_of
from aicmo.cli.handover import hand_over
from aicmo.reception.record import latest, package_of, record
from aicmo.saga import Status

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from aicmo.app import App
    from aicmo.cli.carrying import Begin
    from aicmo.saga import WorkflowRun


def carry(app: App, begin: Begin, *, out: Path | None, json: bool) -> None:
    """Carry a run to its end here and conclude; raises Exit with the code of how it ended."""
    run = Carrying(app, begin).finish()
    document = record(app, run)
    if out is not None:
        document["package"] = _handed_over(app, run, out, document)
    if json:
        screen.print_json(document)
    else:
        tell(app, run, document["package"])
    raise typer.Exit(code_of(run.status))


def undo(app: App, run_id: UUID, *, json: bool) -> None:
    """Carry a cancelled run through its compensation; raises Exit unless nothing of it is left."""
    run = Carrying(app, lambda _worker: (run_id, None)).finish()
    if json:
        screen.print_json(record(app, run))
    else:
        tell(app, run, None)
    raise typer.Exit(Code.DONE if run.state is Status.COMPENSATED else code_of(run.status))


def tell(app: App, run: WorkflowRun, where: dict[str, Any] | None) -> None:
    """Give the account of how a run ended: the package, or why there is none and what was deleted."""
    steps = latest(app, run)
    screen.show(account.heading(run))
    if run.report:
        screen.show(account.report(run))
    if waits := account.waiting(run):
        screen.show(waits)
    if any(step.undone_at for step in steps):
        screen.show(account.receipt(steps))
    made = package_of(app, run, steps)
    if made is not None and where is not None:
        screen.show(account.package(made, where), quality.remarks(where["path"]))
    screen.show(f"`aicmo show {run.id}` tells the whole story.")


def _handed_over(app: App, run: WorkflowRun, out: Path, document: dict[str, Any]) -> dict[str, Any] | None:
    made = package_of(app, run, latest(app, run))
    if made is None:
        return None
    try:
        return hand_over(made, out)
    except Refusal as refusal:
        kept = f"The run is complete and its package is kept at {made.path}."
        raise Refusal(f"{refusal} {kept}", refusal.code, **document | {"success": False}) from refusal
