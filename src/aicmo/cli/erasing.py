"""Commands after which something is gone for good: erase, by run or by client, and prune, by age."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from aicmo.cli import opening, screen
from aicmo.cli.asking import Yes, confirm
from aicmo.cli.exits import Code, Refusal
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from aicmo.app import App

UNITS: Final = {"h": "hours", "d": "days", "w": "weeks"}


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"([1-9]\d{0,4})([hdw])", text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no age; write it like 90d, 12w or 36h.")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


RunIdOrNone = Annotated[
    str | None, typer.Argument(metavar="[RUN]", help="The run's id, or its beginning.", show_default=False)
]
Client = Annotated[
    str | None, typer.Option("--client", metavar="KEY", help="All runs of this client instead (the brief's `client`).")
]
Age = Annotated[
    timedelta, typer.Option("--older-than", metavar="AGE", parser=_age, help="Ended longer ago than this, like 90d.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say which runs would go.")]
By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who answers for it; by default who is logged in.")
]


def erase(
    run_id: RunIdOrNone = None, *, client: Client = None, by: By = None, yes: Yes = False, json: Json = False
) -> None:
    """Erase a finished run, or all of a client's: its rows, files, brief, errors and report."""
    from aicmo import saga
    from aicmo.reception.erasing import erase_client

    if (run_id is None) == (client is None):
        raise Refusal("Say which run to erase, or with --client KEY whose runs; one of both.")
    with opening.opened_as_found() as app:
        if client is None:
            done = _erase_run(app, str(run_id), by=by or somebody(), yes=yes)
        else:
            count = saga.count_of(app.database, client)
            if not count:
                raise Refusal(f"There is no run of a client {client!r}; `aicmo list` shows the runs there are.")
            if not yes:
                confirm(f"erase {count} run{'s' * (count > 1)} of {client}", client)
            done = erase_client(app, client, by=by or somebody())
    _tell("erased", done.erased, done.refused, json=json)
    if not json:
        screen.say("Copies may be left in backups and in the database's own log: see `docs/cli.md`.")


def prune(*, older_than: Age, dry_run: DryRun = False, json: Json = False) -> None:
    """Delete finished runs of some age wholly, with all that tells of them."""
    from aicmo import saga

    with opening.opened_as_found() as app:
        done = saga.prune(app.database, [app.saga], app.storage, older_than=older_than, dry_run=dry_run)
    _tell("would be pruned" if dry_run else "pruned", done.pruned, done.refused, json=json, dry_run=dry_run)


def somebody() -> str:
    """Return who is logged in."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise Refusal("Nobody knows who you are here: say it with --by NAME.") from error


def _erase_run(app: App, beginning: str, *, by: str, yes: bool) -> Any:
    from aicmo.reception import finding
    from aicmo.reception.erasing import erase_run

    run = finding.found(app, beginning)
    if not yes:
        confirm(f"erase run {run.id}", run.subject)
    return erase_run(app, run.id, by=by)


def _tell(
    what: str, done: Sequence[UUID], refused: Mapping[UUID, str], *, json: bool, dry_run: bool | None = None
) -> None:
    if json:
        left = [{"run_id": str(run_id), "why": why} for run_id, why in refused.items()]
        word = "erased" if what == "erased" else "pruned"
        noted: dict[str, Any] = {} if dry_run is None else {"dry_run": dry_run}
        screen.print_json({word: [str(run_id) for run_id in done], "refused": left, **noted})
    else:
        screen.show(f"{len(done)} run{'s' * (len(done) != 1)} {what}.")
        for run_id, why in refused.items():
            screen.show(f"Run {run_id} is kept: {why}")
    if refused:
        raise typer.Exit(Code.PERSON)
