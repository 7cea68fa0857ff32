"""P6, P8 and P12: what grows with the number of finished runs, with the rows of a run, and what a run costs at rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final

from sqlalchemy import make_url, text

from aicmo import saga
from aicmo.db import Database, new_id
from aicmo.saga import CompensationStarted, RunEnded, Terms, claims
from benchmarks import workload
from benchmarks.contestants import resident
from benchmarks.engine import Engine
from benchmarks.figures import Figure, Spread, at_most, ratios, turn_about
from benchmarks.stage import WrongRun
from benchmarks.wire import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.figures import Size
    from benchmarks.own_server import Ground

FEW: Final = 1_000
FINISHED: Final[dict[Size, list[int]]] = {
    "smoke": [],
    "quick": [100_000],
    "full": [10_000, 100_000, 1_000_000, 10_000_000],
}
DELAYED: Final = 100_000
ROWS: Final[dict[Size, list[int]]] = {"smoke": [100], "quick": [10, 10_000], "full": [10, 100, 1_000, 10_000]}
ROUNDS: Final = 15
PAGE: Final = 50
COPIED: Final = """
    INSERT INTO workflow_runs ({columns})
    SELECT {values} FROM (SELECT * FROM workflow_runs WHERE status = 'COMPLETED' LIMIT 1) r, generate_series(1, :count)
