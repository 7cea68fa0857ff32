"""The undo of a run's rows in one round trip, on PostgreSQL: all of it, or nothing.

Two statements travel in one transaction. The first locks the run. The second reads what is there then, judges it and
deletes: children and parents together, as their foreign keys are looked at when it ends. It takes only the plain case.
Whatever it does not take changes nothing and goes the long way, a conversation, where what is wrong gets its name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import DBAPIError

from aicmo.db import new_id, now
from aicmo.saga.committer import UNHELD
from aicmo.saga.history import Turn
from aicmo.saga.models import WorkflowEvent, WorkflowMessage, WorkflowRun, WorkflowStep
from aicmo.saga.references import POSTGRES_TRIGGERS_ON_TARGETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Dialect, Table

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga

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


def delete_at_once(database: Database, claim: Claim, saga: Saga, *, back_to: int, ends: bool) -> Sequence[Any] | None:
    """Delete what the claimed run made from step ``back_to`` on; with ``ends`` the run is COMPENSATED with it.

    Returns the run's checkpoints as they were live, last one first, each as ``(step, item, receipt, folder)`` with a
    receipt if it is undone. None when it could not be done like this, or nobody knows: then ask what is there.
    """
    if database.is_sqlite:
        return None
    dialect = database.engine.dialect
    quote = dialect.identifier_preparer
    parameters = {
        "run": claim.run_id,
        "fence": claim.fence,
        "back_to": back_to,
        "targets": [quote.format_table(table) for table in saga.tables],
        "event": new_id(),
    }
    lock, delete = _statements(saga.tables, dialect, now(dialect), ends)
    try:
        with database.connect() as connection:
            found = connection.exec_driver_sql(delete, parameters, execution_options={"after_in_flight": lock}).all()
    except DBAPIError:
        return None
    return [row[:4] for row in found if row.step is not None] if found else None


@lru_cache(maxsize=256)
def _statements(tables: tuple[Table, ...], dialect: Dialect, clock: str, ends: bool) -> tuple[str, str]:  # noqa: FBT001 (a cache's key)
    quote = dialect.identifier_preparer
    names = [quote.format_table(table).replace("%", "%%") for table in tables]
    runs, steps, messages, events = (quote.format_table(table) for table in ENGINES)
    places = [f"'{table.fullname}'".replace("%", "%%") for table in tables]
    whose = "id = %(run)s AND fence = %(fence)s AND status = 'COMPENSATING'"
    owned = " UNION ALL ".join(
        f"SELECT {place} AS place, t.id FROM {name} t WHERE t.run_id IN (SELECT id FROM fenced)"  # noqa: S608 (here and below: names come from the models, values are bound)
        for name, place in zip(names, places, strict=True)
    )
    deletes = ", ".join(
        f"""d{at} AS (
            DELETE FROM {name} t WHERE t.run_id IN (SELECT id FROM fenced)
            AND t.id IN (SELECT g.id FROM gone g WHERE g.place = {place}) RETURNING t.id
        )"""  # noqa: S608
        for at, (name, place) in enumerate(zip(names, places, strict=True))
    )
    deleted = " UNION ALL ".join(f"SELECT id FROM d{at}" for at in range(len(tables))) or "SELECT NULL WHERE false"  # noqa: S608
    # Materialized: a step's ids are one text, which must be read once a table and not once a row.
    delete = f"""WITH fenced AS (SELECT id, attempt, fence FROM {runs} WHERE {whose}),
        targets AS (SELECT to_regclass(name)::oid AS oid FROM unnest(%(targets)s::text[]) AS name),
        acting AS ({POSTGRES_TRIGGERS_ON_TARGETS} UNION ALL {UNGUARDED}),
        live AS (
            SELECT s.*, s.seq >= %(back_to)s AS goes FROM {steps} s
            WHERE s.run_id IN (SELECT id FROM fenced) AND s.undone_at IS NULL
        ),
        parts AS MATERIALIZED (
            SELECT l.goes, e.value ->> 0 AS place, e.value -> 1 AS ids
            FROM live l, json_array_elements(l.effects -> 'rows') e
        ),
        listed AS (SELECT p.goes, p.place, k.value::uuid AS id FROM parts p, json_array_elements_text(p.ids) k),
        owned AS ({owned or "SELECT NULL AS place, NULL::uuid AS id WHERE false"}),
        odd AS (SELECT FROM owned o FULL JOIN listed l USING (place, id) WHERE o.id IS NULL OR l.id IS NULL),
        sound AS (SELECT f.* FROM fenced f WHERE NOT EXISTS (SELECT FROM odd) AND NOT EXISTS (SELECT FROM acting)),
        gone AS (SELECT l.place, l.id FROM listed l, sound WHERE l.goes),
        {deletes + "," if deletes else ""}
        deleted AS ({deleted}),
        marked AS (
            UPDATE {steps} s SET undone_at = {clock}, receipt = {_receipt("l")}
            FROM live l, sound WHERE s.id = l.id AND l.goes RETURNING s.id, s.receipt
        ),
        withdrawn AS (
            UPDATE {messages} m SET withdrawn_at = {clock} FROM sound
            WHERE m.run_id = sound.id AND m.sent_at IS NULL AND m.withdrawn_at IS NULL
              AND m.step IN (SELECT step FROM live WHERE goes)
        )
        {_ended(runs, events, clock) if ends else ""}
        SELECT l.step, l.item, m.receipt, l.effects ->> 'folder' AS folder,
               (SELECT 1 / (count(*) = (SELECT count(*) FROM gone))::int FROM deleted) AS all_or_nothing
        FROM sound LEFT JOIN live l ON true LEFT JOIN marked m ON m.id = l.id
        ORDER BY l.seq DESC, l.id DESC
    """  # noqa: S608
    return f"SELECT id FROM {runs} WHERE {whose} FOR NO KEY UPDATE", delete  # noqa: S608


def _receipt(step: str) -> str:
    rows = f"SELECT json_object_agg(e.value ->> 0, json_array_length(e.value -> 1)) FROM json_array_elements({step}.effects -> 'rows') e"  # noqa: S608, E501
    files = f"coalesce(json_array_length({step}.effects -> 'files'), 0)"
    return f"json_build_object('rows', coalesce(({rows}), '{{}}'::json), 'files', {files})"


def _ended(runs: str, events: str, clock: str) -> str:
    unheld = ", ".join(f"{name} = {'NULL' if value is None else value}" for name, value in UNHELD.items())
    return f""", ended AS (
            UPDATE {runs} r SET status = 'COMPENSATED', {unheld}, waiting = NULL,
            updated_at = {clock}, completed_at = {clock} FROM sound WHERE r.id = sound.id
        ),
        noted AS (
            INSERT INTO {events} (id, run_id, attempt, fence, at, kind, detail)
            SELECT %(event)s, id, attempt, fence, {clock}, '{Turn.UNDONE}', '{{}}'::json FROM sound
        )"""  # noqa: S608
