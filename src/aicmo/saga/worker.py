"""A worker: claims, executes, heartbeats, stops gracefully. It never knows what a step is."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import exists, or_, select
from sqlalchemy import literal_column as sql
from sqlalchemy.exc import SQLAlchemyError

from aicmo.db import new_id
from aicmo.saga import claims, runs
from aicmo.saga.claims import BEAT_SECONDS, Claim, Terms
from aicmo.saga.events import Listener, ignore
from aicmo.saga.executor import Executor
from aicmo.saga.models import IS_HELD, IS_PENDING, WorkflowRun
from aicmo.saga.states import HELD, Status
from aicmo.saga.unknown import persist

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.models import WorkflowRun as RunRow
    from aicmo.saga.runs import Order
    from aicmo.saga.storage import Storage

POLL_SECONDS: Final = 2.0
LOOK_SECONDS: Final = 0.2
"""How often somebody who waits for one run, or for the end of all, looks again."""


class Worker:
    """Executes runs of the given sagas, one at a time. Use it as a context manager: inside, its heart beats.

    ``tools`` are given to steps by type.
    """

    def __init__(
        self,
        database: Database,
        sagas: Sequence[Saga],
        storage: Storage,
        tools: Mapping[Any, Any],
        *,
        listener: Listener = ignore,
        terms: Terms | None = None,
    ) -> None:
        """Prepare a worker; it does nothing before it is entered."""
        self.id: Final = new_id()
        self.name: Final = f"{socket.gethostname()}:{os.getpid()}"
        self._database = database
        self._sagas = {saga.name: saga for saga in sagas}
        self._terms = terms or Terms()
        self._stop = Event()
        self._executor = Executor(database, self._sagas, storage, tools, listener, self._stop.is_set)
        self._heart = Thread(target=self._beat, name=f"heart of {self.id}", daemon=True)
        self._still = Event()

    def __enter__(self) -> Self:
        """Start the heart, and clear away the rows of workers that died long ago."""
        persist(lambda: claims.beat(self._database, self.id, self.name))
        persist(lambda: claims.sweep_workers(self._database))
        self._heart.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Stop the heart; what is still held is free for others at once."""
        self._still.set()
        self._heart.join()
        with suppress(SQLAlchemyError):  # out of reach: then others see the silence instead
            claims.retire(self._database, self.id)

    def stop(self) -> None:
        """Ask the worker to stop after the step at hand; the run at hand is released, its finished steps kept."""
        self._stop.set()

    def run(self, saga: Saga, order: Order) -> UUID:
        """Submit a run and carry it to its end in this process; returns its id."""
        run_id, claim = runs.submit(self._database, saga, order, hold_for=self.id, terms=self._terms)
        return self.finish(run_id, claim)

    def finish(self, run_id: UUID, claim: Claim | None = None) -> UUID:
        """Carry one run to its end, or watch it get there if another worker has it; returns its id."""
        while True:
            if claim is not None:
                self._execute(claim)
            if self._stop.is_set() or not _is_moving(persist(lambda: runs.get(self._database, run_id))):
                return run_id
            claim = self._claim(run_id)
            if claim is None:
                self._stop.wait(LOOK_SECONDS)

    def work(self, *, until_idle: bool = False) -> None:
        """Execute runs until asked to stop, or until nothing is left that is due or held by others."""
        while not self._stop.is_set():
            claim = self._claim()
            if claim is not None:
                self._execute(claim)
            elif until_idle and not persist(self._is_busy_elsewhere):
                return
            else:
                self._stop.wait(LOOK_SECONDS if until_idle else POLL_SECONDS)

    def _execute(self, claim: Claim) -> None:
        # A line that is cut leaves the claim in doubt: the run is claimed again and carried on from what is there.
        at_hand = [claim]

        def go_on() -> None:
            for held in at_hand or self._claims(claim.run_id):
                at_hand.clear()
                self._executor.execute(held)

        persist(go_on)

    def _claim(self, run_id: UUID | None = None) -> Claim | None:
        return next(iter(persist(lambda: self._claims(run_id))), None)

    def _claims(self, run_id: UUID | None) -> list[Claim]:
        return claims.claim(self._database, self.id, list(self._sagas), self._terms, run_id=run_id)

    def _is_busy_elsewhere(self) -> bool:
        """Say whether a run is held by someone, or waits for another try of a step."""
        being_retried = IS_PENDING & (WorkflowRun.fence > 0)
        due = IS_PENDING & (WorkflowRun.available_at <= sql(self._database.now()))
        query = select(exists().where(WorkflowRun.workflow.in_(list(self._sagas)), or_(IS_HELD, being_retried, due)))
        with self._database.connect() as connection:
            return bool(connection.scalar(query))

    def _beat(self) -> None:
        beats = 0
        while not self._still.wait(BEAT_SECONDS):
            try:
                claims.beat(self._database, self.id, self.name)
                beats += 1
                if beats * BEAT_SECONDS >= self._terms.lease / 2:
                    claims.renew(self._database, self.id, self._terms)
                    beats = 0
            except SQLAlchemyError:
                continue  # the next beat tries again; if none gets through, others take over, as they should


def _is_moving(run: RunRow) -> bool:
    """Say whether the run goes on without a person."""
    return run.state is Status.PENDING or run.state in HELD
