"""Commands that only look: list, show, watch."""

from __future__ import annotations

import gc
from threading import Event
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aicmo.cli import opening, screen
from aicmo.cli.exits import Refusal, code_of
from aicmo.cli.running import RunId
from aicmo.cli.screen import Json
from aicmo.reception.plain import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from rich.table import Table

    from aicmo.app import App
    from aicmo.saga import Status, WorkflowRun

LOOK_SECONDS: Final = 0.3
LONGEST_ERROR: Final = 80

State = Annotated[str | None, typer.Option("--status", help="Only runs in this status, such as COMPLETED.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many, newest first.")]


def list_(*, status: State = None, limit: Limit = 50, json: Json = False) -> None:
    """List runs, newest first."""
    from aicmo import saga
    from aicmo.reception.record import summary

    with opening.opened_as_found() as app:
        runs = saga.newest(app.database, limit=limit, status=_status(status))
        if json:
            screen.print_json({"runs": [summary(run) for run in runs]})
        elif runs:
            if screen.results().is_terminal:
                screen.show(_table(runs))
            else:
                screen.results().file.writelines(_lines(runs))
        else:
            screen.say("There are no such runs." if status else "There are no runs yet. `aicmo run BRIEF` makes one.")


def show(run_id: RunId, *, json: Json = False) -> None:
    """Show one run: its error first, steps, receipt, package."""
    from aicmo.reception.finding import found
    from aicmo.reception.record import record

    with opening.opened_as_found() as app:
        run = found(app, run_id)
        if json:
            screen.print_json(record(app, run))
        else:
            _tell_all(app, run)


def watch(run_id: RunId, *, json: Json = False) -> None:
    """Look on until a run has ended or needs a person.

    The exit code says how it went, as that of run does.
    """
    from aicmo.reception.finding import found
    from aicmo.reception.record import record

    with opening.opened_as_found() as app:
        run = _watched(app, found(app, run_id).id)
        if json:
            screen.print_json(record(app, run))
        else:
            _tell_all(app, run)
        raise typer.Exit(code_of(run.status))


def _status(word: str | None) -> Status | None:
    from aicmo.saga import Status

    if word is None:
        return None
    if word.upper() not in Status.__members__:
        raise Refusal(f"There is no status {word!r}. The statuses are: {', '.join(Status)}.")
    return Status(word.upper())


def _table(runs: Sequence[WorkflowRun]) -> Table:
    from rich.table import Table

    from aicmo.cli.account import status
    from aicmo.reception.counts import moment
    from aicmo.reception.finding import short_ids

    short = short_ids(runs)
    table = Table("run", "status", "subject", "created (UTC)", "error", box=None, header_style="bold", pad_edge=False)
    for run in runs:
        row = short[str(run.id)], status(run.status), clean(run.subject), moment(run.created_at), _error(run)
        table.add_row(*row)
    table.columns[0].no_wrap = table.columns[1].no_wrap = table.columns[4].no_wrap = True
    return table


def _lines(runs: Sequence[WorkflowRun]) -> Iterator[str]:
    """Yield a line a run for another program: tabs between id, status, creation, subject and error."""
    from aicmo.reception.counts import moment
    from aicmo.reception.finding import short_ids

    short = short_ids(runs)
    for run in runs:
        parts = [short[str(run.id)], run.status, moment(run.created_at), run.subject, _error(run)[:LONGEST_ERROR]]
        yield "\t".join(" ".join(clean(part).split()) for part in parts).rstrip() + "\n"


def _error(run: WorkflowRun) -> str:
    """Return the first line of why a run did not complete, or nothing."""
    return "" if run.status == "COMPLETED" else clean(run.last_error or "").partition("\n")[0]


def _tell_all(app: App, run: WorkflowRun) -> None:
    from aicmo import saga
    from aicmo.cli import account
    from aicmo.reception.record import package_of
    from aicmo.reception.spending import spending

    steps = saga.steps(app.database, run.id)
    screen.show(account.heading(run), account.particulars(run, spending(app, run.id)))
    if run.report:
        screen.show(account.report(run))
    if waits := account.waiting(run):
        screen.show(waits)
    screen.show(account.timeline(run, steps))
    if turns := saga.turns(app.database, run.id):
        screen.show(account.history(turns))
    if any(step.undone_at for step in steps):
        screen.show(account.receipt(steps))
    if (made := package_of(app, run, steps)) is not None:
        screen.show(account.package(made, made.as_json()))


def _watched(app: App, run_id: UUID) -> WorkflowRun:
    """Say each step as it is committed or undone; return the run when it has stopped."""
    from aicmo import saga
    from aicmo.cli.watching import said_since
    from aicmo.saga import Status

    known: set[str] = set()
    gc.enable()  # this may go on for hours
    while True:
        run = saga.get(app.database, run_id)
        for line in said_since(known, run, saga.steps(app.database, run_id), saga.turns(app.database, run_id)):
            screen.say(line)
        if run.state not in {Status.PENDING, Status.RUNNING, Status.COMPENSATING}:
            return run
        Event().wait(LOOK_SECONDS)
