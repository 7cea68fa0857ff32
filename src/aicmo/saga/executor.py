"""Carries one claim to a stop: forward, or back. Never polls, never decides who may run what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.saga import runs, signals
from aicmo.saga.crew import end
from aicmo.saga.errors import Held, Refused, Stale
from aicmo.saga.events import RunClaimed, RunEnded, RunLost, WaitExpired
from aicmo.saga.failing import Trip, give_up, stop, undo
from aicmo.saga.forward import Forward
from aicmo.saga.history import Turn
from aicmo.saga.outcomes import Failure, Lost, Outcome, Stopped
from aicmo.saga.recall import recall
from aicmo.saga.retries import FOR_EVER
from aicmo.saga.states import Status
from aicmo.saga.trying import Overrun
from aicmo.saga.unknown import persist

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from aicmo.saga.claims import Claimed
    from aicmo.saga.engine import Engine
    from aicmo.saga.models import WorkflowRun


class Executor:
    """Executes claims of the sagas that its engine knows."""

    def __init__(self, engine: Engine) -> None:
        """Nothing happens before :meth:`execute`."""
        self._engine = engine

    def execute(self, claimed: Claimed, future: Future[Outcome]) -> None:
        """Carry the run to a stop and end ``future`` with how; a fence that fails stops all work on it at once."""
        self._engine.emit(_claimed(claimed))
        if claimed.run.state is Status.COMPENSATING:
            self._conclude(claimed, future, lambda: undo(self._engine, claimed.claim, claimed.run))
        else:
            self._conclude(claimed, future, lambda: self._forward(claimed, future))

    def _conclude(self, claimed: Claimed, future: Future[Outcome], work: Callable[[], Outcome]) -> None:
        try:
            outcome = work()
        except Overrun:
            return
        except Stale:
            outcome = Lost()
            self._engine.emit(RunLost(claimed.run.id))
        if isinstance(outcome, Stopped):
            self._engine.emit(_ended(claimed, outcome))
        end(future, outcome)

    def _forward(self, claimed: Claimed, future: Future[Outcome]) -> Outcome:
        engine, claim, run = self._engine, claimed.claim, claimed.run
        # A run that nobody held before has no checkpoint: whoever would have written one had a fence.
        done = (
            [step for step in runs.steps(engine.database, run.id) if step.undone_at is None] if claim.fence > 1 else []
        )
        try:
            joined = [step.step for step in done if not step.item]
            saga = engine.sagas.forward(run, joined)
            facts = recall(engine.database, engine.storage, saga, run, done)
        except Held as held:
            return stop(engine, claim, Status.WAITING, Turn.HELD, after=FOR_EVER, reason="held", last_error=str(held))
        except Refused as refusal:
            return stop(engine, claim, Status.QUARANTINED, Turn.QUARANTINED, reason="refused", last_error=str(refusal))
        trip = Trip(run, saga, len(joined), facts.folders)
        if claim.fence > 1:  # a folder that no checkpoint names is an earlier holder's, who died before his commit
            engine.storage.discard(run.id, up_to=claim.fence, keep=trip.folders)
        if overdue := _overdue(run):
            return give_up(engine, claim, trip, overdue)
        if run.waiting is not None:
            signals.expire(engine.database, claim, run.waiting["signal"], run.attempt)
            engine.emit(WaitExpired(run.id, run.waiting["signal"]))

        def late(work: Callable[[], Outcome]) -> None:
            try:  # again when the line is cut: what had landed then shows as a claim that is lost
                persist(lambda: self._conclude(claimed, future, work))
            except BaseException as error:  # noqa: BLE001 (whoever waits for the run gets it)
                end(future, error=error)

        return Forward(engine, claim, trip, facts, late).go()


def _overdue(run: WorkflowRun) -> Failure | None:
    """Return why the run's time is up, if it is, by the database's clock at the claim."""
    if run.past_pivot_at is None and run.deadline_at is not None and run.deadline_at <= run.updated_at:
        return Failure("timed out", "The run did not end within its saga's time.")
    if run.waiting is not None and run.waiting["then"] == "compensate":
        return Failure("timed out", f"Nobody sent {run.waiting['signal']!r} in time.")
    return None


def _ended(claimed: Claimed, outcome: Stopped) -> RunEnded:
    run = claimed.run
    why = run.reason if outcome.status in {Status.COMPENSATING, Status.COMPENSATED} else None
    return RunEnded(run.id, outcome.status, outcome.error, outcome.reason or why)


def _claimed(claimed: Claimed) -> RunClaimed:
    run = claimed.run
    waited = (run.claimed_at - run.available_at).total_seconds() if run.claimed_at else 0.0
    return RunClaimed(
        run.id, claimed.claim.fence, run.workflow, run.status, run.attempt, max(0.0, waited), run.takeovers > 0
    )
