"""Opening the application: what the environment asks for, or a clear sentence about what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.cli.exits import Code, Refusal

if TYPE_CHECKING:
    from aicmo.app import App
    from aicmo.settings import Settings


def settings() -> Settings:
    """Read the environment; raises Refusal that names the variable when it makes no sense."""
    from pydantic import ValidationError

    from aicmo.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "AICMO_" + "_".join(str(part) for part in first["loc"]).upper().removeprefix("AICMO_")
        raise Refusal(f"{name}={first['input']}: {first['msg']}.", Code.ENVIRONMENT) from error


def opened(*, migrate: bool = True) -> App:
    """Open the application for a command that writes; a SQLite database is made when it is not there."""
    from aicmo.app import App

    return App.open(settings(), migrate=migrate)


def opened_as_found() -> App:
    """Open the application without making anything: a SQLite database that is not there counts as an empty one."""
    from aicmo.app import App

    asked = settings()
    if is_missing(asked):
        return App.open(asked.model_copy(update={"persistence_mode": "inmemory"}))
    return App.open(asked)


def check_storage() -> None:
    """Refuse (5) a storage that can take no files, before any work is done; makes nothing."""
    from aicmo.cli.writable import hindrance

    asked = settings()
    if asked.persistence_mode == "db" and (why := hindrance(asked.storage)):
        raise Refusal(f"The storage {asked.storage}: {why}. Mend that, or change AICMO_STORAGE.", Code.ENVIRONMENT)


def opened_existing() -> App:
    """Open an existing database as it is, migrated or not; raises Refusal (5) when there is none."""
    asked = settings()
    if is_missing(asked):
        raise Refusal(f"There is no database at {asked.database_url}; `aicmo db upgrade` makes it.", Code.ENVIRONMENT)
    return opened(migrate=False)


def is_missing(asked: Settings) -> bool:
    """Say whether the environment names a SQLite file that does not exist."""
    from aicmo.db import Database

    file = Database(asked.database_url).file
    return asked.persistence_mode == "db" and file is not None and not file.exists()
