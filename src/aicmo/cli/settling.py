"""Commands of a person who looks after a run: accept, rewind, fork, signal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aicmo.cli import opening, screen
from aicmo.cli.erasing import By, somebody
from aicmo.cli.exits import Refusal
from aicmo.cli.running import Out, RunId, check_target
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from aicmo.saga import WorkflowRun

StepName = Annotated[str, typer.Argument(metavar="STEP", help="One of the run's steps.", show_default=False)]
SignalName = Annotated[str, typer.Argument(metavar="NAME", help="What the run waits for.", show_default=False)]
Because = Annotated[str, typer.Option("--because", metavar="WHY", help="Why that is right; kept with the run.")]
Data = Annotated[str, typer.Option("--data", metavar="JSON", help="What to tell it: a JSON object.")]


def accept(run_id: RunId, *, because: Because, by: By = None, json: Json = False) -> None:
    """Settle a quarantined run: rows that are gone already count as deleted, the rest is undone."""
    from aicmo import saga
    from aicmo.cli.conclusion import undo
    from aicmo.reception import finding

    with opening.opened_as_found() as app:
        found = finding.found(app, run_id)
        saga.accept(app.database, found.id, by=by or somebody(), because=because)
        if _is_undone_by_it(found):
            undo(app, found.id, json=json)
        elif json:
            from aicmo.reception.record import record

            screen.print_json(record(app, saga.get(app.database, found.id)))
        else:
            screen.show(f"Run {found.id} stays {found.status}, and needs nobody any more.")


def rewind(run_id: RunId, step: StepName, *, out: Out = None, json: Json = False) -> None:
    """Undo what a live run made from a step on, and let it go forward again from there."""
    check_target(out)
    from aicmo import saga
    from aicmo.cli.conclusion import carry
    from aicmo.reception import finding

    with opening.opened_as_found() as app:
        found = finding.found(app, run_id).id
        saga.rewind(app.database, found, step)
        carry(app, lambda _worker: (found, None), out=out, json=json)


def fork(run_id: RunId, step: StepName, *, out: Out = None, json: Json = False) -> None:
    """Start a new run at a step of an old one, on copies of what the steps before it made."""
    check_target(out)
    from aicmo import saga
    from aicmo.cli.conclusion import carry
    from aicmo.reception import finding

    with opening.opened_as_found() as app:
        found = finding.found(app, run_id).id
        forked = saga.fork(app.database, app.saga, app.storage, found, step)
        carry(app, lambda _worker: (forked, None), out=out, json=json)


def signal(run_id: RunId, name: SignalName, *, data: Data = "{}", by: By = None, json: Json = False) -> None:
    """Tell a run something; one that waits for it goes on, with the next worker."""
    from aicmo import saga
    from aicmo.reception import finding

    told = _object(data)
    with opening.opened_as_found() as app:
        found = finding.found(app, run_id).id
        sent = saga.send(app.database, found, name, told, sent_by=by or somebody())
        status = saga.get(app.database, found).status
    if json:
        screen.print_json({"run_id": str(found), "signal_id": str(sent), "name": name, "status": status})
    else:
        screen.show(f"Run {found} was told {name}; it is {status}.")


def _is_undone_by_it(run: WorkflowRun) -> bool:
    return run.status == "QUARANTINED" and run.past_pivot_at is None


def _object(data: str) -> dict[str, Any]:
    import json

    try:
        told = json.loads(data)
    except ValueError as error:
        raise Refusal(f"--data is no JSON: {error}.") from error
    if not isinstance(told, dict):
        raise Refusal('--data must be a JSON object, like {"approved": true}.')
    return told
