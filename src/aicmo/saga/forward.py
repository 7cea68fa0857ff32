"""One claim's way forward through the steps of its run: attempt, store, commit, one step after another."""

from __future__ import annotations

from threading import current_thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from aicmo.errors import EnvironmentProblem
from aicmo.saga import committer, intents, runs, signals
from aicmo.saga.attempt import attempt
from aicmo.saga.committer import Member, Work
from aicmo.saga.definition import External
from aicmo.saga.errors import Stale
from aicmo.saga.events import RunWaits, StepCommitted, StepStarted
from aicmo.saga.facts import File, Message
from aicmo.saga.failing import fail, go_back, stop
from aicmo.saga.history import Turn
from aicmo.saga.models import Owned
from aicmo.saga.orders import REHEARSE
from aicmo.saga.outcomes import Back, Failure, Outcome, Stopped, Success, Waiting
from aicmo.saga.states import Status
from aicmo.saga.unknown import persist, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Step
    from aicmo.saga.engine import Engine
    from aicmo.saga.facts import Key
    from aicmo.saga.failing import Trip
    from aicmo.saga.models import WorkflowRun
    from aicmo.saga.recall import Facts


class Overrun(Exception):
    """The step returned after its time: the watch has said so already, and nothing of this return counts."""


class Forward:
    """Carries one claimed run forward."""

    def __init__(
        self, engine: Engine, claim: Claim, trip: Trip, facts: Facts, late: Callable[[Callable[[], Outcome]], None]
    ) -> None:
        """``late`` is given what is to be done, aside of this thread, when a step has overrun its time."""
        self._engine = engine
        self._claim = claim
        self._trip = trip
        self._run = trip.run
        self._facts = facts
        self._late = late
        self._ends_at = _ends_at(trip.run)

    def go(self) -> Outcome:
        """Take the steps that are not committed yet, as far as they go. Raises Stale when the claim is lost."""
        done = self._trip.committed
        for seq, step in enumerate(self._trip.saga.steps[done:], start=done):
            if self._engine.stopping():
                return stop(self._engine, self._claim, Status.PENDING, Turn.RELEASED)
            self._engine.emit(StepStarted(self._run.id, step.name))
            match self._take(step, seq):
                case Failure() as failure:
                    return self._fail(step, failure)
                case Waiting() as waiting:
                    return self._wait(step, waiting)
                case Back() as back:
                    return self._back(step, back)
        if self._claim.fence > 1:  # an earlier holder may have left a folder that no checkpoint names
            self._engine.storage.discard(self._run.id, up_to=self._claim.fence, keep=self._facts.folders)
        return Stopped(Status.COMPLETED)

    def _take(self, step: Step, seq: int) -> Success | Failure | Waiting | Back:
        if any(need.kind == "signals" for need in step.needs):
            self._facts.signals = signals.received(self._engine.database, self._run.id, self._run.attempt)
        started = monotonic()
        key = self._begin(step, seq) if isinstance(step, External) else None
        ended = answer = self._attempt(step, key, started)
        if isinstance(answer, Success):
            ended = self._keep(step, seq, answer, key)
        if key and isinstance(ended, Failure) and (isinstance(answer, Success) or ended.kind == "rejected"):
            intents.answered(self._engine.database, self._claim, key)
        return ended

    def _begin(self, step: External, seq: int) -> Key:
        engine, seconds = self._engine, self._seconds(step)
        key = persist(lambda: intents.begin(engine.database, self._claim, self._run, step, seq, seconds))
        if step.pivot and self._run.past_pivot_at is None:
            self._run.past_pivot_at = self._run.updated_at  # a moment later in truth; here only whether counts
            self._ends_at = float("inf")
        return key

    def _seconds(self, step: Step) -> float:
        return min(step.timeout, max(self._ends_at - monotonic(), 0.0))

    def _attempt(self, step: Step, key: Key | None, started: float) -> Success | Failure | Waiting | Back:
        # The time counts from before the intent: a call must be over when its intent says that it is.
        seconds = max(self._seconds(step) - (monotonic() - started), 0.0)
        hand = current_thread()

        def overrun() -> Outcome:
            self._engine.crew.leave(hand)
            kind: Any = "transient" if self._ends_at > monotonic() else "timed out"
            return self._fail(step, Failure(kind, f"{step.name} did not end within {seconds:.0f} s."))

        limit = self._engine.watch.start(seconds, lambda: self._late(overrun))
        result = attempt(step, self._facts, self._engine.tools, key)
        if not self._engine.watch.end(limit):
            raise Overrun
        return result

    def _keep(self, step: Step, seq: int, success: Success, key: Key | None) -> Success | Failure:
        rows = [made for made in success.made if isinstance(made, Owned)]
        files = [made for made in success.made if isinstance(made, File)]
        folder, stored = self._store(step, files)
        if self._facts.run.meta.get(REHEARSE) == step.name:
            return Failure("rehearsed", f"Rehearsal: {step.name} was told to fail after its work.")
        last = step is self._trip.saga.steps[-1]
        messages = [made for made in success.made if isinstance(made, Message)]
        work = Work(
            step.name,
            seq,
            self._run.attempt,
            rows,
            folder,
            stored,
            success.elapsed_ms,
            last,
            messages=messages,
            key=key,
        )
        try:
            refused = settle(self._engine, Member.of(self._trip.saga, self._claim, work))
        except Stale:
            self._forget(folder)
            raise
        if refused is not None:
            return refused
        self._facts.add(rows, folder, [file.name for file in files])
        self._trip.committed += 1
        self._engine.emit(StepCommitted(self._run.id, step.name, success.elapsed_ms, _count(rows, files)))
        return success

    def _store(self, step: Step, files: Sequence[File]) -> tuple[str | None, Sequence[Any]]:
        if not files:
            return None, ()
        try:
            return self._engine.storage.write(self._run.id, self._claim.fence, step.name, files)
        except EnvironmentProblem:  # whoever took the run over may have deleted the folder under our hands
            with self._engine.database.transaction() as connection:
                committer.fence(connection, self._claim)
            raise

    def _forget(self, folder: str | None) -> None:
        # Asked, not assumed: the commit may have landed before the claim was lost.
        if folder is not None and folder not in runs.folders(self._engine.database, self._run.id):
            self._engine.storage.remove(folder)

    def _fail(self, step: Step, failure: Failure) -> Outcome:
        return fail(self._engine, self._claim, self._trip, step, failure)

    def _wait(self, step: Step, waiting: Waiting) -> Outcome:
        if not any(need.kind == "signals" for need in step.needs):
            return self._fail(
                step, Failure("bug", f"Step {step.name} waits but takes no Signals, so it would wait for ever.")
            )
        self._engine.storage.discard(self._run.id, up_to=self._claim.fence, keep=self._facts.folders)
        status = signals.wait(self._engine.database, self._claim, step.name, waiting, self._facts.signals)
        self._engine.emit(RunWaits(self._run.id, step.name, waiting.signal, waiting.within))
        return Stopped(status)

    def _back(self, step: Step, back: Back) -> Outcome:
        before = self._trip.saga.step_names[: self._trip.committed + 1]
        if back.step not in before:
            return self._fail(
                step, Failure("bug", f"Step {step.name} goes back to {back.step!r}, which is not before it.")
            )
        if self._run.past_pivot_at is not None:
            return self._fail(step, Failure("bug", f"Step {step.name} goes back, and the run is past its pivot."))
        if not any(signal.attempt == self._run.attempt and not signal.expired for signal in self._facts.signals):
            return self._fail(
                step, Failure("bug", f"Step {step.name} goes back though nobody asked in this attempt: for ever.")
            )
        self._engine.storage.discard(self._run.id, up_to=self._claim.fence, keep=self._facts.folders)
        return go_back(self._engine, self._claim, self._trip, back)


def _ends_at(run: WorkflowRun) -> float:
    """Return when the run's time is up, on this process's clock; both dates are the database's, of the claim."""
    if run.deadline_at is None or run.past_pivot_at is not None:
        return float("inf")
    return monotonic() + (run.deadline_at - run.updated_at).total_seconds()


def _count(rows: Sequence[Owned], files: Sequence[File]) -> dict[str, int]:
    made: dict[str, int] = {}
    for row in rows:
        name = row.__table__.fullname  # type: ignore[attr-defined]
        made[name] = made.get(name, 0) + 1
    return made | ({"files": len(files)} if files else {})
