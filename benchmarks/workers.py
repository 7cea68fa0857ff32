"""P9 and P10: several worker processes on one queue, runs in flight in one, its memory."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from time import time
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from benchmarks import workload
from benchmarks.engine import IN_FLIGHT, Engine
from benchmarks.figures import Figure, Spread, at_least, at_most, ratios, turn_about
from benchmarks.stage import WrongRun, stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figures import Size
    from benchmarks.own_server import Ground
    from benchmarks.stage import Stage

PROCESSES: Final[dict[Size, list[int]]] = {"smoke": [1, 2], "quick": [1, 2, 4], "full": [1, 2, 4, 8]}
RUNS: Final[dict[Size, int]] = {"smoke": 8, "quick": 600, "full": 3_000}
IN_FLIGHTS: Final[dict[Size, list[int]]] = {"smoke": [], "quick": [1, 256], "full": [1, 4, 16, 64, 256, 1_000]}
MEMORY_RUNS: Final[dict[Size, int]] = {"smoke": 8, "quick": 2_000, "full": 100_000}
WARM: Final = 1_000


@dataclass
class Crowd:
    """What came out; ``in_flight`` is runs a second by how many are in flight."""

    figures: list[Figure] = field(default_factory=list)
    in_flight: dict[int, float] = field(default_factory=dict)


def measure(ground: Ground, size: Size) -> Crowd:
    """Measure all of it."""
    found = Crowd()
    _processes(found, ground, size)
    for count in IN_FLIGHTS[size]:
        with stage("engine", ground.postgres(f"flight_{count}"), str(count)) as engine:
            engine.drain(min(200, 4 * count + 20))
            found.in_flight[count] = max(engine.drain(max(RUNS[size] // 2, count)) for _ in range(2))
    _memory(found, ground, size)
    return found


def _processes(found: Crowd, ground: Ground, size: Size) -> None:
    url = ground.postgres("crowd")
    queue = Engine(url, 1)
    try:
        with ExitStack() as stack:
            workers = [stack.enter_context(stage("engine", url)) for _ in range(max(PROCESSES[size]))]
            _together(queue, workers, len(workers) * 4)  # everybody has prepared its statements
            players = [partial(_together, queue, workers[:count], RUNS[size]) for count in PROCESSES[size]]
            speeds = turn_about(1 if size == "smoke" else 3, *players)
    finally:
        queue.close()
    for count, speed in zip(PROCESSES[size][1:], speeds[1:], strict=True):
        share = ratios(speed, speeds[0])
        said = f"{Spread(speed).median:.0f} runs/s against {Spread(speeds[0]).median:.0f}; each run once"
        found.figures.append(at_least("P9", f"{count} worker processes, of one", share, 0.95, said=said, unit="×"))


def _together(queue: Engine, workers: Sequence[Stage], runs: int) -> float:
    """Let these workers drain one queue; return the runs a second, by the database's clock."""
    before = sum(queue.statuses().values())
    queue.queue(runs, fail=False)
    started = time()
    for worker in workers:
        worker.begin()
    for worker in workers:
        worker.finish()
    if queue.statuses() != {"COMPLETED": before + runs}:
        raise WrongRun(f"the runs are {queue.statuses()}")
    with queue.database.connect() as connection:
        if workload.rows_by_table(connection) != workload.rows_wanted(before + runs):
            raise WrongRun("several workers left other rows than one")
        ended = connection.scalar(text("SELECT extract(epoch FROM max(completed_at)) FROM workflow_runs"))
    return runs / (float(ended or 0) - started)


def _memory(found: Crowd, ground: Ground, size: Size) -> None:
    with stage("engine", ground.postgres("memory")) as engine:
        idle = engine.memory()
        found.figures.append(at_most("P10", "memory of an idle worker", Spread([idle]), 120, unit=" MiB"))
        engine.drain(min(WARM, MEMORY_RUNS[size]))
        warm = engine.memory()
        for _ in range(max(MEMORY_RUNS[size] // WARM, 1)):
            engine.drain(min(WARM, MEMORY_RUNS[size]))
        percent = 100 * (engine.memory() - warm) / warm
    what = f"its growth over {MEMORY_RUNS[size]:,} runs, {IN_FLIGHT} in flight"
    found.figures.append(at_most("P10", what, Spread([percent]), 5, said=f"{warm:.0f} MiB when warm", unit=" %"))
