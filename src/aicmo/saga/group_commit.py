"""Commits of several runs in one transaction; on PostgreSQL in one statement, so in one round trip.

The fence skips rows that somebody else has locked, and the inserts join what it let through: a member that is stale
or locked inserts nothing and is told to go alone, where it waits or learns that it lost. The statement names only the
tables at hand, and its text depends on nothing else, so that it stays prepared.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from aicmo.db import now
from aicmo.saga import committer
from aicmo.saga.models import WorkflowIntent, WorkflowMessage, WorkflowRun, WorkflowStep
from aicmo.saga.recordset import fits, keeping_null, plain, recordset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, Dialect, Table

    from aicmo.db import Database
    from aicmo.saga.committer import Member

STEPS: Final[Any] = WorkflowStep.__table__
RUNS: Final[Any] = WorkflowRun.__table__
MESSAGES: Final[Any] = WorkflowMessage.__table__
INTENTS: Final[Any] = WorkflowIntent.__table__
STAMPED: Final[Mapping[Any, tuple[str, ...]]] = MappingProxyType(
    {STEPS: ("committed_at",), MESSAGES: ("created_at", "available_at")}
)
"""Columns of the engine's tables that take the database's clock."""
LATER: Final[Mapping[Any, tuple[str, ...]]] = MappingProxyType(
    {STEPS: ("undone_at", "receipt"), MESSAGES: ("sent_at", "withdrawn_at", "last_error")}
)
"""Columns that are filled later."""


@dataclass(frozen=True, slots=True)
class Load:
    """A member ready to board: on PostgreSQL with its rows, the checkpoint among them, as a recordset takes them."""

    member: Member
    plain: Mapping[Table, Sequence[Mapping[str, Any]]]
    kind: ClassVar[None] = None

    @property
    def run_id(self) -> UUID:
        """The member's run."""
        return self.member.claim.run_id

    @property
    def rows(self) -> int:
        """How many rows of the saga's it carries."""
        return len(self.member.work.rows)


def load(member: Member, dialect: Dialect) -> Load:
    """Make a member ready, in its own time and not in that of the flight."""
    if dialect.name == "sqlite":
        return Load(member, {})
    rows = {STEPS: [member.checkpoint], **member.rows} | ({MESSAGES: member.messages} if member.messages else {})
    return Load(member, {table: plain(table, values, dialect) for table, values in rows.items()})


def fly(database: Database, loads: Sequence[Load]) -> dict[UUID, bool]:
    """Commit the members' work together, each of another run; return true for the runs whose claim still held.

    Raises what the database says when it refuses any member: then nothing of any member was written.
    """
    way = _in_one_transaction if database.is_sqlite else _in_one_statement
    return dict.fromkeys(way(database, loads), True)


def travels(member: Member, dialect: Dialect) -> bool:
    """Say whether the member can share a flight: on PostgreSQL its columns and values must fit a recordset."""
    return dialect.name == "sqlite" or all(
        _fits(table, dialect) and all(row[name] is not None for name in _keeping_null(table) for row in rows)
        for table, rows in member.rows.items()
    )


def _in_one_transaction(database: Database, loads: Sequence[Load]) -> set[UUID]:
    members = [load.member for load in loads]
    with database.transaction() as connection:
        held = [member for member in members if committer.holds(connection, member.claim)]
        if held:
            committer.write(database, connection, held)
    return {member.claim.run_id for member in held}


def _in_one_statement(database: Database, loads: Sequence[Load]) -> set[UUID]:
    dialect = database.engine.dialect
    rows: dict[Table, list[Mapping[str, Any]]] = {}
    for load in loads:
        for table, own in load.plain.items():
            rows.setdefault(table, []).extend(own)
    tables = tuple(sorted(rows, key=lambda table: str(table.fullname)))
    parameters = {f"t{place}": recordset(table, rows[table]) for place, table in enumerate(tables)}
    members = [load.member for load in loads]
    parameters["members"] = json.dumps(
        [{"id": m.claim.run_id.hex, "fence": m.claim.fence, "last": m.work.last, "key": m.work.key} for m in members]
    )
    ends, answers = any(m.work.last for m in members), any(m.work.key for m in members)
    statement = _statement(tables, dialect, now(dialect), ends, answers)
    with database.connect() as connection:
        return {row[0] for row in connection.exec_driver_sql(statement, parameters)}


@lru_cache(maxsize=1024)
def _fits(table: Table, dialect: Dialect) -> bool:
    return fits(table, dialect)


@lru_cache(maxsize=1024)
def _keeping_null(table: Table) -> frozenset[str]:
    return keeping_null(table)


@lru_cache(maxsize=1024)
def _statement(tables: tuple[Table, ...], dialect: Dialect, clock: str, ends: bool, answers: bool) -> str:  # noqa: FBT001 (a cache's key)
    quote = dialect.identifier_preparer
    runs = quote.format_table(RUNS)
    fenced = f"""
        member AS (
            SELECT * FROM json_to_recordset(%(members)s::json) AS m (id uuid, fence bigint, last boolean, key text)
        ),
        fenced AS (
            SELECT r.id, m.last, m.key FROM {runs} r JOIN member m ON m.id = r.id AND m.fence = r.fence
            WHERE r.status = 'RUNNING' ORDER BY r.id FOR NO KEY UPDATE OF r SKIP LOCKED
        )"""  # noqa: S608 (here and below: names come from the models, values are bound)
    inserts = [_insert(table, place, dialect, clock) for place, table in enumerate(tables)]
    changes = [
        *([_ended(runs, clock)] if ends else []),
        *([_answered(quote.format_table(INTENTS), clock)] if answers else []),
    ]
    parts = ", ".join([fenced, *inserts, *changes])
    return f"WITH {parts} SELECT id FROM fenced"  # noqa: S608


def _insert(table: Table, place: int, dialect: Dialect, clock: str) -> str:
    quote = dialect.identifier_preparer
    name = quote.format_table(table).replace("%", "%%")
    columns = [quote.format_column(column).replace("%", "%%") for column in _sent(table)]
    stamped = STAMPED.get(table, ())
    into = ", ".join([*columns, *stamped])
    values = ", ".join([*(f"x.{column}" for column in columns), *(clock for _ in stamped)])
    return f"""i{place} AS (
            INSERT INTO {name} ({into}) SELECT {values}
            FROM json_populate_recordset(NULL::{name}, %(t{place})s::json) x JOIN fenced f ON f.id = x.run_id
        )"""  # noqa: S608


def _ended(runs: str, clock: str) -> str:
    unheld = ", ".join(f"{name} = {'NULL' if value is None else value}" for name, value in committer.UNHELD.items())
    return f"""ended AS (
            UPDATE {runs} r SET status = 'COMPLETED', {unheld}, waiting = NULL,
            updated_at = {clock}, completed_at = {clock}
            FROM fenced f WHERE r.id = f.id AND f.last
        )"""  # noqa: S608


def _answered(intents: str, clock: str) -> str:
    return f"""answered AS (
            UPDATE {intents} i SET done_at = {clock} FROM fenced f WHERE i.key = f.key
        )"""  # noqa: S608


def _sent(table: Table) -> list[Column[Any]]:
    later = {*STAMPED.get(table, ()), *LATER.get(table, ())}
    return [column for column in table.columns if column.computed is None and column.name not in later]
