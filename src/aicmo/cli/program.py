"""The program: every command in one place, in the order of ``--help``."""

from __future__ import annotations

from typing import Annotated

import typer

from aicmo.cli.auditing import audit
from aicmo.cli.briefs import brief
from aicmo.cli.database import db
from aicmo.cli.doctor import doctor
from aicmo.cli.looking import list_, show, watch
from aicmo.cli.packs import packs
from aicmo.cli.running import cancel, resume, retry, run, submit
from aicmo.cli.working import worker

program = typer.Typer(
    name="aicmo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help appears in half the time
    help="Turn a client's marketing brief into a delivered package of real files, or leave no trace.",
    epilog="Exit codes: 0 done, 1 the run failed and was undone, 2 wrong usage or unreadable input, 3 the brief has "
    "open questions or was refused, 4 a person is needed, 5 the environment. --json prints one document on stdout.",
)


def _version(asked: bool) -> None:  # noqa: FBT001 (typer calls it so)
    if asked:
        from importlib import metadata

        typer.echo(metadata.version("aicmo"))
        raise typer.Exit


@program.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it and end.")
    ] = False,
) -> None:
    """Hold what belongs to the program itself."""


program.command()(run)
program.command()(submit)
program.command()(worker)
program.command("list")(list_)
program.command()(show)
program.command()(watch)
program.command()(cancel)
program.command()(retry)
program.command()(resume)
program.command()(audit)
program.command()(packs)
program.add_typer(brief, name="brief")
program.add_typer(db, name="db")
program.command()(doctor)
