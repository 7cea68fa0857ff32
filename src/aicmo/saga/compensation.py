"""The undo: what is outside, then what is inside in one transaction with the receipt, then the files; stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

from aicmo.errors import EnvironmentProblem
from aicmo.saga import committer
from aicmo.saga.definition import unit
from aicmo.saga.deletion import Deletion
from aicmo.saga.errors import Refused
from aicmo.saga.events import CompensationStarted, StepUndone
from aicmo.saga.history import Turn
from aicmo.saga.outcomes import Stopped
from aicmo.saga.retries import start_again_in
from aicmo.saga.states import Status
from aicmo.saga.undoing import Undoing
from aicmo.saga.unknown import contention, first_line, persist
from aicmo.saga.unmaking import live_steps, unmake

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga
    from aicmo.saga.engine import Engine
    from aicmo.saga.models import WorkflowRun


@dataclass(frozen=True, slots=True)
class Undone:
    """What the undo of the rows did: receipts by step or item, the folders that stay, and whether that was all."""

    receipts: Sequence[tuple[str, dict[str, Any]]]
    folders: Collection[str]
    is_over: bool


class Compensation:
    """Undoes one claimed run of a saga, wholly or back to a step; safe to start again after a crash at any point."""

    def __init__(self, engine: Engine, saga: Saga, claim: Claim, run: WorkflowRun) -> None:
        """Nothing happens before :meth:`carry_out`."""
        self._engine = engine
        self._saga = saga
        self._claim = claim
        self._run = run

    def carry_out(self) -> Stopped:
        """Delete every row and file to be undone, or quarantine the run with the reason and delete nothing."""
        self._engine.emit(CompensationStarted(self._run.id, self._run.reason or ""))
        try:
            if stopped := self._undo_outside():
                return stopped
            undone = self._delete_rows()
        except Refused as refusal:
            return self._quarantine(str(refusal))
        except DBAPIError as error:
            return self._quarantine(f"The database refused the deletion: {first_line(error)}")
        except EnvironmentProblem as problem:
            if not (said := contention(problem)):
                raise
            return self._quarantine(f"The database could not delete in time: {said}")
        for name, receipt in undone.receipts:
            self._engine.emit(StepUndone(self._run.id, name, receipt))
        if undone.is_over:
            return Stopped(Status.COMPENSATED, self._run.last_error)
        return self._delete_files(undone.folders)

    def _delete_files(self, kept: Collection[str]) -> Stopped:
        try:
            self._engine.storage.discard(self._run.id, up_to=self._claim.fence, keep=kept)
        except EnvironmentProblem as problem:
            return self._quarantine(f"The rows are gone, a folder is not. {problem}")
        return self._end()

    def _undo_outside(self) -> Stopped | None:
        if not self._saga.acts_outside:
            return None
        with self._engine.database.connect() as connection:
            live = live_steps(connection, self._run.id)
        return Undoing(self._engine, self._saga, self._claim, self._run).carry_out(live, back_to=self._back_to())

    def _delete_rows(self) -> Undone:
        # Without a file to delete first, the last word travels along.
        is_over = self._run.rewind_to is None and not any(self._engine.storage.folders(self._run.id))
        planned = Deletion(self._claim, self._saga, self._back_to(), is_over)
        steps = None if self._run.accepted else self._engine.flights.undo(planned)
        if steps is None:
            steps = persist(lambda: self._unmade(planned))
        receipts = [(unit(step, item), receipt) for step, item, receipt, _ in steps if receipt is not None]
        kept = {folder for *_, receipt, folder in steps if receipt is None and folder}
        return Undone(receipts, kept, is_over)

    def _unmade(self, planned: Deletion) -> Sequence[Any]:
        database = self._engine.database
        with database.transaction() as connection:
            return unmake(database, connection, planned, accepted=bool(self._run.accepted))

    def _back_to(self) -> int:
        """Return the place of the first step to undo."""
        target = self._run.rewind_to
        return self._run.steps.index(target) if target in self._run.steps else 0

    def _end(self) -> Stopped:
        database, run = self._engine.database, self._run
        if run.rewind_to is not None:
            again: dict[str, Any] = {"rewind_to": None, "attempt": run.attempt + 1, "tried": {}, "reason": run.reason}
            if run.reason == "out of attempts":
                again["after"] = start_again_in(self._saga, run.retry_count)
            persist(lambda: committer.stop(database, self._claim, Status.PENDING, Turn.STARTED_AGAIN, **again))
            return Stopped(Status.PENDING, run.last_error)
        persist(lambda: committer.stop(database, self._claim, Status.COMPENSATED, Turn.UNDONE))
        return Stopped(Status.COMPENSATED, run.last_error)

    def _quarantine(self, why: str) -> Stopped:
        cause = {"reason": self._run.reason, "error": self._run.last_error}
        values: dict[str, Any] = {"reason": "refused", "last_error": why, "cause": cause, "accepted": None}
        committer.stop(self._engine.database, self._claim, Status.QUARANTINED, Turn.QUARANTINED, **values)
        return Stopped(Status.QUARANTINED, why, "refused")
