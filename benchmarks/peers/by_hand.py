"""What a peer's step does itself, since a peer writes no rows: insert a step's rows, or delete rows by exact id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aicmo.db import new_id
from benchmarks.workload import PAYLOAD, STEPS, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LAST = len(STEPS) - 1


class Failed(Exception):
    """The last step fails after its work."""


def inserts(run: str, step: int) -> tuple[list[tuple[str, dict[str, Any]]], dict[str, list[str]]]:
    """Return a step's statements, one a table with ``:name`` parameters, and the ids by table."""
    made = {table: [str(new_id()) for _ in range(count)] for table, count in tables_of(step).items()}
    statements = []
    for table, ids in made.items():
        rows = ", ".join(f"(CAST(:i{place} AS uuid), CAST(:run AS uuid), :payload)" for place in range(len(ids)))
        values = {f"i{place}": key for place, key in enumerate(ids)}
        statement = f"INSERT INTO {table} (id, run_id, payload) VALUES {rows}"
        statements.append((statement, {"run": run, "payload": PAYLOAD, **values}))
    return statements, made


def deletes(run: str, made: Sequence[Mapping[str, Sequence[str]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the statements that undo steps, last one first, by exact id."""
    for tables in reversed(made):
        for table, ids in tables.items():
            statement = f"DELETE FROM {table} WHERE id = ANY(CAST(:ids AS uuid[])) AND run_id = CAST(:run AS uuid)"
            yield statement, {"ids": list(ids), "run": run}


def for_psycopg(statement: str, values: Mapping[str, Any]) -> str:
    """Return the statement as psycopg wants it."""
    for name in sorted(values, key=len, reverse=True):
        statement = statement.replace(f":{name}", f"%({name})s")
    return statement
