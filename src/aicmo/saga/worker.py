"""A worker: claims, executes, heartbeats, stops gracefully. It never knows what a step is."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack, suppress
from random import uniform
from threading import Event, Thread
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy.exc import SQLAlchemyError

from aicmo.db import new_id
from aicmo.errors import EnvironmentProblem
from aicmo.saga import claims, orders, queue, runs
from aicmo.saga.alone import Child, Guard
from aicmo.saga.carrier import Carrier
from aicmo.saga.claims import BEAT_SECONDS, Claimant, Claimed, Terms
from aicmo.saga.crew import Crew
from aicmo.saga.engine import Engine, Sagas
from aicmo.saga.events import Listener, ignore, in_turn
from aicmo.saga.flights import Flights
from aicmo.saga.outbox import Handler, Outbox
from aicmo.saga.outcomes import Stopped
from aicmo.saga.unknown import persist
from aicmo.saga.wake import Ear

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.orders import Order
    from aicmo.saga.storage import Storage

POLL_SECONDS: Final = 2.0
"""How often an idle worker looks for runs that nobody woke it for, with jitter around it."""
LOOK_SECONDS: Final = 0.2
"""How often somebody who waits for one run, or for the end of all, looks again."""
GATHER_SECONDS: Final = 0.01
"""How long a busy worker lets ends of runs gather before it claims for all of them at once."""
MOST_LEFT_BEHIND: Final = 8
"""Stuck threads beyond which a worker stops: they hold memory and who knows what."""


class Worker:
    """Executes runs of the given sagas, up to ``concurrency`` at once. Use it as a context manager.

    ``tools`` are given to steps by type, to several at once if there is concurrency. Of one saga several versions may
    be given: runs go on under the version they began with. A run whose last holder was gone may be what killed it:
    with ``alone`` it is carried in a child process of its own, so that it kills nobody else; after the third death
    there it is undone. ``outbox`` gives the handler for each topic of messages that this worker sends.
    """

    def __init__(
        self,
        database: Database,
        sagas: Sequence[Saga],
        storage: Storage,
        tools: Mapping[Any, Any],
        *,
        concurrency: int = 1,
        listener: Listener = ignore,
        terms: Terms | None = None,
        alone: Child | None = None,
        outbox: Mapping[str, Handler] = MappingProxyType({}),
    ) -> None:
        """Prepare a worker; it does nothing before it is entered."""
        self.id: Final = new_id()
        self.name: Final = f"{socket.gethostname()}:{os.getpid()}"
        self._database = database
        known = Sagas(sagas)
        self.claimant: Final = Claimant(self.id, self.name, known.names, terms or Terms())
        self._stop = Event()
        self._wake = Event()
        self._crew = Crew(concurrency)
        emit = in_turn(listener)
        engine = Engine(database, known, storage, tools, emit, Flights(database), self._crew, self._stop.is_set)
        self._watch = engine.watch
        self._outbox = Outbox(database, outbox)
        self._carrier = Carrier(engine, self.claimant, self._end_of_run, Guard(engine, alone) if alone else None)
        self._heart = Thread(target=self._beat, name=f"heart of {self.id}", daemon=True)
        self._still = Event()
        self._open = ExitStack()
        self._beaten = monotonic()

    def __enter__(self) -> Self:
        """Start the heart, and clear away the rows of workers that died long ago."""
        persist(lambda: claims.sweep_workers(self._database))
        self._heart.start()
        self._open.enter_context(self._outbox)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the heart; what is still held is free for others at once."""
        self._open.close()
        self._still.set()
        self._heart.join()
        self._crew.dismiss()
        self._watch.dismiss()
        with suppress(SQLAlchemyError):  # out of reach: then others see the silence instead
            claims.retire(self._database, self.id)

    @property
    def in_flight(self) -> int:
        """How many runs this worker holds now."""
        return len(self._carrier.at_hand)

    @property
    def silent(self) -> float:
        """How many seconds ago the last heartbeat got through; 0 while it holds nothing and need not beat."""
        return monotonic() - self._beaten if self._carrier.at_hand else 0.0

    @property
    def left_behind(self) -> int:
        """How many threads are stuck in steps that overran their time."""
        return self._crew.left_behind

    def stop(self) -> None:
        """Ask the worker to stop after the steps at hand; the runs at hand are released, their finished steps kept."""
        self._stop.set()
        self._wake.set()

    def run(self, saga: Saga, order: Order) -> UUID:
        """Submit a run and carry it to its end in this process; returns its id."""
        return self.finish(*orders.submit(self._database, saga, order, hold_for=self.claimant))

    def finish(self, run_id: UUID, claimed: Claimed | None = None) -> UUID:
        """Carry one run to its end, or watch it get there if another worker has it; returns its id."""
        while True:
            if claimed is not None:
                try:
                    ended = self._carrier.take(claimed).result()
                finally:
                    self._carrier.at_hand.pop(run_id, None)
                if isinstance(ended, Stopped) and not queue.is_moving(ended.status):
                    return run_id
            if self._stop.is_set() or not queue.is_moving(persist(lambda: runs.get(self._database, run_id)).state):
                return run_id
            claimed = next(iter(self._carrier.claim(run_id=run_id)), None)
            if claimed is None:
                self._stop.wait(LOOK_SECONDS)

    def work(self, *, until_idle: bool = False) -> None:
        """Execute runs until asked to stop, or until nothing is left that is due or held by others.

        Raises :class:`~aicmo.errors.EnvironmentProblem` when the database stays out of reach, and when too many steps
        have overrun their time and left their threads behind.
        """
        if not until_idle:  # who works until nothing is left looks often enough
            self._open.enter_context(Ear(self._database, self._wake))
        try:
            while not self._stop.is_set() and not self._is_done(until_idle=until_idle):
                self._carrier.put_away()
                self._check_crew()
        finally:
            if self._carrier.at_hand:
                self._stop.set()  # each is released after the step it is in
            self._carrier.drain()

    def _is_done(self, *, until_idle: bool) -> bool:
        """Claim what there is room for, or wait; say whether nothing is left to do."""
        self._wake.clear()
        room = self._crew.size - len(self._carrier.at_hand)
        claimed = self._carrier.claim(limit=room) if room else []
        for won in claimed:
            self._carrier.take(won)
        if claimed and len(claimed) == room:
            self._wake.wait(POLL_SECONDS)
        elif self._carrier.at_hand:
            self._wake.wait(LOOK_SECONDS if until_idle else POLL_SECONDS)
        elif until_idle and not claimed and not persist(self._is_busy):
            return True
        elif not claimed:
            self._wake.wait(LOOK_SECONDS if until_idle else uniform(0.9, 1.1) * POLL_SECONDS)  # noqa: S311 (jitter)
        if self._carrier.at_hand and self._crew.size > 1 and not self._stop.is_set():
            self._still.wait(GATHER_SECONDS)
        return False

    def _is_busy(self) -> bool:
        return queue.is_busy(self._database, self.claimant.workflows) or self._outbox.is_busy()

    def _end_of_run(self) -> None:
        self._wake.set()
        self._outbox.look()

    def _check_crew(self) -> None:
        if self._crew.left_behind > MOST_LEFT_BEHIND:
            raise EnvironmentProblem(
                f"{self._crew.left_behind} steps overran their time and are stuck; this worker stops. Others take over."
            )

    def _beat(self) -> None:
        beats = 0
        while not self._still.wait(BEAT_SECONDS):
            if not self._carrier.at_hand:
                self._beaten = monotonic()
                continue
            try:
                claims.beat(self._database, self.claimant)
                self._beaten = monotonic()
                beats += 1
                if beats * BEAT_SECONDS >= self.claimant.terms.lease / 2:
                    claims.renew(self._database, self.id, self.claimant.terms)
                    beats = 0
            except SQLAlchemyError:
                continue  # the next beat tries again; if none gets through, others take over, as they should
