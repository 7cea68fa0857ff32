"""One claim's way forward through the steps of its run: attempt, store, commit, one step after another."""

from __future__ import annotations

from functools import partial
from threading import current_thread
from time import monotonic
from typing import TYPE_CHECKING

from aicmo.saga import signals
from aicmo.saga.attempt import items_of
from aicmo.saga.committer import Work
from aicmo.saga.events import RunWaits, StepCommitted, StepStarted
from aicmo.saga.failing import fail, go_back, stop
from aicmo.saga.fanning import Fan
from aicmo.saga.history import Turn
from aicmo.saga.outcomes import Back, Failure, Kept, Outcome, Stopped, Waiting
from aicmo.saga.retries import pause
from aicmo.saga.states import Status
from aicmo.saga.trying import Trying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Step
    from aicmo.saga.engine import Engine
    from aicmo.saga.failing import Trip
    from aicmo.saga.recall import Facts


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
        self._trying = Trying(engine, claim, trip, facts)

    def go(self) -> Outcome:
        """Take the steps that are not committed yet, as far as they go. Raises Stale when the claim is lost."""
        done = self._trip.committed
        for seq, step in enumerate(self._trip.saga.steps[done:], start=done):
            if self._engine.stopping():
                return self._release()
            self._engine.emit(StepStarted(self._run.id, step.name, self._run.tried.get(step.name, 0) + 1))
            match self._take(step, seq):
                case Kept() as kept:
                    self._trip.committed += 1
                    self._engine.emit(StepCommitted(self._run.id, step.name, kept.elapsed_ms, kept.counts()))
                case Stopped() as stopped:
                    return stopped
                case Failure() as failure:
                    return self._fail(step, failure)
                case Waiting() as waiting:
                    return self._wait(step, waiting)
                case Back() as back:
                    return self._back(step, back)
        return Stopped(Status.COMPLETED)

    def _release(self) -> Stopped:
        # Being asked to stop acquits nobody: the next holder goes on counting, and carries a suspect alone.
        return stop(self._engine, self._claim, Status.PENDING, Turn.RELEASED, deaths=self._run.deaths)

    def _take(self, step: Step, seq: int) -> Kept | Failure | Waiting | Back | Stopped:
        if step.hears:
            self._facts.signals = signals.received(self._engine.database, self._run.id, self._run.attempt)
        if step.each is not None:
            return self._fan_out(step, seq)
        hand = current_thread()

        def on_late(failure: Failure) -> None:
            self._engine.crew.leave(hand)
            self._late(lambda: self._fail(step, failure))

        ended = self._trying.once(step, seq, on_late)
        if isinstance(ended, Kept):
            self._add([*self._facts.items.values(), ended])
        return ended

    def _fan_out(self, step: Step, seq: int) -> Kept | Failure | Stopped:
        started = monotonic()
        names = items_of(step, self._facts, self._engine.tools)
        if isinstance(names, Failure):
            return names
        made = {name: kept for name, kept in self._facts.items.items() if name in names}
        if len(made) != len(self._facts.items):
            return Failure("bug", f"Step {step.name} does not name its items as before: some of them are finished.")
        fan = Fan(self._engine, self._trying, step, seq)
        ended = fan.carry([name for name in names if name not in made], partial(self._is_final, step))
        made |= {name: result for name, result in ended.items() if isinstance(result, Kept)}
        self._facts.folders.update(kept.folder for kept in made.values() if kept.folder)
        if failures := {name: result for name, result in ended.items() if isinstance(result, Failure)}:
            return fail(self._engine, self._claim, self._trip, step, failures)
        if len(made) < len(names):
            return self._release()
        return self._join(step, seq, {name: made[name] for name in names}, round((monotonic() - started) * 1000))

    def _join(self, step: Step, seq: int, made: dict[str, Kept], elapsed_ms: int) -> Kept | Failure:
        last = step is self._trip.saga.steps[-1]
        work = Work(step.name, seq, self._run.attempt, (), None, (), elapsed_ms, last, items=tuple(made))
        if refused := self._trying.commit(work):
            return refused
        self._add(made.values())
        rows = [row for kept in made.values() for row in kept.rows]
        return Kept(rows, None, [name for kept in made.values() for name in kept.names], elapsed_ms)

    def _add(self, made: Iterable[Kept]) -> None:
        for kept in list(made):
            self._facts.add(kept.rows, kept.folder, kept.names)
        self._facts.items.clear()

    def _is_final(self, step: Step, item: str, failure: Failure) -> bool:
        return pause(step, failure, self._run.tried.get(step.unit(item), 0) + 1) is None

    def _fail(self, step: Step, failure: Failure) -> Stopped:
        return fail(self._engine, self._claim, self._trip, step, {"": failure})

    def _wait(self, step: Step, waiting: Waiting) -> Outcome:
        if not step.hears:
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
