"""The long forms of ``tests/crash``: ``python -m benchmarks.chaos FIGURE [--seed N] [--trials N] [--resume]``.

Bounded by ``--trials`` and ``--minutes``; each trial is made from one number, counted up from the seed and dealt to as
many processes as ``--workers`` says, so a line that names a violation's number repeats it. What was reached is noted
after each batch, and ``--resume`` goes on from there. The ordeals (machines, restarts, strangers, disk, hostile, soak)
are bounded by ``--trials`` alone, and start anew. Everything is kept in memory: no power is cut here.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Final

from aicmo.db import Database
from aicmo.saga import Storage
from benchmarks import ordeals
from crash import recorder
from crash.crowd import claim_all
from crash.programs import Score, Stage, hurried, program
from saga.shop import TABLES, Carrier, ShopBase, World, shop
from servers.databases import Databases

BATCH: Final = 500
CROWD: Final = 50
CLAIMANTS: Final = 32
MEMORY: Final = Path("/dev/shm")  # noqa: S108 (a folder of our own is made in it)
NOTES: Final = Path(tempfile.gettempdir())


@dataclass(frozen=True)
class Figure:
    """A goal of the reliability list: its number, what is counted, how often, and one trial of it."""

    goal: str
    what: str
    trials: int
    trial: Callable[[Stage, int], Any]


FIGURES: Final = {
    "pairs": Figure(
        "R2",
        "real processes killed, and killed again while the first kill is recovered",
        5_000,
        lambda stage, seed: stage.play_killed(seed, program(seed, faults=("crash",), workflow="shop")),
    ),
    "model": Figure(
        "R3",
        "workers that die at two moments, over ways to end and kinds of steps",
        10_000,
        lambda stage, seed: stage.play(seed, program(seed, faults=("crash",))),
    ),
    "schedules": Figure(
        "R4", "two workers and a person interleaved statement by statement", 20_000, lambda s, seed: s.interleave(seed)
    ),
    "late": Figure(
        "R6",
        "a worker overtaken at some moment, and what he commits then",
        10_000,
        lambda stage, seed: stage.play_late(seed, program(seed, workflow="shop")),
    ),
    "cuts": Figure(
        "R8",
        "lines cut, the request or the reply lost",
        10_000,
        lambda stage, seed: stage.play(seed, program(seed, faults=("lost",))),
    ),
    "programs": Figure("R16", "random programs of all faults", 250_000, lambda s, seed: s.play(seed, program(seed))),
    "crowds": Figure(
        "R16",
        "random programs of all faults, fifty side by side in the hands of one worker",
        250_000,
        lambda s, seed: s.play_crowd(seed, [program(seed * CROWD + number) for number in range(CROWD)]),
    ),
    "cancels": Figure(
        "R26",
        "somebody cancels or rewinds at any moment, undo included",
        2_000,
        lambda stage, seed: stage.play(seed, program(seed, faults=("act",))),
    ),
}


ORDEALS: Final[dict[str, tuple[str, int, Callable[[Database, Path, int, int], ordeals.Told]]]] = {
    "machines": ("R3", 1_000, ordeals.machines),
    "restarts": ("R7", 25_000, ordeals.restarts),
    "strangers": ("R14", 100_000, ordeals.strangers),
    "disk": ("R18", 300, ordeals.full_disk),
    "hostile": ("R19", 1_000, ordeals.hostile),
    "soak": ("R21", 1_000_000, ordeals.soak),
}


def main() -> int:
    """Do as the command line says; return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("figure", choices=[*FIGURES, *ORDEALS, "claims"])
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="postgres")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trials", type=int, help="by default as many as the goal asks for")
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after these, whatever was reached")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that share the programs")
    parser.add_argument("--resume", action="store_true", help="go on where the last one with this seed stopped")
    parser.add_argument("--words", type=Path, help="for hostile: a JSON list of strings, such as a big public one")
    asked = parser.parse_args()
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)  # of the lines that are cut on purpose
    with _databases() as databases:
        if asked.figure == "claims":
            return _claims(databases, asked.trials or 20_000, asked.workers)
        if asked.figure in ORDEALS:
            return _undergo(databases, asked)
        return _play(FIGURES[asked.figure], databases, asked)


