"""A state machine over the real engine: whatever order people, workers and faults come in, every invariant holds.

After each rule the checker of histories and the auditor look, who never ask the engine; at the end every run is brought
to an end, and they look once more.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import hypothesis
import hypothesis.strategies as st
from hypothesis import HealthCheck, note, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from aicmo.db import Database, new_id
from aicmo.saga import (
    Conflict,
    External,
    Item,
    Order,
    Rewind,
    Run,
    Saga,
    Signals,
    Stale,
    Status,
    Step,
    StepCommitted,
    StepStarted,
    Storage,
    UnknownRun,
    Wait,
    cancel,
    claims,
    erase,
    fork,
    resume,
    rewind,
    send,
    submit,
)
from aicmo.saga.committer import turn
from crash.auditor import Auditor, Whole
from crash.invariants import violations
from crash.programs import BROKEN, ROBBING, hurried
from crash.recorder import history
from crash.shim import Shim
from saga.bank import Bank, release, reserve
from saga.shop import TABLES, Parcel, ShopOrder, World, pack, ship, take_order

if TYPE_CHECKING:
    from uuid import UUID


def add(item: Item, order: ShopOrder) -> list[Parcel]:
    return [Parcel(order_id=order.id, weight=len(item))]


def approve(signals: Signals, run: Run) -> list[Parcel]:
    heard = {signal.name for signal in signals if signal.attempt == run.attempt}
    if "again" in heard:
        raise Rewind("pack", "Packed wrongly.")
    if run.input["approval"] and "go" not in heard:
        raise Wait("go", within=86_400)
    return []


SAGA: Final = Saga(
    "machine",
    version=1,
    steps=[
        take_order,
        pack,
        External(reserve, undo=release, timeout=0.05, backoff=0.0),
        Step(add, each=lambda: ["light", "heavy"], width=1),
        approve,
        Step(ship, attempts=2, backoff=0.0),
    ],
)
WHOLE: Final = {"machine": Whole({"shop_orders": 1, "shop_parcels": 6, "shop_shipments": 6}, 2)}
STEPS: Final = st.sampled_from(SAGA.step_names)
ACTS: Final = st.sampled_from(["cancel", "rewind", "go", "again", "takeover"])
BOUNDARIES: Final = st.integers(1, 50)


class Machine(RuleBasedStateMachine):
    """Rules are what people, workers and misfortune do to runs of one saga."""

    runs = Bundle("runs")

    def __init__(self, world: World, tally: Counter[str]) -> None:
        """``world`` has a database that keeps a history; ``tally`` counts what is done."""
        super().__init__()
        self._tally = tally
        self._name = new_id().hex
        self._bank = Bank()
        storage = Storage(world.storage.root / self._name)
        self._world = replace(world, saga=SAGA, storage=storage, tools={Bank: self._bank})
        self._other = Database(world.database.url)
        self._auditor = Auditor(world.database, TABLES, storage.root)
        seen = history(world.database)
        self._after = seen[-1].seq if seen else 0
        self._keys: dict[str, UUID] = {}
        self._silent: list[claims.Claim] = []
        self._own: set[UUID] = set()

    @rule(
        target=runs,
        carrier=st.sampled_from(["ok", "ok", "rejected", "busy", "bug"]),
        approval=st.sampled_from([True, True, False]),
        key=st.sampled_from([None, "a"]),
    )
    def submit(self, carrier: str, approval: bool, key: str | None) -> UUID:  # noqa: FBT001
        return self._submitted(carrier, key, approval=approval)

    @rule(run=runs)
    def claim_and_fall_silent(self, run: UUID) -> None:
        claimant = claims.Claimant(new_id(), "silent", ["machine"], ROBBING)
        self._silent += [won.claim for won in claims.claim(self._world.database, claimant, run_id=run)]

    @rule()
    def come_back_from_silence(self) -> None:
        for lost in self._silent:
            if self._world.get(lost.run_id).fence != lost.fence:
                with suppress(Stale):
                    turn(self._world.database, lost, reason="stale")
                    raise AssertionError(f"a write under a lost fence: {lost}")
        self._silent.clear()

    @rule(run=runs, commits=st.integers(1, 3))
    def step(self, run: UUID, commits: int) -> None:
        seen: list[StepCommitted] = []
        with self._world.worker(terms=ROBBING) as worker:

            def hear(event: object) -> None:
                seen.extend([event] if isinstance(event, StepCommitted) else [])
                if len(seen) >= commits:
                    worker.stop()

            self._world.listener = hear
            worker.finish(run)
        self._world.listener = None

    @rule(target=runs, at=STEPS, what=ACTS, approval=st.booleans())
    def interfere_with_a_worker(self, at: str, what: str, approval: bool) -> UUID:  # noqa: FBT001
        """Somebody acts while a worker is in a step of a new run, who then comes too late with what it made."""
        run, done = self._submitted("ok", None, approval=approval), list[str]()

        def hear(event: object) -> None:
            if isinstance(event, StepStarted) and event.step == at and not done:
                done.append(what)
                self._act(run, what, self._other)

        self._world.listener = hear
        with self._world.worker(terms=ROBBING) as worker:
            worker.finish(run)
        self._world.listener = None
        self._tally["interfered"] += len(done)
        return run

    @rule(run=runs)
    def take_over(self, run: UUID) -> None:
        self._finish(run)

    @rule(run=runs, first=BOUNDARIES, then=BOUNDARIES)
    def cut_connection(self, run: UUID, first: int, then: int) -> None:
        with Shim(self._world.database, {first: "lost", first + then: "lost"}) as shim, suppress(*BROKEN):
            self._finish(run)
        self._note(shim)

    @rule(target=runs, at=BOUNDARIES, approval=st.booleans())
    def die(self, at: int, approval: bool) -> UUID:  # noqa: FBT001
        run = self._submitted("ok", None, approval=approval)
        with Shim(self._world.database, {at: "crash"}) as shim, suppress(*BROKEN):
            self._finish(run)
        self._note(shim)
        return run

    @rule(run=runs, what=ACTS)
    def act(self, run: UUID, what: str) -> None:
        self._act(run, what, self._other)

    @rule(run=runs)
    def erase(self, run: UUID) -> None:
        with suppress(Conflict, UnknownRun):
            erase(self._world.database, [SAGA], self._world.storage, run, by="Grace")

    @rule(run=runs)
    def resume(self, run: UUID) -> None:
        with suppress(Conflict):
            resume(self._world.database, run)

    @rule(target=runs, run=runs, step=STEPS)
    def fork(self, run: UUID, step: str) -> UUID:
        with suppress(Conflict):
            run = fork(self._world.database, SAGA, self._world.storage, run, step)
            self._own.add(run)
        return run

    @invariant()
    def nothing_is_wrong(self) -> None:
        self._tally["rules"] += 1
        wrong = self._wrong()
        assert not (said := [each for each in wrong if not _is_under_way(each)]), said

    def teardown(self) -> None:
        """Bring every run to its end."""
        for run in sorted(self._own):
            for _ in range(3):
                self._finish(run)
                if self._world.get(run).state is Status.WAITING:
                    send(self._world.database, run, "go")
                elif self._world.get(run).state is Status.QUARANTINED:
                    resume(self._world.database, run)
        wrong = self._wrong()
        left = {*self._bank.asked} - {*self._bank.undone}
        wrong += [f"{key} is left outside" for key in left if self._is_undone(key)]
        self._other.close()
        assert not wrong, wrong

    def _submitted(self, carrier: str, key: str | None, *, approval: bool) -> UUID:
        given = {"customer": "Ada", "carrier": carrier, "approval": approval}
        own = f"{self._name}/{key}-{carrier}-{approval}" if key else None
        run_id, _ = submit(self._world.database, SAGA, Order("o", given, idempotency_key=own))
        if own is not None:
            assert self._keys.setdefault(own, run_id) == run_id, "one key, two runs"
        self._own.add(run_id)
        return run_id

    def _note(self, shim: Shim) -> None:
        note(f"injected: {shim.done}")
        self._tally.update(kind for _, kind in shim.done)

    def _wrong(self) -> list[str]:
        entries = history(self._world.database, after=self._after)
        return violations(entries) + self._auditor.verdict(WHOLE, entries)

    def _finish(self, run: UUID) -> None:
        with self._world.worker(terms=ROBBING) as worker:
            worker.finish(run)

    def _act(self, run: UUID, what: str, database: Database) -> None:
        with suppress(Conflict):
            if what == "cancel":
                cancel(database, run)
            elif what == "rewind":
                rewind(database, run, "pack")
            elif what in {"go", "again"}:
                send(database, run, what)
            else:
                other: Any = replace(self._world, database=database, listener=None)
                with other.worker(terms=ROBBING) as worker:
                    worker.finish(run)

    def _is_undone(self, key: str) -> bool:
        run = next(run for run in self._own if key.startswith(str(run)))
        seen = self._world.get(run)
        return seen.state in {Status.COMPENSATED, Status.FAILED} or f"/{seen.attempt}/" not in key


def play(world: World, *, seed: int, machines: int, rules: int = 20) -> Counter[str]:
    """Let so many machines of at most so many rules run, made from one number; return what was done, and how often.

    Raises AssertionError with the shortest program found that breaks an invariant.
    """
    tally: Counter[str] = Counter()

    def machine() -> Machine:
        return Machine(world, tally)

    hypothesis.seed(seed)(machine)
    bounds = settings(
        max_examples=machines,
        stateful_step_count=rules,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with hurried():
        run_state_machine_as_test(machine, settings=bounds)  # type: ignore[arg-type]  # a function makes one as well
    return tally


def _is_under_way(said: str) -> bool:
    return said.endswith(("left PENDING", "left RUNNING", "left WAITING", "left COMPENSATING"))
