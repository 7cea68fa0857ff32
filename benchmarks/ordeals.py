"""What a single run does not meet: a server restarted, a million strangers, a full disk, hostile words, a long time.

Each ordeal gets a database, a folder and how often to try; it returns what was done, and what was wrong.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final

from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from aicmo.saga import REHEARSE, Order, Status, Storage, Terms, Worker, WorkflowRun, resume, submit
from aicmo.saga.testing.crashing import _in_child
from benchmarks import own_server
from crash import recorder
from crash.auditor import Auditor
from crash.hostile import WORDS, say
from crash.invariants import violations
from crash.machine import play
from crash.programs import WHOLE, hurried
from crash.recorder import history
from saga.shop import TABLES, Carrier, World, shop
from servers import postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from aicmo.db import Database

STRANGERS: Final = 1_000_000
ROUND: Final = 25_000
"""Runs between two looks of the auditor, who keeps in mind what they made."""
CONCURRENCY: Final = 64
WORKERS: Final = 8
PAGE: Final = 4096
OVER: Final = (Status.COMPLETED, Status.COMPENSATED, Status.FAILED, Status.QUARANTINED)
STRANGER: Final = {
    "postgresql": "INSERT INTO shop_orders (id, run_id, customer) "
    "SELECT gen_random_uuid(), gen_random_uuid(), 'foreign' FROM generate_series(1, :rows)",
    "sqlite": "INSERT INTO shop_orders (id, run_id, customer) "
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows) "
    "SELECT lower(hex(randomblob(16))), lower(hex(randomblob(16))), 'foreign' FROM n",
}
Told = tuple[str, list[str]]


def machines(database: Database, folder: Path, trials: int, seed: int) -> Told:
    """R3: state machines over the engine; what is wrong is raised with the shortest program that shows it."""
    recorder.install(database, TABLES)
    world = World(database, Storage(folder), shop(), Carrier())
    tally = Counter[str]()
    for first in range(0, trials, 50):
        tally += play(world, seed=seed + first, machines=min(50, trials - first), rules=30)
    return f"state machines over the engine: {trials} machines, {dict(tally)}", []


def restarts(database: Database, folder: Path, trials: int, seed: int) -> Told:
    """R7: the server is killed and started every 1 to 5 s, under worker processes that are started again."""
    if database.is_sqlite:
        return "restarts of the server: SQLite has none", []
    world, wrong = _audited(database, folder)
    _queue(world, trials, seed)
    stop, count = Event(), Counter[str]()
    keepers = [Thread(target=_keep, args=(world, stop, count)) for _ in range(WORKERS)]
    for keeper in keepers:
        keeper.start()
    throws = random.Random(seed)  # noqa: S311 (a test's dice, repeatable)
    while _left(database):
        stop.wait(throws.uniform(1, 5))
        if _left(database):
            _restart(database)
            count["restarts"] += 1
    stop.set()
    for keeper in keepers:
        keeper.join()
    return f"restarts of the server: {trials} runs, {dict(count)}, {_ends(database)}", wrong()


def strangers(database: Database, folder: Path, trials: int, seed: int) -> Told:
    """R14: failed runs among a million rows of others."""
    with database.transaction() as connection:
        connection.execute(text(STRANGER[database.engine.dialect.name]), {"rows": STRANGERS})
    world, wrong = _audited(database, folder)
    throws, said = random.Random(seed), list[str]()  # noqa: S311 (a test's dice, repeatable)
    steps = throws.choices(["take_order", "pack", "ship"], k=trials)
    for first in range(0, trials, ROUND):
        given = {"customer": "Ada"}
        _submit(world, [Order("o", given, meta={REHEARSE: step}) for step in steps[first : first + ROUND]])
        _work(world)
        said += wrong()
    return f"failed runs among {STRANGERS:,} rows of others: {trials} runs, {_ends(database)}", said


def full_disk(database: Database, folder: Path, trials: int, seed: int) -> Told:  # noqa: ARG001 (swept, not thrown)
    """R18: a process whose n-th page of any file cannot be written, for n = 1, 2, 3 …; then there is room again."""
    if not database.is_sqlite:
        return "a disk that is full at the n-th page: only on SQLite", []
    world, wrong = _audited(database, folder)
    failed, said = 0, list[str]()
    for pages in range(1, trials + 1):
        given = {"customer": "Ada", "carrier": "rejected" if pages % 2 else "ok"}
        run_id, _ = submit(database, world.saga, Order("o", given))
        database.engine.dispose()
        _, trouble = _in_child(lambda pages=pages: _limited(world, pages))  # type: ignore[misc]
        failed += bool(trouble)
        _, trouble = _in_child(lambda run_id=run_id: _finish(world, run_id))  # type: ignore[misc]
        said += [trouble] * bool(trouble)
    with database.connect() as connection:
        said += [each for (each,) in connection.execute(text("PRAGMA integrity_check")) if each != "ok"]
    return f"a disk that is full at the n-th page: {trials} sizes, {failed} failed there, {_ends(database)}", [
        *said,
        *wrong(),
    ]


def hostile(database: Database, folder: Path, trials: int, seed: int, words: Sequence[str] = WORDS) -> Told:
    """R19: these words in every field of an order, then mixtures of them; each is refused by name, or its run ends."""
    world, wrong = _audited(database, folder)
    throws, letters = random.Random(seed), "".join(words[:10])  # noqa: S311 (a test's dice, repeatable)
    mixed = ["".join(throws.choices(letters, k=9)) for _ in range(trials - len(words))]
    count = say(world, [*words, *mixed][:trials])
    return f"{trials} hostile words in every field: {dict(count)}, {_ends(database)}", wrong()


def soak(database: Database, folder: Path, trials: int, seed: int) -> Told:
    """R21: many runs by one worker, its memory after each tenth of them; then what an idle one asks."""
    world = World(database, Storage(folder), shop(), Carrier())
    sizes, asked = list[int](), list[str]()
    with hurried(), _worker(world) as worker:
        for tenth in range(10):
            _queue(world, trials // 10, seed + tenth)
            worker.work(until_idle=True)
            sizes.append(_resident() >> 20)
        event.listen(database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        looker = Thread(target=worker.work)
        looker.start()
        began = monotonic()
        Event().wait(10)
        queries = len([each for each in asked if not each.startswith(("BEGIN", "COMMIT"))])
        idle = queries / (monotonic() - began)
        worker.stop()
        looker.join()
    growth = f"memory after each tenth {sizes} MiB ({sizes[-1] / sizes[1] - 1:+.1%} since the second)"
    return f"soak: {trials} runs, {_ends(database)}, {growth}, idle {idle:.2f} queries a second", _orphans(database)


def _orphans(database: Database) -> list[str]:
    """Name the tables in which a run that did not complete has a row, or one that did lacks one."""
    completed = f"SELECT id FROM workflow_runs WHERE status = '{Status.COMPLETED}'"
    said = list[str]()
    with database.connect() as connection:
        runs = connection.scalar(text(f"SELECT count(*) FROM ({completed}) AS done")) or 0
        for name, rows in WHOLE["shop"].rows.items():
            left = f"SELECT count(*) FROM {name} WHERE run_id NOT IN ({completed})"
            if connection.scalar(text(left)):
                said.append(f"{name}: rows of runs that did not complete")
            if connection.scalar(text(f"SELECT count(*) FROM {name}")) != rows * runs:
                said.append(f"{name}: not {rows} rows for each of {runs} completed runs")
    return said


def _audited(database: Database, folder: Path) -> tuple[World, Callable[[], list[str]]]:
    recorder.install(database, TABLES)
    auditor = Auditor(database, TABLES, folder)
    after = 0

    def wrong() -> list[str]:
        nonlocal after
        entries = history(database, after=after)
        after = entries[-1].seq
        return violations(entries) + auditor.verdict(WHOLE, entries)

    return World(database, Storage(folder), shop(), Carrier()), wrong


def _queue(world: World, runs: int, seed: int) -> None:
    says = random.Random(seed).choices(["ok", "rejected", "busy", "bug"], weights=[6, 2, 1, 1], k=runs)  # noqa: S311
    _submit(world, [Order("o", {"customer": "Ada", "carrier": word}) for word in says])


def _submit(world: World, orders: Sequence[Order]) -> None:
    for first in range(0, len(orders), 1_000):
        with world.database.transaction() as connection:
            for order in orders[first : first + 1_000]:
                submit(connection, world.saga, order)


def _worker(world: World) -> Worker:
    tools = {Carrier: world.carrier}
    return Worker(world.database, [world.saga], world.storage, tools, concurrency=CONCURRENCY)


def _work(world: World) -> None:
    with hurried(), _worker(world) as worker:
        worker.work(until_idle=True)


def _left(database: Database) -> int:
    query = select(func.count()).where(WorkflowRun.status.not_in(OVER))
    while True:
        with suppress(OperationalError), database.connect() as connection:
            return connection.scalar(query) or 0
        Event().wait(0.1)


def _ends(database: Database) -> dict[str, int]:
    query = select(WorkflowRun.status, func.count()).group_by(WorkflowRun.status)
    with database.connect() as connection:
        return {row.status: row[1] for row in connection.execute(query)}


def _keep(world: World, stop: Event, count: Counter[str]) -> None:
    url = world.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "saga.workers", url, str(world.storage.root), "8"]
    environment = {**os.environ, "PYTHONPATH": own_server.TESTS}
    while not stop.is_set():
        done = subprocess.run(command, env=environment, check=False, stderr=subprocess.DEVNULL)
        count["workers that gave up and were started again"] += done.returncode != 0
        stop.wait(0.2)


def _restart(database: Database) -> None:
    folder = Path(str(database.url.query["host"]))
    programs = postgres._programs(folder, "embedded")  # noqa: SLF001 (of the tests' own server)
    command = (programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-m", "immediate", "-w", "restart")
    postgres._run(*command, folder=folder)  # noqa: SLF001


def _limited(world: World, pages: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (pages * PAGE, pages * PAGE))
    with hurried(), world.worker(terms=Terms(gone_after=0)) as worker:
        worker.work(until_idle=True)


def _finish(world: World, run_id: UUID) -> None:
    with hurried(), world.worker(terms=Terms(gone_after=0)) as worker:
        worker.finish(run_id)
        if world.get(run_id).state is Status.QUARANTINED:  # a person has made room
            resume(world.database, run_id)
            worker.finish(run_id)


def _resident() -> int:
    """Return this process's memory in bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
