"""The undo of the rows of several runs in one transaction, of each run all of them, or none.

On PostgreSQL it is one round trip. Two statements travel in one transaction: the first locks the runs, the second reads
what is there then, judges it and deletes, children and parents together, as their foreign keys are looked at when it
ends. It takes only the plain case. On SQLite it is one conversation after the other, each to be taken back by itself. A
run that is left out stays as it is and goes the long way alone, where what is wrong gets its name.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from aicmo.db import new_id, now
from aicmo.saga.committer import UNHELD
from aicmo.saga.errors import Refused, Stale
from aicmo.saga.history import Turn
from aicmo.saga.models import WorkflowEvent, WorkflowMessage, WorkflowRun, WorkflowStep
from aicmo.saga.references import POSTGRES_TRIGGERS_ON_TARGETS
from aicmo.saga.unmaking import unmake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Dialect, Table

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga

PATIENCE: Final = "50ms"
"""How long a flight waits for a lock on a row. Whose row it is goes the long way, and waits there."""
ENGINES: Final[tuple[Any, ...]] = tuple(
    model.__table__ for model in (WorkflowRun, WorkflowStep, WorkflowMessage, WorkflowEvent)
)
# A foreign key that points here does no harm if a trigger of the database's own refuses at once what it would hit.
UNGUARDED: Final = """
    SELECT f.conname::text, f.conrelid::regclass::text FROM pg_constraint f JOIN targets o ON o.oid = f.confrelid
    WHERE f.contype = 'f' AND NOT EXISTS (
        SELECT FROM pg_trigger t
        WHERE t.tgconstraint = f.oid AND t.tgrelid = f.confrelid AND NOT t.tginitdeferred
          AND t.tgfoid IN ('"RI_FKey_noaction_del"'::regproc, '"RI_FKey_restrict_del"'::regproc)
          AND (t.tgenabled = 'A' OR t.tgenabled = 'O' AND current_setting('session_replication_role') <> 'replica')
    )
"""
MEMBERS: Final = """
    SELECT * FROM json_to_recordset(%(members)s::json)
    AS m (id uuid, fence bigint, back_to int, ends boolean, event uuid)
