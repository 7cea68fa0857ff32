"""Carries claims to a stop, in threads of this process or in a child of its own, and knows which runs are at hand.

A line that is cut leaves a claim in doubt: the run is claimed again and carried on from what is there.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from aicmo.saga import claims, deaths
from aicmo.saga.claims import Claimed
from aicmo.saga.crew import end
from aicmo.saga.events import RunEnded
from aicmo.saga.executor import Executor
from aicmo.saga.outcomes import Lost, Outcome, Stopped
from aicmo.saga.states import Status
from aicmo.saga.unknown import persist

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from aicmo.saga.alone import Guard
    from aicmo.saga.claims import Claimant
    from aicmo.saga.engine import Engine


class Carrier:
    """What a claimant holds, and the work on it."""

    def __init__(self, engine: Engine, claimant: Claimant, on_end: Callable[[], None], guard: Guard | None) -> None:
        """``on_end`` is called when a run has come to a stop; ``guard`` carries those whose last holder was gone."""
        self._engine = engine
        self._claimant = claimant
        self._on_end = on_end
        self._guard = guard
        self._executor = Executor(engine)
        self.at_hand: dict[UUID, Future[Outcome]] = {}

    def claim(self, *, limit: int = 1, run_id: UUID | None = None) -> list[Claimed]:
        """Claim runs, or that run."""
        return persist(lambda: self._claim(limit, run_id, tuple(self.at_hand)))

    def take(self, claimed: Claimed) -> Future[Outcome]:
        """Carry the claim to a stop, aside of this thread."""
        future: Future[Outcome] = Future()
        future.add_done_callback(lambda _: self._on_end())
        self.at_hand[claimed.run.id] = future
        guard, suspect = self._guard, claimed.run.takeovers or claimed.run.deaths
        if guard is None or not suspect:
            carry = self._carry_suspect if suspect else self._carry
            self._engine.crew.take(lambda future: carry(claimed, future), future)
            return future

        def is_ours() -> bool:
            return self.at_hand.get(claimed.run.id) is future

        self._engine.crew.take(lambda future: end(future, guard.carry(claimed, is_ours)), future)
        return future

    def put_away(self) -> None:
        """Forget runs that came to a stop; raise what brought one down that is not the run's own fault."""
        for run_id, future in tuple(self.at_hand.items()):
            if future.done():
                del self.at_hand[run_id]
                future.result()

    def drain(self) -> None:
        """Wait until every run at hand has come to a stop."""
        for future in tuple(self.at_hand.values()):
            with suppress(Exception):  # said already, or by the run itself
                future.result()
        self.at_hand.clear()

    def _carry_suspect(self, claimed: Claimed, future: Future[Outcome]) -> None:
        """Carry a run whose last holder was gone, unless that has happened too often."""
        found = persist(lambda: deaths.doubt(self._engine.database, claimed.claim))
        if found is None:
            end(future, Lost())
        elif found.state is Status.QUARANTINED:
            self._engine.emit(RunEnded(found.id, found.status, found.last_error, found.reason))
            end(future, Stopped(Status.QUARANTINED, found.last_error))
        else:
            self._carry(Claimed(replace(claimed.claim, fence=found.fence), found), future)

    def _carry(self, claimed: Claimed, future: Future[Outcome]) -> None:
        run_id, fresh = claimed.run.id, [claimed]

        def go_on() -> None:
            others = [held for held in tuple(self.at_hand) if held != run_id]
            for held in fresh or self._claim(1, run_id, others):
                fresh.clear()
                self._executor.execute(held, future)
                return
            end(future, Lost())

        persist(go_on)

    def _claim(self, limit: int, run_id: UUID | None, at_hand: Collection[UUID]) -> list[Claimed]:
        return claims.claim(self._engine.database, self._claimant, limit=limit, run_id=run_id, at_hand=at_hand)
