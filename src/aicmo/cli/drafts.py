"""Commands that work on the drafts of a held run: draft list, show, check, edit, redo, discard; and waive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aicmo.cli import opening, screen
from aicmo.cli.erasing import By, somebody
from aicmo.cli.running import Out, RunId, check_target
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from rich.console import RenderableType

    from aicmo.app import App
    from aicmo.workflows.proofing import Proof

draft = typer.Typer(no_args_is_help=True, help="Work on the drafts of a run that waits for a person.")

DraftCode = Annotated[str, typer.Argument(metavar="CODE", help="A draft's code, like ig-01.", show_default=False)]
Codes = Annotated[list[str], typer.Argument(metavar="CODE…", help="Codes of drafts, like ig-01.", show_default=False)]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A draft's Markdown file, edited.", show_default=False)]
EditedFiles = Annotated[list[Path], typer.Argument(metavar="FILE…", help="Drafts' Markdown files.", show_default=False)]
Why = Annotated[str, typer.Option("--because", metavar="WHY", help="The reason; kept with the run.")]
RuleId = Annotated[str, typer.Argument(metavar="RULE", help="The rule's id, like C01.", show_default=False)]
ObjectId = Annotated[str, typer.Argument(metavar="OBJECT", help="Where it was found, like ig-01.", show_default=False)]

WORKED = "Exit codes: 0 the package is there, 1 undone, 2 wrong usage, 4 quality control still finds something."


@draft.command("list", epilog="Example: aicmo draft list 01a2076b-1766. Exit codes: 0 done, 2 there is no such run.")
def list_(run_id: RunId, *, json: Json = False) -> None:
    """List a run's drafts: code, channel, who wrote it, its content's hash."""
    from aicmo.reception import documents, finding
    from aicmo.workflows import desk

    with opening.opened_as_found() as app:
        found = desk.drafts(app.database, finding.found(app, run_id).id).values()
    rows = [documents.draft_line(each) for each in found]
    if json:
        screen.print_json({"drafts": rows})
    for row in () if json else rows:
        screen.show(
            "  ".join([f"{row['code']:<12}", f"{row['channel']:<14}", f"{row['origin']:<8}", row["sha256"][:12]])
        )


@draft.command(epilog="Example: aicmo draft show 01a2076b-1766 ig-01 > ig-01.md. Exit codes: 0 done, 2 no such draft.")
def show(run_id: RunId, code: DraftCode, *, json: Json = False) -> None:
    """Print a draft as the Markdown that `draft edit` takes back."""
    from aicmo.reception import documents, finding

    with opening.opened_as_found() as app:
        told = documents.draft(app.database, finding.found(app, run_id).id, code)
    if json:
        screen.print_json(told)
    else:
        typer.echo(told["markdown"], nl=False)


@draft.command(epilog="Example: aicmo draft check 01a2076b-1766 ig-01.md. Exit codes: 0 it fits, 2 it does not.")
def check(run_id: RunId, file: File, *, json: Json = False) -> None:
    """Say what an edited draft counts and what quality control finds in it; nothing is changed."""
    from aicmo.reception import documents, finding
    from aicmo.workflows import revising
    from aicmo.workflows.proofing import Proofs

    with opening.opened_as_found() as app:
        run = finding.found(app, run_id).id
        proof = Proofs(app.database, run).of(*revising.edited(app.database, run, file))
    if json:
        screen.print_json(documents.proof(proof).model_dump(mode="json"))
    else:
        screen.show(*_told(proof))
    raise typer.Exit(0 if proof.fits and proof.score.passed else 2)


@draft.command(epilog=f"Example: aicmo draft edit 01a2076b-1766 ig-01.md --out packages. {WORKED}")
def edit(run_id: RunId, files: EditedFiles, *, by: By = None, out: Out = None, json: Json = False) -> None:
    """Put edited drafts into a held run, and have quality control look at once."""
    from aicmo.workflows import desk, revising

    def deed(app: App, run: UUID, who: str) -> None:
        contents = dict(revising.edited(app.database, run, file) for file in files)
        desk.edit(app.database, run, contents, by=who)

    _do(run_id, deed, by, out, json=json)


@draft.command(epilog=f"Example: aicmo draft redo 01a2076b-1766 ig-01. {WORKED}")
def redo(run_id: RunId, codes: Codes, *, by: By = None, out: Out = None, json: Json = False) -> None:
    """Have drafts of a held run written anew, unlike what they were; the others stay as they are."""
    from aicmo.workflows import desk

    _do(run_id, lambda app, run, who: desk.regenerate(app.database, run, codes, by=who), by, out, json=json)


@draft.command(epilog=f"Example: aicmo draft discard 01a2076b-1766 ig-01 --because 'off season'. {WORKED}")
def discard(run_id: RunId, codes: Codes, *, because: Why, by: By = None, out: Out = None, json: Json = False) -> None:
    """Leave drafts of a held run out of the package and its calendar; the cover letter says so."""
    from aicmo.workflows import desk

    def deed(app: App, run: UUID, who: str) -> None:
        desk.discard(app.database, run, codes, by=who, because=because)

    _do(run_id, deed, by, out, json=json)


def waive(
    run_id: RunId,
    rule: RuleId,
    thing: ObjectId,
    *,
    because: Why,
    by: By = None,
    out: Out = None,
    json: Json = False,
) -> None:
    """Set a finding of a held run aside, in your name; it stays in the internal report, with the reason."""
    from aicmo.workflows import desk

    def deed(app: App, run: UUID, who: str) -> None:
        desk.waive(app.database, run, [(rule, thing)], by=who, because=because)

    _do(run_id, deed, by, out, json=json)


def _do(run_id: str, deed: Callable[[App, UUID, str], Any], by: str | None, out: Path | None, *, json: bool) -> None:
    """Do it, and carry the run on here, to its next stop."""
    check_target(out)
    opening.check_storage()
    from aicmo.cli.conclusion import carry
    from aicmo.reception import finding

    with opening.opened_as_found() as app:
        run = finding.found(app, run_id).id
        deed(app, run, by or somebody())
        carry(app, lambda _worker: (run, None), out=out, json=json)


def _told(proof: Proof) -> list[RenderableType]:
    lines = [f"{proof.code}: score {proof.score.shown}"]
    for each in proof.counts:
        limit = f"at most {each.max}" if each.max is not None else f"at least {each.min}"
        lines.append(f"  {'✓' if each.fits else '✗'} {each.path}: {each.size} {each.unit}, {limit}")
    for found in proof.findings:
        lines.append(f"  {found.severity} {found.rule_id}: {found.message} → {found.fix_hint}")
        lines += [f"    mended, it reads: “{found.offer}”"] if found.offer else []
    return [*lines]
