"""Commands about a client's brand profile: brand set, show, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from aicmo.cli import opening, screen
from aicmo.cli.erasing import By, somebody
from aicmo.cli.exits import Refusal
from aicmo.cli.screen import Json

brand = typer.Typer(no_args_is_help=True, help="A client's brand profile, merged into each of its briefs.")

ClientKey = Annotated[str, typer.Argument(metavar="CLIENT", help="The brief's `client`.", show_default=False)]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The profile, as YAML or JSON.", show_default=False)]


@brand.command("set", epilog="Example: aicmo brand set acme acme-brand.yaml. Exit codes: 0 kept, 2 it makes no sense.")
def set_(client: ClientKey, file: File, *, by: By = None, json: Json = False) -> None:
    """Keep a client's profile: tone, formality, colors, terms, avoid, visuals, legal, logo."""
    from aicmo.onboarding.errors import BriefError
    from aicmo.onboarding.reading import read_brief
    from aicmo.reception.intake import profile_from
    from aicmo.workflows import branding

    received = read_brief(file)
    try:
        profile = profile_from(received)
    except BriefError as error:
        raise Refusal(f"{file}: {error}") from error
    with opening.opened() as app:
        branding.keep(app.database, client, profile, by=by or somebody())
    _tell({"client": client, "profile": profile.model_dump(mode="json")}, f"{client} has its profile.", json=json)


@brand.command(epilog="Example: aicmo brand show acme. Exit codes: 0 done, 2 the client has none.")
def show(client: ClientKey, *, json: Json = False) -> None:
    """Show a client's profile."""
    from aicmo.workflows import branding

    with opening.opened_as_found() as app:
        profile = branding.profile_of(app.database, client)
    if profile is None:
        raise Refusal(f"{client} has no brand profile; `aicmo brand set {client} FILE` keeps one.")
    said = profile.model_dump(mode="json", exclude_defaults=True)
    told = "\n".join(f"{name}: {value}" for name, value in said.items())
    _tell({"client": client, "profile": profile.model_dump(mode="json")}, told, json=json)


@brand.command(epilog="Example: aicmo brand remove acme. Exit codes: 0 it is gone.")
def remove(client: ClientKey, *, json: Json = False) -> None:
    """Delete a client's profile; briefs that were accepted keep what they took from it."""
    from aicmo.workflows import branding

    with opening.opened_as_found() as app:
        was = branding.forget(app.database, client)
    _tell({"client": client, "removed": was}, f"{client} has no profile any more.", json=json)


def _tell(document: dict[str, Any], words: str, *, json: bool) -> None:
    if json:
        screen.print_json(document)
    else:
        screen.show(words)