def _play(figure: Figure, databases: Databases, asked: argparse.Namespace) -> int:
    with ProcessPoolExecutor(asked.workers) as processes:
        parts = [processes.submit(_part, databases, asked, place) for place in range(asked.workers)]
        score = Score()
        for part in parts:
            score.add(part.result())
    today = datetime.now(UTC).date()
    print(f"{figure.goal} {figure.what}: {score.line()} ({asked.database}, seed {asked.seed}, {today}, {_machine()})")
    for wrong in score.wrong:
        print(wrong)
    return bool(score.wrong)


def _part(databases: Databases, asked: argparse.Namespace, place: int) -> Score:
    """Play every so many-th program, as one of several processes does."""
    figure, until = FIGURES[asked.figure], monotonic() + asked.minutes * 60
    note = NOTES / f"aicmo-chaos-{asked.figure}-{asked.database}-{asked.seed}-{place}-of-{asked.workers}.json"
    score = _noted(note) if asked.resume else Score()
    trials = len(range(place, asked.trials or figure.trials, asked.workers))
    while score.programs < trials and monotonic() < until and not score.wrong:
        stop = min(score.programs + BATCH, trials)
        with _stage(databases, asked.database, score) as stage:
            while score.programs < stop and monotonic() < until:
                figure.trial(stage, asked.seed + place + score.programs * asked.workers)
            stage.judge()
        note.write_text(json.dumps(vars(score)))
    return score


def _undergo(databases: Databases, asked: argparse.Namespace) -> int:
    goal, trials, ordeal = ORDEALS[asked.figure]
    if asked.words:
        words = json.loads(asked.words.read_text(encoding="utf-8"))
        trials, ordeal = len(words), partial(ordeals.hostile, words=words)
    with _place(databases, asked.database) as (database, folder):
        line, wrong = ordeal(database, folder / "files", asked.trials or trials, asked.seed)
    said = f"{goal} {line}; {len(wrong)} violations"
    print(f"{said} ({asked.database}, seed {asked.seed}, {datetime.now(UTC).date()}, {_machine()})")
    for each in wrong:
        print(each)
    return bool(wrong)


def _claims(databases: Databases, runs: int, processes: int) -> int:
    with _stage(databases, "postgres", Score()) as stage:
        crowd = claim_all(stage.world.database, runs=runs, claimants=CLAIMANTS, processes=processes)
        wrong = [*crowd.wrong, *stage.judge_claims()]
    print(f"R12 concurrent claims: {crowd.line()}; {len(wrong)} violations ({datetime.now(UTC).date()}, {_machine()})")
    return bool(wrong)


def _noted(note: Path) -> Score:
    if not note.exists():
        return Score()
    kept: dict[str, Any] = json.loads(note.read_text())
    counters = {name: Counter(kept[name]) for name in ("injected", "planned", "ends")}
    return Score(**kept | counters)


@contextmanager
def _databases() -> Iterator[Databases]:
    place = MEMORY if MEMORY.is_dir() else "/tmp"  # noqa: S108 (likewise; a socket's path must be short)
    folder = Path(tempfile.mkdtemp(prefix="aicmo-tests-", dir=place))
    folder.chmod(0o711)
    databases = Databases(folder, os.getpid(), "embedded", durable=False)
    try:
        yield databases
    finally:
        databases.close()


@contextmanager
def _stage(databases: Databases, kind: str, score: Score) -> Iterator[Stage]:
    """Make a stage on a fresh database, so that a long sitting is as quick at its end as at its beginning."""
    with _place(databases, kind) as (database, folder), hurried():
        recorder.install(database, TABLES)
        stage = Stage(World(database, Storage(folder / "files"), shop(), Carrier()), score)
        yield stage
        stage.close()


@contextmanager
def _place(databases: Databases, kind: str) -> Iterator[tuple[Database, Path]]:
    folder = Path(tempfile.mkdtemp(prefix="stage-", dir=databases.folder))
    is_file = kind == "sqlite"
    url = databases.new_sqlite(folder / "a.db", migrated=True) if is_file else databases.new_postgres(migrated=True)
    database = Database(url)
    with database.transaction() as connection:
        ShopBase.metadata.create_all(connection)
    yield database, folder
    database.close()
    if not is_file:
        databases.drop(url)
    shutil.rmtree(folder)


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}"


if __name__ == "__main__":
    sys.exit(main())
