"""What one step made, row by row, read through its part of the ledger: for people who want to see it as it is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Table, select

from aicmo.db import Base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.db import Database
    from aicmo.saga import WorkflowStep

MOST: Final = 60
"""Rows of one table that are shown; a step may make hundreds."""
NAMES: Final = ("code", "title", "name", "path", "rule_id", "received_name")
"""Columns that tell a person which row it is, the best one first."""


@dataclass(frozen=True)
class Made:
    """The rows that a step put into one table: how many, and the first of them as (name, JSON text)."""

    table: str
    count: int
    rows: Sequence[tuple[str, str]]


def made_by(database: Database, step: WorkflowStep) -> list[Made]:
    """Return what a step put into each table; of a step that was undone only how much it was."""
    return [_made(database, name, keys, is_there=step.undone_at is None) for name, keys in step.effects.get("rows", ())]


def _made(database: Database, name: str, keys: Sequence[str], *, is_there: bool) -> Made:
    table = Base.metadata.tables.get(name)
    if table is None or not is_there:
        return Made(name, len(keys), ())
    query = select(table).where(table.c.id.in_([UUID(key) for key in keys[:MOST]])).order_by(table.c.id)
    with database.connect() as connection:
        return Made(name, len(keys), [_shown(table, row) for row in connection.execute(query).mappings()])


def _shown(table: Table, row: Any) -> tuple[str, str]:
    name = next((str(row[column]) for column in NAMES if column in table.c), str(row["id"]))
    kept = {column.name: row[column.name] for column in table.columns if column.name != "run_id"}
    return name, in_json(kept)


def in_json(value: Any) -> str:
    """Return a value as JSON for people: indented, with what JSON does not know as text."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True) if hasattr(value, "model_dump") else str(value)
