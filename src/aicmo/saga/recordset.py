"""Rows as one JSON recordset a table: what a whole step made travels in one parameter, whatever the number of rows.

PostgreSQL's ``json_populate_recordset`` reads each value by the column's own type. A column whose type needs more than
that (an expression around its parameter, a type this module does not know) makes its table go the longer way.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import JSON, Enum, LargeBinary, TypeDecorator, Uuid, types

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Column, Dialect, Table
    from sqlalchemy.types import TypeEngine

PLAIN: Final = (
    types.String,
    types.Integer,
    types.Numeric,
    types.Float,
    types.Boolean,
    types.Date,
    types.DateTime,
    types.Time,
    types.Interval,
    Uuid,
    LargeBinary,
    JSON,
)


AS_IT_IS: Final = frozenset({str, int, bool, type(None)})
SIMPLE: Final = AS_IT_IS | {UUID}
STRICT: Final = json.JSONEncoder()
WITH_IDS: Final = json.JSONEncoder(default=str)
"""For tables without JSON columns: whatever else their rows hold has been made plain, so what is left are ids."""


def fits(table: Table, dialect: Dialect) -> bool:
    """Say whether every column of the table can travel in a recordset."""
    return all(_fits(column.type, dialect) for column in table.columns)


def plain(table: Table, rows: Sequence[Mapping[str, Any]], dialect: Dialect) -> Sequence[Mapping[str, Any]]:
    """Return rows (by column name) with values that :func:`recordset` can take."""
    columns, as_they_are, is_simple = _columns(table)
    if is_simple and all(SIMPLE.issuperset(map(type, row.values())) for row in rows):
        return rows
    return [
        {
            name: value if name in as_they_are and type(value) in AS_IT_IS else _value(columns[name], value, dialect)
            for name, value in row.items()
        }
        for row in rows
    ]


def recordset(table: Table, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return :func:`plain` rows as the JSON text of one recordset."""
    *_, is_simple = _columns(table)
    return (WITH_IDS if is_simple else STRICT).encode(rows)


@lru_cache(maxsize=1024)
def _columns(table: Table) -> tuple[Mapping[str, Column[Any]], frozenset[str], bool]:
    """Return a table's columns by name, which of them take text and numbers as they are, and whether all do.

    A JSON column does, but what is within it is not looked at: its table is none of which all do.
    """
    columns = {column.name: column for column in table.columns}
    as_they_are = {name for name, column in columns.items() if not isinstance(column.type, (TypeDecorator, Enum))}
    is_simple = len(as_they_are) == len(columns) and not any(isinstance(c.type, JSON) for c in columns.values())
    return columns, frozenset(as_they_are), is_simple


def keeping_null(table: Table) -> frozenset[str]:
    """Return the columns in which None is JSON's null and not SQL's: a recordset cannot say that."""
    return frozenset(column.name for column in table.columns if _keeps_null(column.type))


def _keeps_null(kind: TypeEngine[Any]) -> bool:
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return isinstance(kind, JSON) and not kind.none_as_null


def _fits(kind: TypeEngine[Any], dialect: Dialect) -> bool:
    if isinstance(kind, TypeDecorator) and not isinstance(kind, types.Interval):
        return (
            not _has(kind, "bind_processor")
            and not _has(kind, "bind_expression")
            and _fits(kind.impl_instance, dialect)
        )
    return isinstance(kind, PLAIN)


def _has(kind: TypeDecorator[Any], name: str) -> bool:
    return getattr(type(kind), name) is not getattr(TypeDecorator, name)


def _value(column: Column[Any], value: Any, dialect: Dialect) -> Any:
    kind: Any = column.type
    if isinstance(value, UUID) and isinstance(kind, Uuid):
        return value.hex
    while isinstance(kind, TypeDecorator) and not isinstance(kind, types.Interval):
        if _has(kind, "process_bind_param"):
            value = kind.process_bind_param(value, dialect)
        kind = kind.impl_instance
    if isinstance(kind, JSON):
        return value
    if isinstance(kind, Enum) and (process := kind.dialect_impl(dialect).bind_processor(dialect)):
        value = process(value)
    return _as_json(value)


def _as_json(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if isfinite(value) else str(value)
        case UUID() | Decimal():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return f"{value.days} days {value.seconds} seconds {value.microseconds} microseconds"
        case bytes() | bytearray() | memoryview():
            return "\\x" + bytes(value).hex()
    raise TypeError(f"a {type(value).__name__} is no value of a plain column")
