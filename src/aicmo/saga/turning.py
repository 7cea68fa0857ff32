"""Runs that turn to compensation together: on PostgreSQL in one statement, on SQLite in one transaction.

As in a flight of commits, a run that somebody has locked, or whose fence is stale, is left out and goes alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from aicmo.db import new_id, now
from aicmo.saga import committer
from aicmo.saga.history import Turn
from aicmo.saga.models import WorkflowEvent, WorkflowRun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Dialect

    from aicmo.db import Database
    from aicmo.saga.claims import Claim

RUNS: Final[Any] = WorkflowRun.__table__
EVENTS: Final[Any] = WorkflowEvent.__table__


@dataclass(frozen=True, slots=True)
class Turning:
    """The turn of one run: ``step`` is the one that failed, ``values`` are columns of the run."""

    claim: Claim
    step: str | None
    values: Mapping[str, Any]
    event: UUID = field(default_factory=new_id)
    kind: ClassVar[None] = None
    rows: ClassVar[int] = 1

    @property
    def run_id(self) -> UUID:
        """The run."""
        return self.claim.run_id


def fly(database: Database, turns: Sequence[Turning]) -> dict[UUID, bool]:
    """Turn runs that are still claimed as they say; return true for those."""
    if database.is_sqlite:
        return _in_one_transaction(database, turns)
    dialect = database.engine.dialect
    parameters = {"members": json.dumps([_member(turn) for turn in turns])}
    with database.connect() as connection:
        found = connection.exec_driver_sql(_statement(dialect, now(dialect)), parameters)
        return {row[0]: True for row in found}


def _in_one_transaction(database: Database, turns: Sequence[Turning]) -> dict[UUID, bool]:
    turned = {}
    with database.transaction() as connection:
        for turn in turns:
            turned[turn.run_id] = committer.turn_on(connection, turn.claim, turn.step, turn.values)
    return turned


def _member(turn: Turning) -> dict[str, Any]:
    values = turn.values
    # JSON within is sent as text: what a step says may hold what JSON can say and no text of the database can.
    within = {name: json.dumps(values[name]) for name in ("report", "tried") if values.get(name) is not None}
    detail = {"reason": values.get("reason"), "rewind_to": values.get("rewind_to"), "error": values.get("last_error")}
    return {
        "id": turn.run_id.hex,
        "fence": turn.claim.fence,
        "event": turn.event.hex,
        "step": turn.step,
        "detail": json.dumps({name: value for name, value in detail.items() if value is not None}),
        **values,
        **within,
    }


@lru_cache(maxsize=16)
def _statement(dialect: Dialect, clock: str) -> str:
    quote = dialect.identifier_preparer
    runs, events = quote.format_table(RUNS), quote.format_table(EVENTS)
    return f"""WITH member AS (
            SELECT * FROM json_to_recordset(%(members)s::json) AS m (
                id uuid, fence bigint, event uuid, step text, detail text,
                reason text, last_error text, report text, rewind_to text, tried text, retry_count int
            )
        ),
        held AS (
            SELECT r.id FROM {runs} r JOIN member m ON m.id = r.id AND m.fence = r.fence
            WHERE r.status = 'RUNNING' AND r.past_pivot_at IS NULL
            ORDER BY r.id FOR NO KEY UPDATE OF r SKIP LOCKED
        ),
        turned AS (
            UPDATE {runs} r SET status = 'COMPENSATING', fence = r.fence + 1, updated_at = {clock}, deaths = 0,
                reason = m.reason, last_error = m.last_error, report = m.report::json, rewind_to = m.rewind_to,
                tried = coalesce(m.tried::json, r.tried), retry_count = coalesce(m.retry_count, r.retry_count)
            FROM held h JOIN member m ON m.id = h.id WHERE r.id = h.id RETURNING r.id, r.attempt, r.fence
        ),
        noted AS (
            INSERT INTO {events} (id, run_id, attempt, fence, at, kind, step, detail)
            SELECT m.event, t.id, t.attempt, t.fence, {clock}, '{Turn.UNDOING}', m.step, m.detail::json
            FROM turned t JOIN member m ON m.id = t.id
        )
        SELECT id FROM turned"""  # noqa: S608 (names come from the models, values are bound)
