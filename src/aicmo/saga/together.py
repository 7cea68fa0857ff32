"""One question, or one deletion, over all tables of a run: a statement each, whatever the number of tables and rows.

On PostgreSQL each is one round trip; its text depends on the tables alone, so that it is built and prepared once.
SQLite has no round trips, and no deletion within a statement: there tables are deleted from one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Table, Uuid, bindparam, exists, func, literal_column, not_, select, union_all

from aicmo.saga.references import listed, within

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect

Rows = Mapping[Table, Sequence[UUID]]
"""Primary keys by table, children before parents."""
RUN: Any = bindparam("run", type_=Uuid())


def locking(dialect: Dialect, table: Table, name: str) -> Select[Any]:
    """Lock the run's rows among those listed."""
    query = select(table.c.id).where(within(dialect, table.c.id, name), table.c.run_id == RUN)
    return query.with_for_update()


def unlisted(dialect: Dialect, table: Table, name: str) -> Select[Any]:
    """Find a row of the run beyond those listed."""
    known = within(dialect, table.c.id, name)
    if dialect.name != "sqlite":  # joined, so that it is hashed: comparing each row with each id takes a square of time
        one = func.unnest(bindparam(name, type_=ARRAY(Uuid()))).column_valued(f"one_{name}")
        known = exists(select(one).where(one == table.c.id))
    return select(table.c.id).where(table.c.run_id == RUN, not_(known)).limit(1)


def ask(
    connection: Connection, what: Callable[[Dialect, Table, str], Select[Any]], rows: Rows, run_id: UUID
) -> dict[Table, set[UUID]]:
    """Return the ids that are found in each table."""
    dialect, tables = connection.dialect, tuple(rows)
    found: dict[Table, set[UUID]] = {table: set() for table in tables}
    for place, key in connection.execute(_asked(dialect, what, tables), _parameters(dialect, rows, run_id)):
        found[tables[place]].add(key)
    return found


def delete_all(connection: Connection, rows: Rows, run_id: UUID) -> dict[Table, int]:
    """Delete the run's rows among those listed, and return how many it were in each table."""
    dialect, tables = connection.dialect, tuple(rows)
    parameters = _parameters(dialect, rows, run_id)
    if dialect.name != "sqlite":
        counted = connection.execute(_deletion(dialect, tables), parameters)
        return {tables[place]: count for place, count in counted}
    deleted = {}
    for place, table in enumerate(tables):
        given = {"run": run_id, f"ids_{place}": parameters[f"ids_{place}"]}
        deleted[table] = connection.execute(_deletion_from(dialect, table, f"ids_{place}"), given).rowcount
    return deleted


def _parameters(dialect: Dialect, rows: Rows, run_id: UUID) -> dict[str, Any]:
    ids = {f"ids_{place}": listed(dialect, keys) for place, keys in enumerate(rows.values())}
    return {"run": run_id, **ids}


@lru_cache(maxsize=256)
def _asked(dialect: Dialect, what: Callable[[Dialect, Table, str], Select[Any]], tables: Sequence[Table]) -> Any:
    parts = [what(dialect, table, f"ids_{place}").cte(f"part_{place}") for place, table in enumerate(tables)]
    return union_all(*(select(literal_column(str(place)), part.c.id) for place, part in enumerate(parts)))


@lru_cache(maxsize=256)
def _deletion(dialect: Dialect, tables: Sequence[Table]) -> Any:
    parts = [
        _deletion_from(dialect, table, f"ids_{place}").returning(table.c.id).cte(f"part_{place}")
        for place, table in enumerate(tables)
    ]
    counts: Any = (
        select(literal_column(str(place)), func.count()).select_from(part) for place, part in enumerate(parts)
    )
    return union_all(*counts)


@lru_cache(maxsize=256)
def _deletion_from(dialect: Dialect, table: Table, name: str) -> Any:
    return table.delete().where(within(dialect, table.c.id, name), table.c.run_id == RUN)
