"""Random programs: an order that ends well or badly, workers that die or lose their line, a person who acts between.

A program is made from one number and nothing else, so the number alone repeats it.
"""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from concurrent import futures
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import OperationalError

from aicmo.db import Database, new_id
from aicmo.errors import EnvironmentProblem
from aicmo.saga import (
    REHEARSE,
    Conflict,
    Order,
    RunLost,
    Saga,
    Status,
    Terms,
    Worker,
    WorkflowRun,
    audit,
    cancel,
    resume,
    rewind,
    submit,
    unknown,
    worker,
)
from aicmo.saga.testing import Crashed, Fuse
from aicmo.saga.testing.crashing import _in_child
from crash.auditor import Auditor, Whole
from crash.invariants import violations
from crash.recorder import history
from crash.schedules import Actor, Schedule
from crash.shim import Fault, Shim
from saga.bank import Bank, paid
from saga.shop import EVERYTHING, TABLES, Carrier, ShopOrder, World, shop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from crash.recorder import Seen

SHOP: Final = shop()
PAID: Final = paid(timeout=0.05)
WHOLE: Final = {
    "shop": Whole(EVERYTHING, 2),
    "paid": Whole({"shop_orders": 1, "shop_parcels": 2, "shop_shipments": 0}, 0),
}
SAYS: Final = ("ok", "ok", "rejected", "busy", "bug", "down")
ENDS: Final = ("COMPLETED", "COMPENSATED", "FAILED")
FURTHEST: Final = 60
"""About as many boundaries as a run of the shop has."""
LATEST: Final = 20
"""A boundary after which a worker of the shop has something to commit yet."""


@dataclass(frozen=True)
class Program:
    """``plans``: what happens to each worker in turn; the last worker after them is left in peace."""

    workflow: str
    given: dict[str, Any]
    rehearse: str | None
    plans: list[dict[int, Fault]]
    act: str = "cancel"


