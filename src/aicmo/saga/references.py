"""What the database's catalogue says about deleting rows: who refers to them, and which triggers would act.

Counting deleted rows cannot see a cascade, so the catalogue is asked before anything is deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Uuid,
    any_,
    bindparam,
    column,
    func,
    inspect,
    not_,
    select,
    text,
)
from sqlalchemy import table as table_named

from aicmo.saga.errors import Refused

POSTGRES_REFERENCES: Final = """
    SELECT c.oid::regclass::text AS source, c.relname AS name, n.nspname AS schema, a.attname AS "column",
           t.relname AS target
    FROM pg_constraint f
    JOIN pg_class t ON t.oid = f.confrelid
    JOIN pg_class c ON c.oid = f.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
    WHERE f.contype = 'f' AND f.confrelid = ANY (SELECT to_regclass(name) FROM unnest(CAST(:targets AS text[])) AS name)
"""
SQLITE_REFERENCES: Final = """
    SELECT m.name AS source, m.name AS name, NULL AS schema, f."from" AS "column", f."table" AS target
    FROM sqlite_master m, pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table' AND f."table" IN (SELECT value FROM json_each(:targets))
"""
POSTGRES_TRIGGERS: Final = """
    SELECT t.tgname, t.tgrelid::regclass::text FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND (t.tgtype & 8) <> 0
      AND t.tgrelid = ANY (SELECT to_regclass(name) FROM unnest(CAST(:targets AS text[])) AS name)
"""
# SQLite keeps a trigger's event only in its text, between the trigger's name and its table.
SQLITE_TRIGGERS: Final = """
    SELECT name, tbl_name FROM sqlite_master
    WHERE type = 'trigger' AND tbl_name IN (SELECT value FROM json_each(:targets))
      AND lower(substr(sql, 1, instr(lower(sql), ' on '))) LIKE '% delete %'
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key ``source.column`` that points at the id of one of our tables."""

    source: str
    name: str
    schema: str | None
    column: str
    target: str


def references(connection: Connection, targets: Sequence[str]) -> list[Reference]:
    """Return every foreign key in the database that points at one of these tables."""
    return [Reference(*row) for row in _ask(connection, POSTGRES_REFERENCES, SQLITE_REFERENCES, targets)]


def refuse_triggers(connection: Connection, targets: Sequence[str]) -> None:
    """Raise :class:`Refused` if a delete trigger is on one of these tables: nobody can say what it would touch."""
    for name, table in _ask(connection, POSTGRES_TRIGGERS, SQLITE_TRIGGERS, targets):
        raise Refused(
            f"{table}: the trigger {name} would act on the deletion and could change rows of others. Drop it."
        )


def refuse_references(connection: Connection, ids: Mapping[str, Sequence[UUID]]) -> None:
    """Raise :class:`Refused` if any row outside ``ids`` (primary keys by table) refers to a row in it."""
    for reference in references(connection, list(ids)):
        source = table_named(reference.name, column("id"), column(reference.column), schema=reference.schema)
        points = source.c[reference.column]
        query = select(points).where(among(connection, points, ids[reference.target]))
        own = ids.get(reference.name)
        if own:
            query = query.where(not_(among(connection, source.c.id, own)))
        hit = connection.execute(query.limit(1)).first()
        if hit is not None:
            raise Refused(_describe(connection, reference, hit[0]))


def among(connection: Connection, ids_column: ColumnElement[Any], ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Return ``ids_column IN (ids)`` with all ids in one parameter, however many there are."""
    if connection.dialect.name == "sqlite":
        listed = func.json_each(json.dumps([key.hex for key in ids])).table_valued("value")
        return ids_column.in_(select(listed.c.value))
    return ids_column == any_(bindparam(None, list(ids), type_=ARRAY(Uuid()), unique=True))


def _ask(connection: Connection, postgres: str, sqlite: str, targets: Sequence[str]) -> list[Any]:
    if connection.dialect.name == "sqlite":
        return list(connection.execute(text(sqlite), {"targets": json.dumps(list(targets))}))
    return list(connection.execute(text(postgres), {"targets": list(targets)}))


def _describe(connection: Connection, reference: Reference, value: Any) -> str:
    keys = inspect(connection).get_pk_constraint(reference.name, reference.schema)["constrained_columns"]
    source = table_named(
        reference.name, *(column(key) for key in keys), column(reference.column), schema=reference.schema
    )
    row = connection.execute(
        select(*(source.c[key] for key in keys)).where(source.c[reference.column] == value).limit(1)
    ).first()
    key = ", ".join(str(part) for part in row) if row else "?"
    return (
        f"{reference.source} {key}: this row does not belong to the run and refers to {reference.target} {value} "
        f"by {reference.column}. Remove the reference, then retry the compensation."
    )
