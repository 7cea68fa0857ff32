"""P12: every index of the engine's hot tables is used by a query that somebody asks."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from aicmo import saga
from aicmo.db import Database
from aicmo.saga import Status
from benchmarks.engine import Engine
from benchmarks.figures import Figure
from benchmarks.growth import seed

if TYPE_CHECKING:
    from benchmarks.own_server import Ground

HOT: Final = ("workflow_runs", "workflow_steps", "workflow_events", "workflow_workers")
UNUSED: Final = """
    SELECT s.indexrelname FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid)
    WHERE s.relname = ANY(:tables) AND s.idx_scan = 0 AND NOT i.indisunique ORDER BY s.indexrelname
"""
MANY: Final = 20_000
HOUR: Final = timedelta(hours=1)
FLUSHED: Final = 5.0
"""Seconds in which a server has written its statistics down, if it ever does."""


def measure(ground: Ground) -> Figure:
    """Ask everything once among many runs, and name the indexes that nothing asked for; keys guard, whoever asks."""
    url = ground.postgres("indexes")
    _ask(Engine(url))
    unused = _unused(url)
    found = "each one is used" if not unused else f"not used: {', '.join(unused)}"
    return Figure("P12", "indexes of runs, steps, events and workers", found, "each one used", not unused)


def _ask(engine: Engine) -> None:
    try:
        engine.drain(8, fail=False)
        engine.drain(8, fail=True)
        seed(engine.database, MANY)
        engine.drain(8, fail=True)
        run = saga.newest(engine.database, limit=5)[0]
        for status in Status:
            saga.newest(engine.database, status=status)
        saga.newest(engine.database, subject=run.subject)
        saga.find(engine.database, str(run.id))
        saga.steps(engine.database, run.id)
        saga.turns(engine.database, run.id)
        saga.count_of(engine.database, "an account")
        saga.audit(engine.database, [engine.saga], engine.storage)
        order = saga.Order("keyed", {"fail": False, "batch": 0}, idempotency_key="once")
        for _ in range(2):
            saga.submit(engine.database, engine.saga, order)
        engine.work()
        saga.prune(engine.database, [engine.saga], engine.storage, older_than=timedelta(days=30) - HOUR)
    finally:
        engine.close()


def _unused(url: str) -> list[str]:
    database, until = Database(url), monotonic() + FLUSHED
    try:
        with database.connect() as connection:
            while True:
                unused = list(connection.scalars(text(UNUSED), {"tables": list(HOT)}))
                if not unused or monotonic() > until:
                    return unused
    finally:
        database.close()