@dataclass
class Score:
    """What came of many programs: how many, which faults were injected, how they ended, and what was wrong."""

    programs: int = 0
    injected: Counter[str] = field(default_factory=Counter)
    planned: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    takeovers: int = 0
    swept: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return it as one line."""
        faults = ", ".join(f"{count} {kind}" for kind, count in sorted(self.injected.items()))
        ends = ", ".join(f"{count} {end}" for end, count in sorted(self.ends.items()))
        return (
            f"{self.programs} programs; injected: {faults or 'nothing'}; {self.takeovers} takeovers; {ends}; "
            f"{self.swept} folders swept; {len(self.wrong)} violations"
        )

    def add(self, other: Score) -> None:
        """Count what another process saw."""
        self.programs += other.programs
        self.takeovers += other.takeovers
        self.swept += other.swept
        self.wrong += other.wrong
        for own, others in ((self.injected, other.injected), (self.planned, other.planned), (self.ends, other.ends)):
            own.update(others)


def program(
    seed: int,
    *,
    faults: tuple[Fault, ...] = ("crash", "lost", "lost", "act"),
    workers: int = 2,
    workflow: str | None = None,
) -> Program:
    """Return the program of this number, of one workflow or of any."""
    dice = random.Random(seed)  # noqa: S311 (a test's dice, repeatable)
    plans: list[dict[int, Fault]] = [
        {dice.randint(1, FURTHEST): dice.choice(faults) for _ in range(dice.randint(1, 2))} for _ in range(workers)
    ]
    if workflow != "shop" and dice.random() < 0.25:
        return Program("paid", {"customer": dice.choice(("Ada", "Nobody"))}, None, plans, "cancel")
    given = {"customer": "Ada", "carrier": dice.choice(SAYS)}
    rehearse = dice.choice((None, None, "take_order", "pack", "ship"))
    return Program("shop", given, rehearse, plans, dice.choice(("cancel", "rewind")))


@dataclass
class Stage:
    """Where programs are played: a world whose database keeps a history, with rows of others in it."""

    world: World
    score: Score = field(default_factory=Score)

    def __post_init__(self) -> None:
        """Put rows of others there, and let the auditor look at them."""
        with self.world.database.transaction() as connection:
            rows = [{"id": new_id(), "run_id": new_id(), "customer": "foreign"} for _ in range(50)]
            connection.execute(ShopOrder.__table__.insert(), rows)  # type: ignore[attr-defined]
        self._other = Database(self.world.database.url)
        self._own = [Database(self.world.database.url) for _ in range(3)]
        self._is_warm = False
        self._bank = Bank()
        self.world = replace(self.world, carrier=Carrier(), tools={Bank: self._bank})
        self._look(history(self.world.database)[-1].seq)

    def play(self, number: int, plot: Program) -> WorkflowRun:
        """Play one program to its end."""
        saga, order = _order(plot)
        world = replace(self.world, saga=saga)
        run_id, _ = submit(world.database, saga, order)
        self._numbers[run_id.hex] = number
        for plan in plot.plans:
            self.score.planned.update(plan.values())
            with Shim(world.database, plan, lambda: _act(plot.act, self._other, run_id)) as shim, suppress(*BROKEN):
                _finish(world, run_id)
            self.score.injected.update(kind for _, kind in shim.done)
        _finish(world, run_id)
        if world.get(run_id).state is Status.QUARANTINED:  # a folder could not be deleted: a person makes room
            resume(world.database, run_id)
            _finish(world, run_id)
        return self._ended(run_id)

    def play_crowd(self, seed: int, plots: Sequence[Program]) -> None:
        """Play programs side by side, all in the hands of one worker, so that a fault meets whatever is under way.

        Each keeps its order and its faults, at other boundaries; of a worker's turn all die together, and once.
        """
        dice = random.Random(seed)  # noqa: S311 (a test's dice, repeatable)
        with self.world.database.transaction() as connection:
            ids = [submit(connection, *_order(plot))[0] for plot in plots]
        self._numbers |= {run_id.hex: seed for run_id in ids}
        furthest = FURTHEST * len(plots) // 3  # many share a commit
        acts = [(plot.act, run_id) for plot, run_id in zip(plots, ids, strict=True)]
        for turn in range(2):
            faults = [fault for plot in plots for fault in plot.plans[turn].values()]
            plan: dict[int, Fault] = {dice.randint(1, furthest): fault for fault in faults if fault != "crash"}
            plan |= {dice.randint(1, furthest): "crash"} if "crash" in faults else {}
            self.score.planned.update(plan.values())
            with (
                Shim(self.world.database, plan, lambda: self._interfere(*dice.choice(acts))) as shim,
                suppress(*BROKEN),
            ):
                self._work(len(plots))
            self.score.injected.update(kind for _, kind in shim.done)
        self._work(len(plots))
        for run_id in ids:
            if self.world.get(run_id).state is Status.QUARANTINED:
                resume(self.world.database, run_id)
        self._work(len(plots))
        self._sweep()
        for run_id in ids:
            self._ended(run_id)

    def play_killed(self, number: int, plot: Program) -> WorkflowRun:
        """Play one program of the shop with processes that really die at the first boundary of their plan."""
        world = replace(self.world, saga=SHOP)
        run_id, _ = submit(world.database, *_order(plot))
        self._numbers[run_id.hex] = number
        self._let_go_warm()
        for plan in plot.plans:
            died, said = _in_child(lambda plan=plan: _die(world, run_id, min(plan)))  # type: ignore[misc]
            if said:
                raise AssertionError(f"program {number} failed by itself:\n{said}")
            self.score.planned["kill"] += 1
            self.score.injected["kill"] += died
        _in_child(lambda: _finish(world, run_id))
        return self._ended(run_id)

    def play_late(self, number: int, plot: Program) -> WorkflowRun:
        """Play one program whose first worker is overtaken at some moment, and goes on: what he commits is too late.

        Who overtakes him cancels and undoes the run, or takes it for abandoned and finishes it.
        """
        dice = random.Random(number)  # noqa: S311 (a test's dice, repeatable)
        run_id, _ = submit(self.world.database, *_order(plot))
        self._numbers[run_id.hex] = number
        cancels, faster = dice.random() < 0.5, replace(self.world, saga=SHOP, database=self._other)
        late = replace(self.world, saga=SHOP, heard=[])

        def overtake() -> None:
            if cancels:
                _act("cancel", self._other, run_id)
            _finish(faster, run_id)

        plan: dict[int, Fault] = {dice.randint(1, LATEST): "act"}
        self.score.planned.update(plan.values())
        with Shim(late.database, plan, overtake) as shim:
            _finish(late, run_id, Terms())
        self.score.injected.update(kind for _, kind in shim.done)
        self.score.injected["late"] += sum(isinstance(event, RunLost) for event in late.heard)
        return self._ended(run_id)

    def interleave(self, seed: int) -> tuple[WorkflowRun, int]:
        """Let two workers, and at every second seed a person who cancels, take turns on one run.

        The second worker takes every run for abandoned. Returns the run, and how often one waited for another's lock.
        """
        plot = program(seed, workflow="shop")
        run_id, _ = submit(self.world.database, *_order(plot))
        self._numbers[run_id.hex] = seed
        own = self._own[: 2 + seed % 2]
        worlds = [replace(self.world, saga=SHOP, database=database) for database in own]
        works: list[Any] = [
            lambda: _finish(worlds[0], run_id, Terms()),
            lambda: _finish(worlds[1], run_id),
            lambda: _act("cancel", own[-1], run_id),
        ]
        schedule = Schedule(self._other, [Actor(*pair) for pair in zip(own, works, strict=False)], seed)
        schedule.play()
        _finish(self.world, run_id)
        return self._ended(run_id), schedule.waits

    def judge(self) -> list[str]:
        """Let the auditor and the checker of histories look at what was played since; return what is wrong."""
        entries = history(self.world.database, after=self._after)
        said = violations(entries) + self._auditor.verdict(WHOLE, entries)
        self.score.takeovers += sum(is_takeover(entry) for entry in entries)
        ended = {entry.run: entry.detail["status"] for entry in entries if entry.kind == "run"}
        for run, status in ended.items():
            if status not in ENDS:
                said.append(f"run {run}: ended {status}")
        left = {*self._bank.asked} - {*self._bank.undone}
        said += [
            f"run {key.split('/')[0].replace('-', '')}: {key} is left outside" for key in left if _is_undone(key, ended)
        ]
        numbered = [f"{text} [{', '.join(str(n) for run, n in self._numbers.items() if run in text)}]" for text in said]
        self.score.wrong += numbered
        self._look(entries[-1].seq)
        return numbered

    def judge_claims(self) -> list[str]:
        """Let the checker look at runs that were only claimed."""
        return violations(history(self.world.database, after=self._after))

    def close(self) -> None:
        """Let go of the database."""
        for database in (self._other, *self._own):
            database.close()

    def _work(self, concurrency: int) -> None:
        world = self.world
        tools = {Carrier: world.carrier, **world.tools}
        worker = Worker(world.database, [SHOP, PAID], world.storage, tools, concurrency=concurrency, terms=ROBBING)
        with worker:
            try:
                worker.work(until_idle=True)
            finally:  # the dead are counted when the last of their threads is still
                futures.wait(worker._carrier.at_hand.values(), timeout=STILL_SECONDS)

    def _sweep(self) -> None:
        """Do as ``aicmo audit --sweep`` does: who died when his run was undone already could not clear up after him."""
        for orphan in audit(self.world.database, [SHOP, PAID], self.world.storage):
            if orphan.kind == "folder":
                self.world.storage.remove(orphan.key)
                self.score.swept += 1

    def _interfere(self, what: str, run_id: UUID) -> None:
        _act(what, self._other, run_id)

    def _ended(self, run_id: UUID) -> WorkflowRun:
        run = self.world.get(run_id)
        self.score.programs += 1
        self.score.ends[run.status] += 1
        return run

    def _let_go_warm(self) -> None:
        """Children must share no connection; but what they are about to say they need not put together each anew."""
        for said in () if self._is_warm else ("ok", "rejected"):
            self.play(0, Program("shop", {"customer": "Ada", "carrier": said}, None, []))
        self._is_warm = True
        self.world.database.engine.dispose()
        self._other.engine.dispose()

    def _look(self, after: int) -> None:
        self._after = after
        self._numbers: dict[str, int] = {}
        self._auditor = Auditor(self.world.database, TABLES, self.world.storage.root)
        self._bank.asked.clear()
        self._bank.undone.clear()


STILL_SECONDS: Final = 5.0
"""The thread of a dead worker that would have ended a run is itself dead, if that run's step had overrun its time."""
ROBBING: Final = Terms(gone_after=0)
"""Everybody else is gone."""
BROKEN: Final = (Crashed, EnvironmentProblem, OperationalError)


