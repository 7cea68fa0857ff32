"""P9: the hot table of runs under a steady load, as autovacuum with its defaults keeps it."""

from __future__ import annotations

from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from aicmo.db import Database
from benchmarks.figures import Figure, Spread
from benchmarks.stage import stage

if TYPE_CHECKING:
    from benchmarks.figures import Size
    from benchmarks.own_server import Ground

SECONDS: Final[dict[Size, int]] = {"smoke": 0, "quick": 0, "full": 3_600}
PACE: Final = 150
"""Runs a second, some 13 million a day."""
BURST: Final = 1_500
"""Runs that are queued and carried out at once; until the next ones are due the server has time for its housework."""
FLAT: Final = 0.9


def measure(ground: Ground, size: Size) -> list[Figure]:
    """Keep one worker at work, and look at the table of runs after each burst."""
    if not SECONDS[size]:
        return []
    url = ground.postgres("hot")
    database, speeds, dead = Database(url), list[float](), list[float]()
    until = monotonic() + SECONDS[size]
    try:
        with stage("engine", url) as engine:
            while monotonic() < until:
                due = monotonic() + BURST / PACE
                speeds.append(engine.drain(BURST))
                with database.connect() as connection:
                    dead.append(float(connection.scalar(text(DEAD)) or 0))
                sleep(max(due - monotonic(), 0))
        with database.connect() as connection:
            each, vacuums = connection.execute(text(KEPT)).one()
    finally:
        database.close()
    tenth = max(len(speeds) // 10, 1)
    last, first = Spread(speeds[-tenth:]).median, Spread(speeds[tenth : 2 * tenth]).median
    kept = f"at most {max(dead):.1%} of the hot table dead, {dead[-1]:.1%} at the end, {vacuums} vacuums"
    said = f"{len(speeds) * BURST:,} runs; {kept}, {each:.0f} bytes a run with its indexes"
    what = f"speed after {SECONDS[size] // 60} minutes' load with autovacuum, of that at the start"
    return [Figure("P9", what, f"{last / first:.2f}×; {said}", "flat", last / first > FLAT)]


DEAD: Final = (
    "SELECT n_dead_tup::float / greatest(n_live_tup, 1) FROM pg_stat_user_tables WHERE relname = 'workflow_runs'"
)
KEPT: Final = """
    SELECT pg_total_relation_size(relid)::float / greatest(n_live_tup, 1), autovacuum_count
    FROM pg_stat_user_tables WHERE relname = 'workflow_runs'
"""