"""


@dataclass
class Grown:
    """What came out. ``lines`` are, for the plot, milliseconds by number of finished runs for each thing done."""

    figures: list[Figure] = field(default_factory=list)
    lines: dict[str, dict[int, float]] = field(default_factory=dict)


def measure(ground: Ground, size: Size) -> Grown:
    """Measure all of it."""
    found = Grown()
    if FINISHED[size]:
        _finished(found, ground, FINISHED[size])
    found.figures += _rows_of_a_run(ground, size)
    found.figures += _at_rest(ground, 20 if size == "smoke" else 2_000)
    return found


def _finished(found: Grown, ground: Ground, counts: Sequence[int]) -> None:
    small, large = Engine(ground.postgres("small"), 1), Engine(ground.postgres("large"), 1)
    try:
        for engine in (small, large):
            engine.alone(8, fail=False)
            seed(engine.database, FEW)
        before = FEW
        for count in counts:
            seed(large.database, count - before)
            before, besides = count, ""
            if count == counts[-1]:
                seed(large.database, DELAYED, delayed=True)
                besides = f" and {DELAYED:,} delayed ones"
            _compare(found, small, large, count, besides)
    finally:
        small.close()
        large.close()


def seed(database: Database, count: int, *, delayed: bool = False) -> None:
    """Copy a finished run so many times; ``delayed`` ones are to begin in an hour."""
    changed = {"id": "gen_random_uuid()"} | (
        {
            "status": "'PENDING'",
            "available_at": "now() + interval '1 hour' + random() * interval '1 day'",
            "completed_at": "NULL",
            "fence": "0",
        }
        if delayed
        else {
            "brief_id": "gen_random_uuid()::text",
            "created_at": "r.created_at - random() * interval '30 days'",
            "completed_at": "r.completed_at - random() * interval '30 days'",
        }
    )
    names = [column.name for column in saga.WorkflowRun.__table__.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'r."{name}"') for name in names)
    with database.connect() as connection:
        connection.execute(text(COPIED.format(columns=quoted, values=values)), {"count": count})
        connection.execute(text("VACUUM ANALYZE workflow_runs"))


def _compare(found: Grown, small: Engine, large: Engine, count: int, besides: str) -> None:
    done: dict[str, Callable[[Engine], float]] = {
        "claim": _claim,
        "list page": _page,
        "compensation": partial(_alone, fail=True),
        "run": partial(_alone, fail=False),
        "prune of one run": _prune,
    }
    for what, act in done.items():
        for engine in (small, large):
            act(engine)
        few, many = turn_about(ROUNDS, partial(act, small), partial(act, large))
        found.lines.setdefault(what, {}).setdefault(FEW, median(few) * 1e3)
        found.lines[what][count] = median(many) * 1e3
        said = f"{median(many) * 1e3:.2f} ms against {median(few) * 1e3:.2f} ms"
        name = f"{what} with {count:,} finished runs{besides}, of its cost with {FEW:,}"
        if what == "claim":
            found.figures.append(at_most("P6", name, ratios(many, few), 1.2, said=said, unit="×"))
        else:
            found.figures.append(Figure("P6", name, f"{ratios(many, few):.2f}×; {said}", "–", None))


def _claim(engine: Engine) -> float:
    """Time the claim of one run of sixteen due ones, with a worker that dies at once."""
    engine.queue(16, fail=False)
    claimant = claims.Claimant(new_id(), "bench", [engine.saga.name], Terms())
    taken: list[float] = []
    for _ in range(16):
        started = perf_counter()
        won = claims.claim(engine.database, claimant, limit=4)
        taken.append(perf_counter() - started)
        with engine.database.connect() as connection:
            ids = {"ids": [one.run.id for one in won]}
            connection.execute(
                text("UPDATE workflow_runs SET status = 'COMPLETED', claimed_by = NULL WHERE id = ANY(:ids)"), ids
            )
    return median(taken[:4])


def _page(engine: Engine) -> float:
    started = perf_counter()
    found = saga.newest(engine.database, limit=PAGE)
    seconds = perf_counter() - started
    if len(found) != PAGE:
        raise WrongRun("a list page is not full")
    return seconds


def _alone(engine: Engine, *, fail: bool) -> float:
    return engine.alone(1, fail=fail)[0]


def _prune(engine: Engine) -> float:
    """Time the prune of the one run that is old enough."""
    with engine.database.connect() as connection:
        old = text(
            "UPDATE workflow_runs SET completed_at = now() - interval '99 days' WHERE id = "
            "(SELECT id FROM workflow_runs WHERE status = 'COMPLETED' AND fence = 1 LIMIT 1)"
        )
        connection.execute(old)
    started = perf_counter()
    done = saga.prune(engine.database, [engine.saga], engine.storage, older_than=timedelta(days=90))
    if len(done.pruned) != 1 or done.refused:
        raise WrongRun(f"pruned {done.pruned}, refused {done.refused}")
    return perf_counter() - started


def _rows_of_a_run(ground: Ground, size: Size) -> list[Figure]:
    parsed = make_url(ground.postgres("rows"))
    found = []
    with wire(f"{parsed.query['host']}/.s.PGSQL.5432") as line:
        near = parsed.set(host="127.0.0.1", port=line.port, query={})
        engine = Engine(near.render_as_string(hide_password=False), in_flight=1)
        try:
            engine.alone(8, fail=True)
            memory = resident()
            found += [_undo(engine, rows) for rows in ROWS[size]]
            grown = resident() - memory
        finally:
            engine.close()
    said = f"{grown:.0f} MiB more than before, forward and back"
    return [*found, Figure("P8", f"memory after runs of up to {max(ROWS[size]):,} rows", said, "flat", None)]


def _undo(engine: Engine, rows: int) -> Figure:
    seconds = []
    for _ in range(3):
        engine.heard.clear()
        engine.worker.run(engine.saga, workload.order(fail=True, batch=rows))
        seconds.append(engine.heard[RunEnded][0] - engine.heard[CompensationStarted][0])
    with engine.database.connect() as connection:
        if any(workload.rows_by_table(connection).values()):
            raise WrongRun("a compensation left rows")
    what = f"compensation of {rows:,} rows"
    return at_most("P8", what, Spread(seconds), 1, unit=" s")


def _at_rest(ground: Ground, runs: int) -> list[Figure]:
    engine = Engine(ground.postgres("rest"))
    try:
        engine.drain(runs, fail=False)
        with engine.database.connect() as connection:
            connection.execute(text("VACUUM FULL"))
            sizes: dict[str, int] = dict(connection.execute(text(SIZES)).tuples().all())
    finally:
        engine.close()
    payload = runs * 15 * len(workload.PAYLOAD)
    rows = sum(size for name, size in sizes.items() if name.startswith("w_"))
    ledger, run = sizes["workflow_steps"], sizes["workflow_runs"]
    each = f"rows {rows / payload:.2f}, checkpoints with the ledger {ledger / payload:.2f}"
    said = f"{each}, the run itself {run / payload:.2f}"
    return [
        at_most(
            "P12",
            "bytes of a finished run with indexes, of its payload",
            Spread([(rows + ledger + run) / payload]),
            3,
            said=said,
            unit="×",
        )
    ]


SIZES: Final = """
    SELECT relname::text, pg_total_relation_size(oid)::bigint FROM pg_class
    WHERE relkind = 'r' AND (starts_with(relname::text, 'w_') OR starts_with(relname::text, 'workflow_'))
"""