@contextmanager
def hurried() -> Iterator[None]:
    """Let workers neither pause before they look or reach for the database again, nor wait for the disk."""
    kept = unknown.PAUSES, worker.LOOK_SECONDS, os.fsync
    unknown.PAUSES, worker.LOOK_SECONDS, os.fsync = (0.0,) * 6, 0.01, lambda fd: None  # type: ignore[misc] # noqa: ARG005
    try:
        yield
    finally:
        unknown.PAUSES, worker.LOOK_SECONDS, os.fsync = kept  # type: ignore[misc]


def is_takeover(entry: Seen) -> bool:
    """Say whether the entry shows a run that goes from one holder to another."""
    seen = entry.detail
    return (
        entry.kind == "run"
        and None not in {seen["holder"], seen["holder_was"]}
        and seen["holder"] != seen["holder_was"]
    )


def _order(plot: Program) -> tuple[Saga, Order]:
    meta = {REHEARSE: plot.rehearse} if plot.rehearse else {}
    return PAID if plot.workflow == "paid" else SHOP, Order("o", plot.given, meta=meta)


def _finish(world: World, run_id: UUID, terms: Terms = ROBBING) -> None:
    with world.worker(terms=terms) as living:
        living.finish(run_id)


def _die(world: World, run_id: UUID, at: int) -> None:
    with Fuse(world.database, at, send=signal.SIGKILL):
        _finish(world, run_id)


def _act(what: str, database: Database, run_id: UUID) -> None:
    with suppress(Conflict):
        if what == "cancel":
            cancel(database, run_id)
        else:
            rewind(database, run_id, "pack")


def _is_undone(key: str, ended: dict[str, str]) -> bool:
    return ended.get(key.split("/", maxsplit=1)[0].replace("-", "")) in {"COMPENSATED", "FAILED"}
