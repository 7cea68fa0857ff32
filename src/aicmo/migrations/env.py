"""Alembic's entry: with a connection from the application, or with the one AICMO_DATABASE_URL names."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from aicmo.migrations import metadata


def migrate(connection: Connection) -> None:
    """Run the asked-for migrations on an open connection; its transaction is the caller's."""
    context.configure(connection=connection, target_metadata=metadata(), render_as_batch=True, compare_type=True)
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    from aicmo.db import Database
    from aicmo.settings import Settings

    with Database(Settings().database_url).transaction() as opened:
        migrate(opened)
