"""An append-only history that the database itself writes, by triggers of the test's own, with the change it is about.

Nothing of the engine is asked and no process keeps anything in memory, so a history survives whatever kills whom. On
PostgreSQL each entry is written at its transaction's end, so it shows what was committed together. There is no trigger
on deletion, which the engine refuses with good reason: instead every entry counts the run's rows at that moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Table

    from aicmo.db import Database

RUN: Final = {
    "was": "OLD.status",
    "status": "NEW.status",
    "fence_was": "OLD.fence",
    "fence": "NEW.fence",
    "holder_was": "OLD.claimed_by",
    "holder": "NEW.claimed_by",
    "attempt": "NEW.attempt",
    "retries": "NEW.retry_count",
    "pivot": "NEW.past_pivot_at IS NOT NULL",
    "back_to": "NEW.rewind_to",
    "reason": "NEW.reason",
    "error": "NEW.last_error",
    "key": "NEW.idempotency_key",
    "copied": "NEW.forked_from IS NOT NULL",
    "steps": "NEW.steps",
    "rows": "{rows}",
}
STEP: Final = {
    "step": "NEW.step",
    "item": "NEW.item",
    "seq": "NEW.seq",
    "attempt": "NEW.attempt",
    "effects": "NEW.effects",
    "undone": "NEW.undone_at IS NOT NULL",
    "rows": "{rows}",
}
INTENT: Final = {"key": "NEW.key", "seq": "NEW.seq", "undone": "NEW.undone_at IS NOT NULL"}
OF_RUN: Final = ("status", "fence", "attempt")
TABLE: Final = {
    "sqlite": "CREATE TABLE seen (seq INTEGER PRIMARY KEY AUTOINCREMENT, tx TEXT, kind TEXT, run TEXT, detail TEXT)",
    "postgresql": "CREATE TABLE seen (seq bigserial PRIMARY KEY, tx text, kind text, run text, detail json)",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One entry; ``tx`` is the transaction where the database has a name for it.

    ``kind`` is run, step, intent, row (made) or changed (a row, which nobody ever may).
    """

    seq: int
    tx: str | None
    kind: str
    run: str
    detail: dict[str, Any]


def install(database: Database, tables: Sequence[Table]) -> None:
    """Let the database write down what happens to its runs, and to the rows in ``tables``."""
    name = database.engine.dialect.name
    with database.transaction() as connection:
        for statement in (TABLE[name], "CREATE INDEX seen_run ON seen (run, seq)", *_triggers(name, tables)):
            connection.exec_driver_sql(statement.replace("%", "%%"))


def history(database: Database, *, after: int = 0) -> list[Seen]:
    """Return what was written down since the entry numbered ``after``, in the order of the commits."""
    query = text("SELECT seq, tx, kind, run, detail FROM seen WHERE seq > :after ORDER BY seq")
    with database.connect() as connection:
        rows = connection.execute(query, {"after": after}).all()
    return [Seen(seq, tx, kind, run.replace("-", ""), _parsed(detail)) for seq, tx, kind, run, detail in rows]


def _parsed(detail: Any) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(detail) if isinstance(detail, str) else detail
    nested = {name: json.loads(values[name]) for name in ("steps", "effects") if isinstance(values.get(name), str)}
    return values | nested


def _triggers(dialect: str, tables: Sequence[Table]) -> Iterator[str]:
    of_run = {f"run_{name}": f"(SELECT {name} FROM workflow_runs WHERE id = NEW.run_id)" for name in OF_RUN}  # noqa: S608 (names of this file)
    yield from _trigger(
        dialect, "workflow_runs", "run", "NEW.id", _counting(RUN, "NEW.id", tables), ("INSERT", "UPDATE")
    )
    seen = _counting(STEP, "NEW.run_id", tables) | of_run
    yield from _trigger(dialect, "workflow_steps", "step", "NEW.run_id", seen, ("INSERT", "UPDATE"))
    yield from _trigger(dialect, "workflow_intents", "intent", "NEW.run_id", INTENT, ("INSERT", "UPDATE"))
    for table in tables:
        seen = {"table": f"'{table.name}'", "id": "NEW.id", **of_run}
        yield from _trigger(dialect, table.name, "row", "NEW.run_id", seen, ("INSERT",))
        yield from _trigger(dialect, table.name, "changed", "NEW.run_id", seen, ("UPDATE",))


def _counting(seen: dict[str, str], run: str, tables: Sequence[Table]) -> dict[str, str]:
    rows = " + ".join(f"(SELECT count(*) FROM {table.name} WHERE run_id = {run})" for table in tables)  # noqa: S608
    return {name: value.format(rows=rows) for name, value in seen.items()}


def _trigger(
    dialect: str, table: str, kind: str, run: str, seen: dict[str, str], events: tuple[str, ...]
) -> Iterator[str]:
    name = f"see_{kind}_{table}"
    if dialect == "sqlite":
        for event in events:
            values = {key: "NULL" if event == "INSERT" and "OLD." in value else value for key, value in seen.items()}
            into = f"INSERT INTO seen (kind, run, detail) VALUES ('{kind}', {run}, json_object({_pairs(values)}))"  # noqa: S608
            yield f"CREATE TRIGGER {name}_{event} AFTER {event} ON {table} BEGIN {into}; END"
        return
    into = (
        "INSERT INTO seen (tx, kind, run, detail) "  # noqa: S608 (names of this file)
        f"VALUES (pg_current_xact_id()::text, '{kind}', {run}, json_build_object({_pairs(seen)}))"
    )
    yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {into}; RETURN NULL; END $$"
    yield (
        f"CREATE CONSTRAINT TRIGGER {name} AFTER {' OR '.join(events)} ON {table} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _pairs(values: dict[str, str]) -> str:
    return ", ".join(f"'{name}', {value}" for name, value in values.items())
