"""The program: every command in one place, in the order of ``--help``."""

from __future__ import annotations

from typing import Annotated

import typer

from aicmo.cli.approvals import approve, changes, reject, share
from aicmo.cli.auditing import audit
from aicmo.cli.brands import brand
from aicmo.cli.briefs import brief
from aicmo.cli.database import db
from aicmo.cli.doctor import doctor
from aicmo.cli.drafts import WORKED, draft, waive
from aicmo.cli.erasing import erase, prune
from aicmo.cli.keys import key
from aicmo.cli.looking import list_, show, watch
from aicmo.cli.packs import packs
from aicmo.cli.revisions import diff, revise
from aicmo.cli.running import cancel, resume, retry, run, submit
from aicmo.cli.serving import serve
from aicmo.cli.settling import accept, fork, rewind, signal
from aicmo.cli.working import carry_alone, worker

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


ENDS = (
    "Exit codes: 0 the package is there, 1 the run failed and was undone, 2 wrong usage, 3 the brief, 4 a person, "
    "5 the environment."
)
FOUND = "Exit codes: 0 done, 2 there is no such run, 5 the environment."

program.command(epilog=f"Example: aicmo run examples/brief.yaml --out packages. {ENDS}")(run)
program.command(epilog="Example: aicmo submit brief.yaml --key spring. Exit codes: 0 queued, 2, 3 and 5 as for run.")(
    submit
)
program.command(
    epilog="Example: aicmo worker --until-idle. Exit codes: 0 however its runs ended, 2 wrong usage, 5 the environment."
)(worker)
program.command(hidden=True)(carry_alone)
program.command(
    epilog="Example: aicmo serve --port 8080. Exit codes: 0 stopped as asked, 2 wrong usage, 5 the environment."
)(serve)
program.command(
    "list",
    epilog="Example: aicmo list --status FAILED. In a pipe: a line a run, tabs between the columns. Exit code 0.",
)(list_)
program.command(epilog=f"Example: aicmo show 01a2076b-1766. {FOUND}")(show)
program.command(epilog=f"Example: aicmo watch 01a2076b-1766. {ENDS}")(watch)
program.command(
    epilog="Example: aicmo cancel 01a2076b-1766. Exit codes: 0 nothing is left, 2 it has ended, 4 a person."
)(cancel)
program.command(epilog=f"Example: aicmo retry 01a2076b-1766 --out packages. {ENDS}")(retry)
program.command(epilog=f"Example: aicmo resume 01a2076b-1766. {ENDS}")(resume)
program.command(
    epilog="Example: aicmo accept 01a2076b-1766 --because 'removed by hand'. Exit codes: 0 settled, 2 nothing "
    "to accept, 4 refused again."
)(accept)
program.add_typer(draft, name="draft")
program.command(epilog=f"Example: aicmo waive 01a2076b-1766 C01 ig-01 --because 'Evidence came by e-mail.'. {WORKED}")(
    waive
)
program.command(epilog=f"Example: aicmo revise 01a2076b-1766 --edits packages/acme --out packages. {ENDS}")(revise)
program.command(epilog="Example: aicmo diff 01a2076b-1766 01a2076c-0a11. Exit codes: 0 done, 2 no such run.")(diff)
DECIDED = "Exit codes: 0 decided, 1 the run is undone, 2 wrong usage, 4 a person is needed."
program.command(epilog=f"Example: aicmo approve 01a2076b-1766 --gate strategy. {DECIDED}")(approve)
program.command(epilog=f"Example: aicmo changes 01a2076b-1766 --item ig-01 --reason 'Too loud.'. {DECIDED}")(changes)
program.command(epilog=f"Example: aicmo reject 01a2076b-1766 --reason 'Not our brand.'. {DECIDED}")(reject)
program.command(epilog="Example: aicmo share 01a2076b-1766 --days 7. Exit codes: 0 done, 2 there is no package.")(share)
program.command(epilog=f"Example: aicmo rewind 01a2076b-1766 generate_draft. {ENDS}")(rewind)
program.command(epilog=f"Example: aicmo fork 01a2076b-1766 generate_draft --out packages. {ENDS}")(fork)
program.command(epilog=f'Example: aicmo signal 01a2076b-1766 approval --data \'{{"by": "Ada"}}\'. {FOUND}')(signal)
program.command(
    epilog="Example: aicmo erase --client acme. Exit codes: 0 erased, 2 it is not finished, 4 a person first."
)(erase)
program.command(epilog="Example: aicmo prune --older-than 90d. Exit codes: 0 done, 2 wrong usage, 4 a run is kept.")(
    prune
)
program.command(
    epilog="Example: aicmo audit --sweep. Exit codes: 0 nothing is left over, 1 something is, 5 the environment."
)(audit)
program.command(epilog="Example: aicmo packs social_starter. Exit codes: 0 done, 2 there is no such pack.")(packs)
program.add_typer(brief, name="brief")
program.add_typer(brand, name="brand")
program.add_typer(db, name="db")
program.add_typer(key, name="key")
program.command(epilog="Example: aicmo doctor --json. Exit codes: 0 all is well, 5 something needs doing.")(doctor)
