"""The database's schema: upgrade, downgrade, current, check; and reset, which empties it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aicmo.cli import opening, screen
from aicmo.cli.asking import Yes, confirm
from aicmo.cli.exits import Code, Refusal
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.db import Database

Revision = Annotated[str, typer.Argument(metavar="REVISION", help="A revision, or base for none.", show_default=False)]

db = typer.Typer(no_args_is_help=True, help="The database's schema: bring it up or down, look at it, empty it.")


@db.command(epilog="Example: aicmo db upgrade. Exit codes: 0 done, 5 the database cannot be reached.")
def upgrade(*, json: Json = False) -> None:
    """Bring the schema to this version; safe to start by many processes at once."""
    from aicmo import migrations

    with opening.opened(migrate=False) as app, _known_revisions():
        migrations.upgrade(app.database)
        _tell(app.database, json=json)


@db.command(
    epilog="Example: aicmo db downgrade 0001. Exit codes: 0 done, 2 there is no such revision, 5 the environment."
)
def downgrade(revision: Revision, *, json: Json = False) -> None:
    """Bring the schema down to REVISION; tables made since are dropped with what they hold."""
    from aicmo import migrations

    with opening.opened_existing() as app, _known_revisions():
        migrations.downgrade(app.database, revision)
        _tell(app.database, json=json)


@db.command(epilog="Example: aicmo db current. Exit codes: 0 it is this version's, 5 it is not.")
def current(*, json: Json = False) -> None:
    """Say which revision the database has; exit 5 when it is not this version's."""
    with opening.opened_existing() as app:
        if not _tell(app.database, json=json):
            raise typer.Exit(Code.ENVIRONMENT)


@db.command(epilog="Example: aicmo db check. Exit codes: 0 equal, 5 not.")
def check(*, json: Json = False) -> None:
    """Prove that the schema equals the models, and that every index is there and valid; exit 5 when not."""
    from aicmo import migrations

    with opening.opened_existing() as app:
        differences = migrations.differences(app.database)
        is_current = migrations.current(app.database) == migrations.heads()
    if json:
        screen.print_json({"ok": is_current and not differences, "current": is_current, "differences": differences})
    else:
        for difference in differences:
            screen.show(difference)
        screen.say(_verdict(differences, is_current=is_current))
    if differences or not is_current:
        raise typer.Exit(Code.ENVIRONMENT)


@db.command(epilog="Example: aicmo db reset --yes. Exit codes: 0 done, 2 not confirmed, 5 the environment.")
def reset(*, yes: Yes = False, json: Json = False) -> None:
    """Empty every table, after a confirmation. Runs are forgotten, not compensated; files stay."""
    with opening.opened_existing() as app:
        app.make_ready()
        counts = _rows(app.database)
        if not yes:
            confirm(f"delete all {sum(counts.values())} rows of {app.database.url.database or ''}", "reset")
        _empty(app.database)
        if json:
            screen.print_json({"deleted": counts})
        else:
            screen.show(f"{sum(counts.values())} rows deleted from {len(counts)} tables.")
            screen.say("Files of the forgotten runs are still there: `aicmo audit --sweep` deletes them.")


@contextmanager
def _known_revisions() -> Iterator[None]:
    """Alembic's refusals, a revision nobody knows above all, are the user's to mend."""
    from alembic.util import CommandError

    try:
        yield
    except CommandError as error:
        known = "base, 0001, 0002 …"
        raise Refusal(f"{error}. Revisions are numbered: {known}") from error


def _tell(database: Database, *, json: bool) -> bool:
    from aicmo import migrations

    has, newest = migrations.current(database), migrations.heads()
    if json:
        screen.print_json({"current": has, "newest": newest, "is_current": has == newest})
    else:
        way_on = "" if has == newest else f"; this version is {', '.join(newest)}: run `aicmo db upgrade`"
        screen.show(f"{', '.join(has) or 'not migrated'}{way_on or ' (newest)'}")
    return has == newest


def _verdict(differences: list[str], *, is_current: bool) -> str:
    if not is_current:
        return "The database is not at this version: run `aicmo db upgrade`."
    if differences:
        return f"{len(differences)} differences from the models: see above."
    return "The schema equals the models; every index is there and valid."


def _rows(database: Database) -> dict[str, int]:
    from sqlalchemy import func, select

    with database.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in _children_first()
        }


def _empty(database: Database) -> None:
    with database.transaction() as connection:
        for table in _children_first():
            connection.execute(table.delete())


def _children_first() -> list[Any]:
    from aicmo import migrations

    return [table for metadata in reversed(migrations.metadata()) for table in reversed(metadata.sorted_tables)]
