"""Commands about a client's brand profile: brand set, show, remove, logo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aicmo.cli import opening, screen
from aicmo.cli.erasing import By, somebody
from aicmo.cli.exits import Refusal
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from aicmo.onboarding.documents import Logo

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
        profile, picture = branding.profile_of(app.database, client), branding.logo_of(app.database, client)
    if profile is None and picture is None:
        raise Refusal(f"{client} has no brand profile; `aicmo brand set {client} FILE` keeps one.")
    said = profile.model_dump(mode="json", exclude_defaults=True) if profile else {}
    lines = [f"{name}: {value}" for name, value in said.items()]
    lines += [f"logo kept: {picture.width} × {picture.height} pixels"] if picture else []
    whole = profile.model_dump(mode="json") if profile else None
    _tell({"client": client, "profile": whole, "logo": _of(picture)}, "\n".join(lines), json=json)


@brand.command(epilog="Example: aicmo brand remove acme. Exit codes: 0 it is gone.")
def remove(client: ClientKey, *, json: Json = False) -> None:
    """Delete a client's profile and its logo; briefs that were accepted keep what they took from it."""
    from aicmo.workflows import branding

    with opening.opened_as_found() as app:
        was = branding.forget(app.database, client)
    _tell({"client": client, "removed": was}, f"{client} has no profile any more.", json=json)


@brand.command(epilog="Example: aicmo brand logo acme acme.png. Exit codes: 0 kept or gone, 2 it cannot be a logo.")
def logo(
    client: ClientKey,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="PNG, JPEG or WebP.")] = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Delete the logo.")] = False,
    by: By = None,
    json: Json = False,
) -> None:
    """Keep a client's logo for the packages that are ordered from now on, or delete it."""
    if (file is None) is not remove:
        raise Refusal("Name the picture's FILE, or say --remove.")
    from aicmo.workflows import branding

    if file is None:
        with opening.opened_as_found() as app:
            was = branding.forget_logo(app.database, client)
        _tell({"client": client, "removed": was}, f"{client} has no logo any more.", json=json)
        return
    picture = _picture(file)
    with opening.opened() as app:
        branding.keep_logo(app.database, client, picture, by=by or somebody())
    told = {"client": client, "logo": _of(picture)}
    _tell(told, f"{client} has its logo: {picture.width} × {picture.height} pixels.", json=json)


def _picture(file: Path) -> Logo:
    from aicmo.onboarding.errors import LogoError
    from aicmo.onboarding.limits import limit
    from aicmo.onboarding.logos import read_logo

    try:
        with file.open("rb") as opened:
            return read_logo(opened.read(limit("logo_file") + 1))
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}.") from error
    except LogoError as error:
        raise Refusal(f"{file}: {error}") from error


def _of(logo: Logo | None) -> dict[str, Any] | None:
    """Return what is told of a logo: its size and its hash."""
    return {"width": logo.width, "height": logo.height, "sha256": logo.sha256} if logo else None


def _tell(document: dict[str, Any], words: str, *, json: bool) -> None:
    if json:
        screen.print_json(document)
    else:
        screen.show(words)
