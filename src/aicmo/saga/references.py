"""What the database's catalogue says about deleting rows: who refers to them, and which triggers would act.

Counting deleted rows cannot see a cascade, so the catalogue is asked before anything is deleted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
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
    WITH targets AS (SELECT to_regclass(name)::oid AS oid FROM unnest(CAST(:targets AS text[])) AS name)
    SELECT c.oid::regclass::text AS source, c.relname AS name, n.nspname AS schema,
           ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY AS k (number, place)
                 JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number ORDER BY place) AS columns,
           t.relname AS target,
           ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY AS k (number, place)
                 JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number ORDER BY place) AS keys,
           CASE WHEN c.oid IN (SELECT oid FROM targets) THEN c.relname END AS own
    FROM pg_constraint f
    JOIN pg_class t ON t.oid = f.confrelid
    JOIN pg_class c ON c.oid = f.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE f.contype = 'f' AND f.confrelid IN (SELECT oid FROM targets)
"""
# SQLite does not tell upper from lower case in names, and leaves out the referred column when it is the primary key.
SQLITE_REFERENCES: Final = """
    SELECT m.name AS source, m.name AS name, NULL AS schema, json_group_array(f."from") AS columns,
           t.value AS target, json_group_array(lower(coalesce(f."to", 'id'))) AS keys,
           (SELECT value FROM json_each(:targets) WHERE lower(value) = lower(m.name)) AS own
    FROM sqlite_master m, pragma_foreign_key_list(m.name) f
    JOIN json_each(:targets) t ON lower(t.value) = lower(f."table")
    WHERE m.type = 'table'
    GROUP BY m.name, f.id, t.value
"""
POSTGRES_TRIGGERS: Final = """
    WITH targets AS (SELECT to_regclass(name)::oid AS oid FROM unnest(CAST(:targets AS text[])) AS name)
    SELECT t.tgname, t.tgrelid::regclass::text FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND (t.tgtype & 8) <> 0
      AND t.tgrelid IN (SELECT oid FROM targets)
    UNION ALL
    SELECT r.rulename, r.ev_class::regclass::text FROM pg_rewrite r
    WHERE r.ev_type = '4' AND r.ev_enabled <> 'D' AND r.ev_class IN (SELECT oid FROM targets)
"""
SQLITE_TRIGGERS: Final = """
    SELECT name, tbl_name, sql FROM sqlite_master
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
    """A foreign key ``source.columns`` that points at ``target.keys``; ``own`` names the source if it is ours too."""

    source: str
    name: str
    schema: str | None
    columns: Sequence[str]
    target: str
    keys: Sequence[str]
    own: str | None


def references(connection: Connection, targets: Sequence[str]) -> list[Reference]:
    """Return every foreign key in the database that points at one of these tables."""
    found = _ask(connection, POSTGRES_REFERENCES, SQLITE_REFERENCES, targets)
    return [
        Reference(source, name, schema, _listed(columns), target, _listed(keys), own)
        for source, name, schema, columns, target, keys, own in found
    ]


def refuse_triggers(connection: Connection, targets: Sequence[str]) -> None:
    """Raise :class:`Refused` if a delete trigger or rule is on one of these tables: who knows what it touches."""
    for name, table, *definition in _ask(connection, POSTGRES_TRIGGERS, SQLITE_TRIGGERS, targets):
        if any(OTHER_EVENT.match(text) for text in definition):
            continue
        raise Refused(
            f"{table}: the trigger {name} would act on the deletion and could change rows of others. Drop it."
        )


def refuse_references(connection: Connection, ids: Mapping[str, Sequence[UUID]]) -> None:
    """Raise :class:`Refused` if any row outside ``ids`` (primary keys by table) refers to a row in it."""
    for reference in references(connection, list(ids)):
        source = _source(reference, "id").alias("source")
        target = table_named(reference.target, *_columns("id", *reference.keys)).alias("target")
        pairs = zip(reference.columns, reference.keys, strict=True)
        query = (
            select(target.c.id, *(source.c[name] for name in reference.columns))
            .join_from(source, target, and_(*(source.c[name] == target.c[key] for name, key in pairs)))
            .where(among(connection, target.c.id, ids[reference.target]))
        )
        if reference.own is not None and ids.get(reference.own):
            query = query.where(not_(among(connection, source.c.id, ids[reference.own])))
        hit = connection.execute(query.limit(1)).first()
        if hit is not None:
            raise Refused(_describe(connection, reference, *hit))


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
