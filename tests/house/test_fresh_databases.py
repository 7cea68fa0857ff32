"""The suite's own promise: each test has a migrated database to itself, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from aicmo.db import Database
from servers.databases import Databases


@pytest.mark.parametrize("turn", [1, 2])
def test_a_database_is_migrated_and_nobody_was_there_before(database: Database, turn: int) -> None:
    assert "workflow_runs" in inspect(database.engine).get_table_names()
    with database.connect() as connection:
        connection.execute(text(f"CREATE TABLE footprint (turn{turn} integer)"))


def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert inspect(database.engine).get_table_names() == []
    database.close()


@pytest.mark.postgres
def test_a_dropped_database_is_gone_although_someone_is_connected(databases: Databases) -> None:
    database = Database(databases.new_postgres(migrated=False))
    with database.connect() as connection:
        databases.drop(database.url.render_as_string(hide_password=False))
        with pytest.raises(OperationalError):
            connection.execute(text("SELECT 1"))
    database.close()
