"""The schema comes from migrations alone: up from nothing, down again, up with data; the models agree with it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, MetaData, Table, func, insert, inspect, select, text

from aicmo import migrations
from aicmo.db import Database, new_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from servers.databases import Databases

SPECIFIED = {
    "workflow_runs",
    "workflow_steps",
    "onboarding_brief",
    "onboarding_intake",
    "strategy_document",
    "production_drafts",
    "production_bundles",
    "production_bundle_assets",
    "qc_results",
    "qc_issues",
    "delivery_packages",
    "delivery_artifacts",
}
NAMED_INDEXES = {"ix_workflow_runs_brief_id", "ix_workflow_runs_status", "ix_workflow_runs_status_claimed_expires"}
UPGRADE = """
import multiprocessing, sys
from aicmo import db, migrations

migrations.metadata()  # once for all: the race is for the schema, not for the imports
warm = multiprocessing.get_context("fork")
at_once = warm.Barrier(6)

def upgrade():
    at_once.wait()
    migrations.upgrade(db.Database(sys.argv[1]))

racing = [warm.Process(target=upgrade) for _ in range(6)]
for process in racing:
    process.start()
for process in racing:
    process.join()
print([process.exitcode for process in racing])
"""


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def test_there_is_one_head_and_its_file_names_it() -> None:
    assert ScriptDirectory.from_config(migrations.config()).get_heads() == migrations.heads()


def test_up_from_nothing_makes_every_specified_table(empty: Database) -> None:
    assert migrations.current(empty) == []
    migrations.upgrade(empty)
    assert migrations.current(empty) == migrations.heads()
    assert set(inspect(empty.engine).get_table_names()) >= SPECIFIED


def test_the_indexes_that_operators_rely_on_have_their_names(database: Database) -> None:
    found = {index["name"] for index in inspect(database.engine).get_indexes("workflow_runs")}
    assert found >= NAMED_INDEXES


def test_models_equal_migrations(database: Database) -> None:
    assert migrations.differences(database) == []


@pytest.mark.parametrize(
    "planted",
    [
        "DROP INDEX ix_workflow_runs_status",
        "ALTER TABLE qc_issues ADD COLUMN mood varchar",
        "ALTER TABLE qc_issues DROP COLUMN fix_hint",
        "CREATE TABLE stranger (id integer)",
    ],
)
def test_a_difference_between_models_and_schema_is_found(database: Database, planted: str) -> None:
    with database.connect() as connection:
        connection.execute(text(planted))
    assert len(migrations.differences(database)) == 1


def test_down_to_nothing_and_up_again_with_data(database: Database) -> None:
    fill(database)
    assert 0 not in counts(database).values()

    migrations.downgrade(database)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    assert migrations.current(database) == []

    migrations.upgrade(database)
    assert set(counts(database).values()) == {0}
    fill(database)
    assert migrations.differences(database) == []


def test_each_step_down_keeps_the_data_of_the_steps_before_it(database: Database) -> None:
    """The rooms' tables go; the engine's rows stay, and come along when the way leads up again."""
    fill(database)
    migrations.downgrade(database, "0001")
    left = set(inspect(database.engine).get_table_names())
    assert left >= {"workflow_runs", "workflow_steps"}
    assert not left & {"onboarding_brief", "delivery_artifacts"}

    migrations.upgrade(database)
    found = counts(database)
    assert found["workflow_runs"] == found["workflow_steps"] == 1
    assert found["onboarding_brief"] == 0


def test_up_twice_changes_nothing(database: Database) -> None:
    fill(database)
    before = counts(database)
    migrations.upgrade(database)
    assert counts(database) == before


def test_six_processes_that_migrate_at_once_all_succeed(empty_database_url: str) -> None:
    command = [sys.executable, "-c", UPGRADE, empty_database_url]
    racing = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert racing.stdout.strip() == str([0] * 6), racing.stderr

    database = Database(empty_database_url)
    assert migrations.current(database) == migrations.heads()
    assert migrations.differences(database) == []
    database.close()


def tables(database: Database) -> list[Table]:
    found = MetaData()
    found.reflect(database.engine)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def counts(database: Database) -> dict[str, int]:
    with database.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables(database)
        }


def fill(database: Database) -> None:
    """Put one row into every table of the models, parents first, references kept."""
    ids: dict[str, UUID] = {}
    with database.transaction() as connection:
        for metadata in migrations.metadata():
            for table in metadata.sorted_tables:
                row = {column.name: ids.get(parent_of(column), value(column)) for column in table.columns}
                connection.execute(insert(table).values({table.columns[name]: value for name, value in row.items()}))
                if "id" in row:
                    ids[table.name] = row["id"]


def parent_of(column: Any) -> str:
    return next((key.column.table.name for key in column.foreign_keys), "")


def value(column: Any) -> Any:
    stored = getattr(column.type, "impl_instance", column.type)
    if isinstance(stored, JSON):
        return text("'{}'")
    made: dict[type, Any] = {
        UUID: new_id(),
        datetime: datetime(2026, 11, 23, tzinfo=UTC),
        int: 1,
        float: 1.0,
        bool: True,
        bytes: b"x",
    }
    return made.get(stored.python_type, "x")


def test_an_empty_sqlite_database_is_made_at_once_as_the_migrations_make_it(
    databases: Databases, tmp_path: Path
) -> None:
    made = Database(databases.new_sqlite(tmp_path / "made.db", migrated=False))
    migrated = Database(databases.new_sqlite(tmp_path / "migrated.db", migrated=False))
    migrations.create(made)
    migrations.upgrade(migrated)
    assert _schema(made) == _schema(migrated)
    assert migrations.current(made) == migrations.heads()
    made.close()
    migrated.close()


def test_what_is_there_already_is_left_to_the_migrations(databases: Databases, tmp_path: Path) -> None:
    database = Database(databases.new_sqlite(tmp_path / "old.db", migrated=False))
    migrations.upgrade(database, "0001")
    migrations.create(database)
    assert migrations.current(database) == ["0001"]
    database.close()


def _schema(database: Database) -> dict[str, list[str]]:
    """Return every definition by name, as a set of lines: migrations may have added a column later than another."""
    with database.connect() as connection:
        rows = connection.execute(text("SELECT name, coalesce(sql, '') FROM sqlite_master"))
        return {name: sorted(" ".join(part.split()) for part in sql.strip(" )\n").split(",")) for name, sql in rows}
