"""What happened to a run, in order, as one list: its making, each step done and undone, each turn, its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aicmo import saga
from aicmo.errors import AicmoError
from aicmo.reception import story
from aicmo.reception.record import flat, made
from aicmo.saga import Status

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from aicmo.app import App
    from aicmo.saga import WorkflowRun, WorkflowStep

ENDED: Final = {Status.COMPLETED, Status.FAILED, Status.COMPENSATED}


class NoSuchEvent(AicmoError):
    """The run has no event of this id."""


@dataclass(frozen=True)
class Happening:
    """One event. ``id`` names it for good: who has seen it can ask for what came after."""

    id: str
    at: datetime
    kind: str
    step: str | None
    attempt: int
    detail: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON data, in the shape of a turn in a run's ``history``."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "kind": self.kind,
            "step": self.step,
            "attempt": self.attempt,
            "detail": self.detail,
        }


def happenings(app: App, run: WorkflowRun) -> list[Happening]:
    """Return everything that happened to a run until now, oldest first."""
    found = [Happening("created", run.created_at, "created", None, 1, {})]
    for turn in saga.turns(app.database, run.id):
        told = story.as_json(turn)
        found.append(Happening(turn.id.hex, turn.at, turn.kind, turn.step, turn.attempt, told["detail"]))
    for step in saga.steps(app.database, run.id):
        found += _of_step(step)
    if run.state in ENDED and run.completed_at is not None:
        detail = {"status": run.status, "reason": run.reason, "error": run.last_error}
        found.append(Happening("ended", run.completed_at, "ended", None, run.attempt, detail))
    order = {"created": 0, "ended": 2}
    return sorted(found, key=lambda one: (order.get(one.id, 1), one.at, one.id))


def after(found: list[Happening], seen: str | None) -> list[Happening]:
    """Return what came after the event that was ``seen`` last; raises NoSuchEvent for one that is none of these."""
    if seen is None:
        return found
    for number, one in enumerate(found):
        if one.id == seen:
            return found[number + 1 :]
    raise NoSuchEvent("The run has no event of this id. Leave it out to begin at the first one.")


def _of_step(step: WorkflowStep) -> Iterator[Happening]:
    name = f"{step.step}/{step.item}" if step.item else step.step
    done = {"elapsed_ms": step.elapsed_ms, "made": made(step)}
    yield Happening(f"{step.id.hex}-done", step.committed_at, "step done", name, step.attempt, done)
    if step.undone_at is not None:
        gone = {"deleted": flat(step.receipt or {})}
        yield Happening(f"{step.id.hex}-undone", step.undone_at, "step undone", name, step.attempt, gone)
