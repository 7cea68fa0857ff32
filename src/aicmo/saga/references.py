"""What the database's catalogue says about deleting rows: who refers to them, and which triggers would act.

Counting deleted rows cannot see a cascade, so the catalogue is asked before anything is deleted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Dialect,
    String,
    Table,
    Uuid,
    and_,
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
    WITH targets AS (
        SELECT to_regclass(name)::oid AS oid, place - 1 AS place
        FROM unnest(CAST(:targets AS text[])) WITH ORDINALITY AS t (name, place)
    )
    SELECT c.oid::regclass::text AS source, c.relname AS name, n.nspname AS schema,
           ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY AS k (number, place)
                 JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number ORDER BY k.place) AS columns,
           t.place AS target,
           ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY AS k (number, place)
                 JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number ORDER BY k.place) AS keys,
           own.place AS own
    FROM pg_constraint f
    JOIN targets t ON t.oid = f.confrelid
    JOIN pg_class c ON c.oid = f.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN targets own ON own.oid = c.oid
    WHERE f.contype = 'f'
"""
# SQLite does not tell upper from lower case in names, and leaves out the referred column when it is the primary key.
SQLITE_REFERENCES: Final = """
    SELECT m.name AS source, m.name AS name, :schema AS schema, json_group_array(f."from") AS columns,
           t.key AS target, json_group_array(lower(coalesce(f."to", 'id'))) AS keys,
           (SELECT key FROM json_each(:targets) WHERE lower(value) = lower(m.name)) AS own
    FROM {schema}.sqlite_master m, pragma_foreign_key_list(m.name, :schema) f
    JOIN json_each(:targets) t ON lower(t.value) = lower(f."table")
    WHERE m.type = 'table'
    GROUP BY m.name, f.id, t.key
"""
POSTGRES_TRIGGERS_ON_TARGETS: Final = """
    SELECT t.tgname::text, t.tgrelid::regclass::text FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND (t.tgtype & 8) <> 0
      AND t.tgrelid IN (SELECT oid FROM targets)
    UNION ALL
    SELECT r.rulename::text, r.ev_class::regclass::text FROM pg_rewrite r
    WHERE r.ev_type = '4' AND r.ev_enabled <> 'D' AND r.ev_class IN (SELECT oid FROM targets)
"""
POSTGRES_TRIGGERS: Final = (
    "WITH targets AS (SELECT to_regclass(name)::oid AS oid FROM unnest(CAST(:targets AS text[])) AS name)"  # noqa: S608 (both texts are constant)
    + POSTGRES_TRIGGERS_ON_TARGETS
)
SQLITE_TRIGGERS: Final = """
    SELECT name, tbl_name, sql FROM {schema}.sqlite_master
    WHERE type = 'trigger' AND lower(tbl_name) IN (SELECT lower(value) FROM json_each(:targets))
"""
# SQLite keeps a trigger's event only in its text. What is not plainly for another event counts as one for deletion.
OTHER_EVENT: Final = re.compile(
    r"""\s*create\s+(temp\w*\s+)?trigger\s+(if\s+not\s+exists\s+)?("[^"]+"|'[^']+'|`[^`]+`|\[[^]]+\]|\w+)"""
    r"\s+((before|after|instead\s+of)\s+)?(insert|update)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key ``source.columns`` that points at ``target.keys``; ``own`` is the source if it is ours too."""

    source: str
    name: str
    schema: str
    columns: Sequence[str]
    target: Table
    keys: Sequence[str]
    own: Table | None


def references(connection: Connection, targets: Sequence[Table]) -> list[Reference]:
    """Return every foreign key in the database that points at one of these tables."""
    found = []
    for tables, rows in _ask(connection, POSTGRES_REFERENCES, SQLITE_REFERENCES, targets):
        for source, name, schema, columns, target, keys, place in rows:
            own = None if place is None else tables[place]
            found.append(Reference(source, name, schema, _listed(columns), tables[target], _listed(keys), own))
    return found


def refuse_triggers(connection: Connection, targets: Sequence[Table]) -> None:
    """Raise :class:`Refused` if a delete trigger or rule is on one of these tables: who knows what it touches."""
    for _, rows in _ask(connection, POSTGRES_TRIGGERS, SQLITE_TRIGGERS, targets):
        for name, table, *definition in rows:
            if any(OTHER_EVENT.match(text) for text in definition):
                continue
            raise Refused(
                f"{table}: the trigger {name} would act on the deletion and could change rows of others. Drop it."
            )


def refuse_references(connection: Connection, ids: Mapping[Table, Sequence[UUID]]) -> None:
    """Raise :class:`Refused` if any row outside ``ids`` (primary keys by table) refers to a row in it."""
    for reference in references(connection, list(ids)):
        source = _source(reference, "id").alias("source")
        columns = _columns("id", *reference.keys)
        target = table_named(reference.target.name, *columns, schema=reference.target.schema).alias("target")
        pairs = zip(reference.columns, reference.keys, strict=True)
        query = (
            select(target.c.id, *(source.c[name] for name in reference.columns))
            .join_from(source, target, and_(*(source.c[name] == target.c[key] for name, key in pairs)))
            .where(among(connection, target.c.id, ids[reference.target]))
        )
        if reference.own is not None:
            query = query.where(not_(among(connection, source.c.id, ids[reference.own])))
        hit = connection.execute(query.limit(1)).first()
        if hit is not None:
            raise Refused(_describe(connection, reference, *hit))


def among(connection: Connection, ids_column: ColumnElement[Any], ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Return ``ids_column IN (ids)`` with all ids in one parameter, however many there are."""
    if connection.dialect.name == "sqlite":
        return _in_json(ids_column, listed(connection.dialect, ids))
    return ids_column == any_(bindparam(None, list(ids), type_=ARRAY(Uuid()), unique=True))


def within(dialect: Dialect, ids_column: Any, name: str) -> Any:
    """Return ``ids_column IN (ids)`` with a parameter of that name, which takes :func:`listed` ids."""
    if dialect.name == "sqlite":
        return _in_json(ids_column, bindparam(name, type_=String()))
    return ids_column == any_(bindparam(name, type_=ARRAY(Uuid())))


def listed(dialect: Dialect, ids: Collection[UUID]) -> Any:
    """Return ids as one parameter's value."""
    return json.dumps([key.hex for key in ids]) if dialect.name == "sqlite" else list(ids)


def _in_json(ids_column: ColumnElement[Any], ids: Any) -> ColumnElement[bool]:
    found = func.json_each(ids).table_valued("value")
    return ids_column.in_(select(found.c.value))


def _ask(connection: Connection, postgres: str, sqlite: str, targets: Sequence[Table]) -> Iterator[tuple[Any, Any]]:
    """Yield tables, and what the catalogue says of them; it names a table by its place among them."""
    quote = connection.dialect.identifier_preparer
    if connection.dialect.name != "sqlite":
        names = [quote.format_table(table) for table in targets]
        yield targets, connection.execute(text(postgres), {"targets": names}).all()
        return
    by_schema: dict[str, list[Table]] = {}  # attached files: each has a catalogue of its own, and no key crosses them
    for table in targets:
        by_schema.setdefault(table.schema or "main", []).append(table)
    for schema, tables in by_schema.items():
        asked = text(sqlite.format(schema=quote.quote(schema)))
        names = [table.name for table in tables]
        yield tables, connection.execute(asked, {"targets": json.dumps(names), "schema": schema}).all()


def _listed(names: Any) -> Sequence[str]:
    return tuple(json.loads(names) if isinstance(names, str) else names)


def _columns(*names: str) -> list[Any]:
    return [column(name) for name in dict.fromkeys(names)]


def _source(reference: Reference, *names: str) -> Any:
    return table_named(reference.name, *_columns(*names, *reference.columns), schema=reference.schema)


def _describe(connection: Connection, reference: Reference, target_id: Any, *values: Any) -> str:
    keys = inspect(connection).get_pk_constraint(reference.name, reference.schema)["constrained_columns"]
    source = _source(reference, *keys)
    points = (source.c[name] == value for name, value in zip(reference.columns, values, strict=True))
    row = connection.execute(select(*(source.c[key] for key in keys)).where(*points).limit(1)).first() if keys else None
    key = ", ".join(str(part) for part in row) if row else "?"
    return (
        f"{reference.source} {key}: this row does not belong to the run and refers to {reference.target} {target_id} "
        f"by {', '.join(reference.columns)}. Remove the reference, then resume the run."
    )
