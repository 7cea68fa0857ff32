"""The undo: what is outside, then what is inside in one transaction with the receipt, then the files; stop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Uuid, bindparam, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from aicmo.errors import EnvironmentProblem
from aicmo.saga import committer, ledger, outbox
from aicmo.saga.definition import unit
from aicmo.saga.deletion import Deletion
from aicmo.saga.errors import Refused
from aicmo.saga.events import CompensationStarted, StepUndone
from aicmo.saga.history import Turn
from aicmo.saga.models import WorkflowStep
from aicmo.saga.outcomes import Stopped
from aicmo.saga.retries import start_again_in
from aicmo.saga.states import Status
from aicmo.saga.undoing import Undoing
from aicmo.saga.unknown import contention, first_line, persist

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database
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
        if not self._run.accepted:
            steps = self._engine.flights.undo(Deletion(self._claim, self._saga, self._back_to(), is_over))
            if steps is not None:
                receipts = [(unit(step, item), receipt) for step, item, receipt, _ in steps if receipt is not None]
                return Undone(
                    receipts, {folder for *_, receipt, folder in steps if receipt is None and folder}, is_over
                )
        return persist(lambda: self._delete_in_turn(is_over=is_over))

    def _delete_in_turn(self, *, is_over: bool) -> Undone:
        database, run_id = self._engine.database, self._run.id
        with database.transaction() as connection:
            committer.fence(connection, self._claim)
            live = live_steps(connection, run_id)
            undone = [step for step in live if step.seq >= self._back_to()]
            kept = [step for step in live if step not in undone]
            ids = ledger.row_ids(step.effects for step in undone)
            # What a person has accepted is that rows are gone; rows that somebody took over are still there.
            absent = ledger.absent(connection, self._saga, ids) if self._run.accepted else {}
            listed = ledger.without(ids, absent)
            ledger.delete(connection, self._saga, run_id, listed, kept=ledger.row_ids(step.effects for step in kept))
            mark_undone(database, connection, undone, absent)
            outbox.withdraw(database, connection, run_id, {step.step for step in undone})
            if is_over:
                committer.finish(database, connection, self._claim, Status.COMPENSATED, Turn.UNDONE)
        receipts = [(unit(step.step, step.item), ledger.receipt(step.effects, absent)) for step in undone]
        return Undone(receipts, {step.effects.get("folder", "") for step in kept}, is_over)

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


def mark_undone(database: Database, connection: Connection, steps: Sequence[WorkflowStep], absent: ledger.Ids) -> None:
    """Write down that what these checkpoints list is gone; ``absent`` rows were so before."""
    if steps:
        marks = [{"of": step.id, "receipt": ledger.receipt(step.effects, absent)} for step in steps]
        connection.execute(_marking(database.now()), marks)


@lru_cache(maxsize=16)
def _marking(clock: str) -> Any:
    table: Any = WorkflowStep.__table__
    return update(table).where(table.c.id == bindparam("of", type_=Uuid())).values(undone_at=sql(clock))


def live_steps(connection: Connection, run_id: UUID) -> Sequence[WorkflowStep]:
    """Return the checkpoints that are not undone, last one first."""
    query = select(WorkflowStep).where(WorkflowStep.run_id == run_id, WorkflowStep.undone_at.is_(None))
    with Session(connection) as session:
        found = session.scalars(query.order_by(WorkflowStep.seq.desc(), WorkflowStep.id.desc())).all()
        session.expunge_all()
        return found
