"""Keys of the API: key create, list, revoke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from aicmo.cli import opening, screen
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from aicmo.people.models import ApiKey

key = typer.Typer(no_args_is_help=True, help="Keys with which programs use the API that `aicmo serve` offers.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="Who uses it, such as `ci`.", show_default=False)]


@key.command(epilog="Example: aicmo key create ci. Exit codes: 0 made, 2 the name is taken, 5 the environment.")
def create(name: Name, *, json: Json = False) -> None:
    """Make a key and print it, this once; what it does is kept in its name."""
    from aicmo.people import keys

    with opening.opened() as app:
        made, secret = keys.create(app.database, name)
    if json:
        screen.print_json(_as_json(made) | {"key": secret})
    else:
        typer.echo(secret)
        screen.say(f"This is the key of {name}; it is shown only now. Programs send it as `Authorization: Bearer …`.")


@key.command("list", epilog="Example: aicmo key list. Exit code 0.")
def list_(*, json: Json = False) -> None:
    """List the keys: when each was made, last used, revoked."""
    from aicmo.people import keys
    from aicmo.reception.counts import moment

    with opening.opened_as_found() as app:
        found = keys.keys(app.database)
    if json:
        screen.print_json({"keys": [_as_json(each) for each in found]})
    elif not found:
        screen.say("There are no keys yet. `aicmo key create NAME` makes one.")
    for each in () if json else found:
        used = f"used {moment(each.last_used_at)}" if each.last_used_at else "never used"
        gone = f"  revoked {moment(each.revoked_at)}" if each.revoked_at else ""
        screen.show(f"{each.name}  made {moment(each.created_at)}  {used}{gone}")


@key.command(epilog="Example: aicmo key revoke ci. Exit codes: 0 it opens nothing any more, 2 there is no such key.")
def revoke(name: Name, *, json: Json = False) -> None:
    """Let a key open nothing any more."""
    from aicmo.people import keys

    with opening.opened_as_found() as app:
        keys.revoke(app.database, name)
    if json:
        screen.print_json({"name": name, "revoked": True})
    else:
        screen.show(f"The key of {name} opens nothing any more.")


def _as_json(each: ApiKey) -> dict[str, Any]:
    times = {name: getattr(each, name) for name in ("created_at", "last_used_at", "revoked_at")}
    return {"name": each.name} | {name: time and time.isoformat() for name, time in times.items()}
