"""Briefs: a new one to fill in, a check of one, and its schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aicmo.cli import screen
from aicmo.cli.exits import Code, Refusal
from aicmo.cli.packs import chosen
from aicmo.cli.running import Assume, ByModel
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from aicmo.onboarding.documents import Intake

Pack = Annotated[str, typer.Option("--pack", help="The pack to order; `aicmo packs` lists them.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The brief to check.", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write there, not to stdout.")]
Write = Annotated[Path | None, typer.Option("--write", metavar="OUT", help="Write the brief with its gaps marked.")]

brief = typer.Typer(
    no_args_is_help=True,
    help="Briefs: a new one to fill in, a check of one, the schema.",
    epilog="Example: aicmo brief new --out spring.yaml, fill it in, then aicmo brief check spring.yaml.",
)


@brief.command(
    epilog="Example: aicmo brief new --pack social_starter --out spring.yaml. Exit codes: 0 done, 2 wrong usage."
)
def new(*, pack: Pack = "campaign_standard", out: Out = None, json: Json = False) -> None:
    """Print a brief to fill in, with what each field is for."""
    from aicmo.onboarding.template import new_brief

    text = new_brief(chosen(pack).id)
    if out is not None:
        _write(out, text)
    if json:
        screen.print_json({"pack": pack, "path": str(out) if out else None, "brief": text})
    elif out is None:
        screen.results().file.write(text)
    else:
        screen.show(f"{out} is there to be filled in; `aicmo brief check {out}` checks it.")


@brief.command(
    epilog="Example: aicmo brief check spring.yaml --write spring-open.yaml. Exit codes: 0 it would be accepted, 2 it "
    "cannot be read, 3 it would not be accepted."
)
def check(
    file: File,
    *,
    write: Write = None,
    assume: Assume = False,
    read_with_model: ByModel = False,
    json: Json = False,
) -> None:
    """Say whether a brief would be accepted, and what is open or wrong; makes no run. Exit 3 when it would not."""
    from aicmo.cli.intake import examined, explained

    received, found, reading = examined(file, assume=assume, by_model=read_with_model)
    if write is not None:
        from aicmo.onboarding.marking import prefilled

        _write(write, prefilled(received, found, reading))
        screen.say(f"{write} is the brief with its gaps marked.")
    if json:
        screen.print_json(found.model_dump(mode="json", by_alias=True))
    elif found.outcome == "accepted":
        _tell(file, found)
    else:
        screen.show(explained(file, found))
    if found.outcome != "accepted":
        raise typer.Exit(Code.BRIEF)


@brief.command(epilog="Example: aicmo brief schema > brief.schema.json. Exit code 0.")
def schema(*, json: Json = False) -> None:
    """Print the JSON Schema of a brief, for editors and forms."""
    from aicmo.onboarding.schema import brief_schema

    del json  # it is JSON either way
    screen.print_json(brief_schema())


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise Refusal(f"{path} is there already; it was left alone. Name another file.") from None
    except (OSError, ValueError) as error:
        raise Refusal(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}.") from error


def _tell(file: Path, found: Intake) -> None:
    from aicmo.cli import intake

    understood = found.brief
    if understood is None:
        return
    for line in intake.understood(file, found):
        screen.show(line)
    of = understood.brief
    screen.show(f"{file} is accepted: {of.title}, {of.pack}, from {of.schedule.starts} to {of.schedule.ends}.")
    held = [claim for claim in understood.claims if claim.status == "held_back"]
    screen.show(
        f"  {len(understood.facts)} facts to write from, {len(understood.claims)} claims, {len(held)} held back."
    )
    for claim in held:
        screen.show(f"  held back: “{claim.text}”: {claim.reason}")
    for assumption in understood.assumptions:
        screen.show(f"  {assumption.id} {assumption.field}: {assumption.value} ({assumption.why})")
    for request in understood.requests:
        if request.status != "included":
            screen.show(f"  {request.status.replace('_', ' ')}: {request.text}")
