"""The doctor: whether the surroundings allow the work, line by line, and what to do where they do not."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import typer

from aicmo.cli import opening, screen
from aicmo.cli.causes import cause
from aicmo.cli.exits import Code
from aicmo.cli.screen import Json
from aicmo.cli.writable import hindrance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aicmo.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, whether it is well, and what was seen or is to be done."""

    what: str
    ok: bool
    said: str


def doctor(*, json: Json = False) -> None:
    """Check database, storage, fonts, versions and who writes."""
    asked = opening.settings()
    looks: dict[str, Callable[[Settings], str]] = {
        "versions": _versions,
        "database": _database,
        "storage": _storage,
        "fonts": _fonts,
        "packs": _packs,
        "writer": _writer,
    }
    findings = [_look(what, look, asked) for what, look in looks.items()]
    if json:
        screen.print_json({"ok": all(each.ok for each in findings), "findings": [asdict(each) for each in findings]})
    else:
        for each in findings:
            screen.show(f"{'ok  ' if each.ok else 'BAD '} {each.what:<9} {each.said}")
    if not all(each.ok for each in findings):
        raise typer.Exit(Code.ENVIRONMENT)


def _look(what: str, look: Callable[[Settings], str], asked: Settings) -> Finding:
    try:
        return Finding(what, ok=True, said=look(asked))
    except Exception as error:  # noqa: BLE001 (whatever is wrong is what the doctor is asked for)
        return Finding(what, ok=False, said=cause(error).message)


def _versions(_asked: Settings) -> str:
    return f"aicmo {metadata.version('aicmo')} on Python {platform.python_version()}, SQLite {_sqlite()}"


def _sqlite() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def _database(asked: Settings) -> str:
    from aicmo import migrations
    from aicmo.db import Database
    from aicmo.errors import EnvironmentProblem

    if asked.persistence_mode == "inmemory":
        return "in memory: nothing is kept beyond a command"
    database = Database(asked.database_url)
    name = database.url.render_as_string(hide_password=True)
    if opening.is_missing(asked):
        _check_writable((database.file or asked.storage).absolute().parent, "AICMO_DATABASE_URL")
        return f"{name} is not there yet; the first run makes it"
    try:
        has, newest = migrations.current(database), migrations.heads()
    finally:
        database.close()
    if has != newest:
        raise EnvironmentProblem(f"{name} has {has or 'no schema'}, this version is {newest}: run `aicmo db upgrade`.")
    return f"{name} is reachable and migrated to {', '.join(has)}"


def _storage(asked: Settings) -> str:
    _check_writable(asked.storage, "AICMO_STORAGE")
    return f"{asked.storage.absolute()} is writable" + ("" if asked.storage.exists() else " (the first run makes it)")


def _check_writable(folder: Path, variable: str) -> None:
    from aicmo.errors import EnvironmentProblem

    if why := hindrance(folder):
        raise EnvironmentProblem(f"{why}. Mend that, or change {variable}.")


def _fonts(_asked: Settings) -> str:
    from aicmo.catalog.fonts import fonts

    return ", ".join(fonts().families())


def _packs(_asked: Settings) -> str:
    from aicmo import catalog

    catalog.channels()
    return ", ".join(catalog.packs())


def _writer(asked: Settings) -> str:
    if asked.writer == "builtin":
        return "builtin, offline"
    from aicmo.llm.connecting import connected

    return connected(asked).told