"""


@dataclass(frozen=True, slots=True)
class Deletion:
    """All that a claimed run made from step ``back_to`` on is to be deleted; it ``ends`` COMPENSATED with that."""

    claim: Claim
    saga: Saga
    back_to: int
    ends: bool
    event: UUID = field(default_factory=new_id)
    rows: ClassVar[int] = 1

    @property
    def run_id(self) -> UUID:
        """The run."""
        return self.claim.run_id

    @property
    def kind(self) -> Saga:
        """Runs of one saga are deleted from the same tables."""
        return self.saga


def fly(database: Database, undos: Sequence[Deletion]) -> Mapping[UUID, Sequence[Any]]:
    """Delete what the runs of one saga made; return, by run, the checkpoints of those that were sound.

    They are as they were live, last one first, each as ``(step, item, receipt, folder)``; the undone have a receipt.
    """
    if database.is_sqlite:
        return _in_one_transaction(database, undos)
    dialect, saga = database.engine.dialect, undos[0].saga
    quote = dialect.identifier_preparer
    parameters = {
        "members": json.dumps(
            [
                {"id": u.run_id.hex, "fence": u.claim.fence, "back_to": u.back_to, "ends": u.ends, "event": u.event.hex}
                for u in undos
            ]
        ),
        "targets": [quote.format_table(table) for table in saga.tables],
    }
    lock, delete = _statements(saga.tables, dialect, now(dialect))
    with database.connect() as connection:
        found = connection.exec_driver_sql(delete, parameters, execution_options={"after_in_flight": lock}).all()
    undone: dict[UUID, list[Any]] = {row.run_id: [] for row in found}
    for row in found:
        if row.step is not None:
            undone[row.run_id].append(row[1:5])
    return undone


def _in_one_transaction(database: Database, undos: Sequence[Deletion]) -> Mapping[UUID, Sequence[Any]]:
    undone = {}
    with database.transaction() as connection:
        for planned in undos:
            connection.exec_driver_sql("SAVEPOINT one_run")
            try:
                undone[planned.run_id] = unmake(database, connection, planned)
            except (Refused, Stale, IntegrityError):
                connection.exec_driver_sql("ROLLBACK TO one_run")
            connection.exec_driver_sql("RELEASE one_run")
    return undone


@lru_cache(maxsize=256)
def _statements(tables: tuple[Table, ...], dialect: Dialect, clock: str) -> tuple[str, str]:
    quote = dialect.identifier_preparer
    names = [quote.format_table(table).replace("%", "%%") for table in tables]
    runs, steps, messages, events = (quote.format_table(table) for table in ENGINES)
    places = [f"'{table.fullname}'".replace("%", "%%") for table in tables]
    owned = " UNION ALL ".join(
        f"SELECT t.run_id, {place} AS place, t.id FROM {name} t WHERE t.run_id = ANY(ARRAY(SELECT id FROM fenced))"  # noqa: S608 (here and below: names come from the models, values are bound)
        for name, place in zip(names, places, strict=True)
    )
    # By arrays, of which the server expects few: however many runs and rows there are, it looks up each by its key.
    deletes = ", ".join(
        f"""d{at} AS (
            DELETE FROM {name} t
            USING (SELECT unnest(b.runs) AS run_id, unnest(b.ids) AS id FROM bundled b WHERE b.place = {place}) g
            WHERE t.id = g.id AND t.run_id = g.run_id RETURNING t.id
        )"""  # noqa: S608
        for at, (name, place) in enumerate(zip(names, places, strict=True))
    )
    deleted = " UNION ALL ".join(f"SELECT id FROM d{at}" for at in range(len(tables))) or "SELECT NULL WHERE false"  # noqa: S608
    # Materialized: a step's ids are one text, which must be read once a table and not once a row.
    delete = f"""WITH member AS (
            {MEMBERS} WHERE m.id = ANY(string_to_array(current_setting('saga.locked'), ',')::uuid[])
        ),
        fenced AS (
            SELECT r.id, r.attempt, r.fence, m.back_to, m.ends, m.event
            FROM {runs} r JOIN member m ON m.id = r.id
        ),
        targets AS (SELECT to_regclass(name)::oid AS oid FROM unnest(%(targets)s::text[]) AS name),
        acting AS ({POSTGRES_TRIGGERS_ON_TARGETS} UNION ALL {UNGUARDED}),
        live AS (
            SELECT s.*, s.seq >= f.back_to AS goes FROM {steps} s JOIN fenced f ON f.id = s.run_id
            WHERE s.undone_at IS NULL
        ),
        parts AS MATERIALIZED (
            SELECT l.run_id, l.goes, e.value ->> 0 AS place, e.value -> 1 AS ids
            FROM live l, json_array_elements(l.effects -> 'rows') e
        ),
        listed AS (
            SELECT p.run_id, p.goes, p.place, k.value::uuid AS id FROM parts p, json_array_elements_text(p.ids) k
        ),
        owned AS ({owned or "SELECT NULL::uuid AS run_id, NULL AS place, NULL::uuid AS id WHERE false"}),
        odd AS (
            SELECT run_id FROM owned o FULL JOIN listed l USING (run_id, place, id) WHERE o.id IS NULL OR l.id IS NULL
        ),
        sound AS (
            SELECT f.* FROM fenced f
            WHERE NOT EXISTS (SELECT FROM odd WHERE odd.run_id = f.id) AND NOT EXISTS (SELECT FROM acting)
        ),
        gone AS (SELECT l.run_id, l.place, l.id FROM listed l JOIN sound s ON s.id = l.run_id WHERE l.goes),
        bundled AS (SELECT place, array_agg(run_id) AS runs, array_agg(id) AS ids FROM gone GROUP BY place),
        {deletes + "," if deletes else ""}
        deleted AS ({deleted}),
        marked AS (
            UPDATE {steps} s SET undone_at = {clock}, receipt = {_receipt("l")}
            FROM live l JOIN sound f ON f.id = l.run_id WHERE s.id = l.id AND l.goes RETURNING s.id, s.receipt
        ),
        withdrawn AS (
            UPDATE {messages} m SET withdrawn_at = {clock} FROM sound
            WHERE m.run_id = sound.id AND m.sent_at IS NULL AND m.withdrawn_at IS NULL
              AND EXISTS (SELECT FROM live l WHERE l.goes AND l.run_id = m.run_id AND l.step = m.step)
        ),
        {_ended(runs, events, clock)}
        SELECT f.id AS run_id, l.step, l.item, m.receipt, l.effects ->> 'folder' AS folder,
               (SELECT 1 / (count(*) = (SELECT count(*) FROM gone))::int FROM deleted) AS all_or_nothing
        FROM sound f LEFT JOIN live l ON l.run_id = f.id LEFT JOIN marked m ON m.id = l.id
        ORDER BY f.id, l.seq DESC, l.id DESC
    """  # noqa: S608
    return _lock(runs), delete


def _lock(runs: str) -> str:
    """Lock the runs, and leave their ids to the statement that follows: it must touch none that is not locked."""
    held = f"""
        SELECT r.id FROM {runs} r JOIN ({MEMBERS}) m ON m.id = r.id AND m.fence = r.fence
        WHERE r.status = 'COMPENSATING' ORDER BY r.id FOR NO KEY UPDATE OF r SKIP LOCKED
    """  # noqa: S608
    return f"""
        SELECT set_config('saga.locked', coalesce(string_agg(id::text, ','), ''), true),
               set_config('lock_timeout', '{PATIENCE}', true) FROM ({held}) h
    """  # noqa: S608


def _receipt(step: str) -> str:
    rows = f"SELECT json_object_agg(e.value ->> 0, json_array_length(e.value -> 1)) FROM json_array_elements({step}.effects -> 'rows') e"  # noqa: S608, E501
    files = f"coalesce(json_array_length({step}.effects -> 'files'), 0)"
    return f"json_build_object('rows', coalesce(({rows}), '{{}}'::json), 'files', {files})"


def _ended(runs: str, events: str, clock: str) -> str:
    unheld = ", ".join(f"{name} = {'NULL' if value is None else value}" for name, value in UNHELD.items())
    return f"""ended AS (
            UPDATE {runs} r SET status = 'COMPENSATED', {unheld}, waiting = NULL,
            updated_at = {clock}, completed_at = {clock} FROM sound WHERE r.id = sound.id AND sound.ends
        ),
        noted AS (
            INSERT INTO {events} (id, run_id, attempt, fence, at, kind, detail)
            SELECT event, id, attempt, fence, {clock}, '{Turn.UNDONE}', '{{}}'::json FROM sound WHERE ends
        )"""  # noqa: S608
