"""Schema migrations, shipped inside the package and reversible.

One history with one head; a migration touches either the engine's tables or the rooms', never both, so that the engine
can leave the house with its own. Alembic is imported when needed: every command asks :func:`is_current`, few migrate.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import inspect, text

import aicmo.delivery.models
import aicmo.onboarding.models
import aicmo.people.models
import aicmo.production.models
import aicmo.qc.models
import aicmo.review.models
import aicmo.strategy.models  # noqa: F401 (these map the rooms' tables)
from aicmo.db import Base
from aicmo.saga import EngineBase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, MetaData

    from aicmo.db import Database

LOCK_KEY: Final = 0x41_49_43_4D_4F
"""Advisory lock on PostgreSQL: of many processes that migrate at once, one works and the others find it done."""
VERSION_TABLE: Final = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""


def metadata() -> list[MetaData]:
    """Return the metadata of every table that migrations make."""
    return [EngineBase.metadata, Base.metadata]


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for the migrations in this package."""
    from alembic.config import Config  # noqa: PLC0415

    made = Config()
    made.set_main_option("script_location", "aicmo:migrations")
    made.attributes["connection"] = connection
    return made


def create(database: Database) -> None:
    """Make the schema of an empty SQLite database from the models; no-op when anything is there already.

    Table for table what the migrations make one after the other (tested), without waiting for Alembic.
    """
    with _locked(database) as connection:
        if inspect(connection).get_table_names():
            return
        for each in metadata():
            each.create_all(connection, checkfirst=False)
        connection.execute(text(VERSION_TABLE))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), [{"head": head} for head in heads()])


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema up to ``revision``; safe when many processes do it at once."""
    from alembic import command  # noqa: PLC0415

    with _locked(database) as connection:
        command.upgrade(config(connection), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Bring the schema down to ``revision``: tables made since are dropped with their rows."""
    from alembic import command  # noqa: PLC0415

    with _locked(database) as connection:
        command.downgrade(config(connection), revision)


def current(database: Database) -> list[str]:
    """Return the revisions the database has, sorted; empty for a database that was never migrated."""
    with database.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return []
        return sorted(connection.scalars(text("SELECT version_num FROM alembic_version")))


def heads() -> list[str]:
    """Return the newest revisions this code knows: the last file's, since names start with the revision, in order."""
    versions = resources.files(__name__).joinpath("versions").iterdir()
    return [max(file.name for file in versions if file.name.endswith(".py")).partition("_")[0]]


def is_current(database: Database) -> bool:
    """Say whether the schema is this code's."""
    return current(database) == heads()


def differences(database: Database) -> list[str]:
    """Return in words how the database differs from the models: missing tables, columns, indexes; empty is good."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        expected: Any = metadata()  # Alembic takes several, its annotation one
        return [str(change) for change in compare_metadata(context, expected)] + _invalid_indexes(connection)


@contextmanager
def _locked(database: Database) -> Iterator[Connection]:
    with database.transaction() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        yield connection


def _invalid_indexes(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        return []
    found: Any = connection.execute(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
    return [f"index {name} exists and is not valid: drop it and migrate again" for (name,) in found]
