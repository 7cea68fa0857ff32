"""What becomes of a run whose step failed: another try, another start, or the undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aicmo.saga import committer
from aicmo.saga.compensation import Compensation
from aicmo.saga.definition import External
from aicmo.saga.events import StepFailed
from aicmo.saga.history import Turn
from aicmo.saga.outcomes import Back, Failure, Stopped
from aicmo.saga.retries import pause, start_again_in
from aicmo.saga.states import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga, Step
    from aicmo.saga.engine import Engine
    from aicmo.saga.models import WorkflowRun


@dataclass
class Trip:
    """A run under way: how many steps are committed, and the folders that their checkpoints name."""

    run: WorkflowRun
    saga: Saga
    committed: int
    folders: Collection[str]


def fail(engine: Engine, claim: Claim, trip: Trip, step: Step, failures: Mapping[str, Failure]) -> Stopped:
    """Try what failed of the step again later, or give the run up. ``failures`` are by item, "" for a whole step."""
    run = trip.run
    engine.storage.discard(run.id, up_to=claim.fence, keep=trip.folders)
    tried, pauses = dict(run.tried), []
    given_up: Failure | None = None
    for item, failure in failures.items():
        unit = step.unit(item)
        tried[unit] = tried.get(unit, 0) + 1
        again_in = pause(step, failure, tried[unit])
        engine.emit(StepFailed(run.id, step.name, failure.named(item).error, again_in, tried[unit]))
        if again_in is None:
            given_up = given_up or failure.named(item)
        else:
            pauses.append(again_in)
    if given_up is not None:
        return give_up(engine, claim, trip, given_up, step=step.name, tried=tried)
    first = next(failure.named(item) for item, failure in failures.items())
    why: dict[str, Any] = {"last_error": first.error, "tried": tried, "reason": "retrying"}
    return stop(engine, claim, Status.PENDING, Turn.RETRYING, step=step.name, after=max(pauses), **why)


def give_up(
    engine: Engine, claim: Claim, trip: Trip, failure: Failure, *, step: str | None = None, **why: Any
) -> Stopped:
    """Undo the run; one that only had bad luck starts again from its first step, if its saga allows another start."""
    run, saga = trip.run, trip.saga
    why |= {"last_error": failure.error, "reason": failure.reason, "report": failure.report or None}
    if failure.kind == "timed out":  # what a wait said to those who did not answer is what they want to read now
        why["report"] = run.report
    if run.past_pivot_at is not None:
        said = f"Past its pivot, the run cannot be undone, and its way forward failed: {failure.error}"
        why |= {"reason": "past pivot", "last_error": said, "tried": {}}
        return stop(engine, claim, Status.QUARANTINED, Turn.QUARANTINED, step=step, **why)
    starts_again = failure.kind == "transient" and run.retry_count < saga.retries
    if starts_again:
        why["retry_count"] = run.retry_count + 1
    has_nothing = not trip.committed and _commits_at_its_end(saga.steps[0])
    if has_nothing and starts_again:
        why |= {"attempt": run.attempt + 1, "tried": {}}
        after = start_again_in(saga, why["retry_count"])
        return stop(engine, claim, Status.PENDING, Turn.STARTED_AGAIN, step=step, after=after, **why)
    if has_nothing:
        return stop(engine, claim, Status.FAILED, Turn.FAILED, step=step, **why)
    why["rewind_to"] = saga.step_names[0] if starts_again else None
    turned = engine.flights.turn(claim, step=step, **why)
    return undo(engine, turned, run, why)


def _commits_at_its_end(step: Step) -> bool:
    return not isinstance(step, External) and step.each is None and not step.journals


def go_back(engine: Engine, claim: Claim, trip: Trip, back: Back) -> Stopped:
    """Undo what the run made from a step on, and let it go forward again from there."""
    why: dict[str, Any] = {"rewind_to": back.step, "reason": "rewound", "last_error": back.because, "report": None}
    return undo(engine, engine.flights.turn(claim, **why), trip.run, why)


def undo(engine: Engine, claim: Claim, run: WorkflowRun, changed: dict[str, Any] | None = None) -> Stopped:
    """Undo a run that is being compensated. ``changed`` are columns that ``run`` does not show yet."""
    for name, value in (changed or {}).items():
        setattr(run, name, value)
    return Compensation(engine, engine.sagas.undo(run), claim, run).carry_out()


def stop(engine: Engine, claim: Claim, status: Status, turn: Turn, **values: Any) -> Stopped:
    """Let go of the run in ``status``; ``values`` as in :func:`~aicmo.saga.committer.stop`."""
    committer.stop(engine.database, claim, status, turn, **values)
    return Stopped(status, values.get("last_error"), values.get("reason"))
