"""The undo: fence, delete what is inside in one transaction, then the files, write the receipt, stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import literal_column as sql
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from aicmo.errors import EnvironmentProblem
from aicmo.saga import committer, ledger
from aicmo.saga.errors import Refused
from aicmo.saga.events import CompensationStarted, StepUndone
from aicmo.saga.models import WorkflowStep
from aicmo.saga.outcomes import Outcome, Stopped
from aicmo.saga.states import Status
from aicmo.saga.unknown import contention, first_line, persist

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga
    from aicmo.saga.events import Listener
    from aicmo.saga.storage import Storage


class Compensation:
    """Undoes one run of a saga; safe to start again after a crash at any point."""

    def __init__(self, database: Database, saga: Saga, storage: Storage, emit: Listener) -> None:
        """Nothing happens before :meth:`carry_out`."""
        self._database = database
        self._saga = saga
        self._storage = storage
        self._emit = emit

    def carry_out(self, claim: Claim, reason: str) -> Outcome:
        """Delete every row and file of the claimed run, or quarantine it with the reason and delete nothing."""
        self._emit(CompensationStarted(claim.run_id, reason))
        try:
            undone = persist(lambda: self._delete_rows(claim))
        except Refused as refusal:
            return self._quarantine(claim, str(refusal))
        except DBAPIError as error:
            return self._quarantine(claim, f"The database refused the deletion: {first_line(error)}")
        except EnvironmentProblem as problem:
            if not (said := contention(problem)):
                raise
            return self._quarantine(claim, f"The database could not delete in time: {said}")
        for step in undone:
            self._emit(StepUndone(claim.run_id, step.step, ledger.receipt(step.effects)))
        try:
            self._storage.discard(claim.run_id, up_to=claim.fence)
        except EnvironmentProblem as problem:
            return self._quarantine(claim, f"The rows are gone, a folder is not. {problem}")
        persist(lambda: committer.stop(self._database, claim, Status.COMPENSATED))
        return Stopped(Status.COMPENSATED)

    def _delete_rows(self, claim: Claim) -> Sequence[WorkflowStep]:
        with self._database.transaction() as connection:
            committer.fence(connection, claim)
            live = _live_steps(connection, claim)
            ledger.delete(connection, self._saga, claim.run_id, ledger.row_ids(step.effects for step in live))
            for step in live:
                self._mark_undone(connection, step)
            return live

    def _mark_undone(self, connection: Connection, step: WorkflowStep) -> None:
        connection.execute(
            update(WorkflowStep)
            .where(WorkflowStep.id == step.id)
            .values(undone_at=sql(self._database.now()), receipt=ledger.receipt(step.effects))
        )

    def _quarantine(self, claim: Claim, why: str) -> Outcome:
        committer.stop(self._database, claim, Status.QUARANTINED, reason="refused", last_error=why)
        return Stopped(Status.QUARANTINED)


def _live_steps(connection: Connection, claim: Claim) -> Sequence[WorkflowStep]:
    """Return the checkpoints to undo, last one first."""
    query = select(WorkflowStep).where(WorkflowStep.run_id == claim.run_id, WorkflowStep.undone_at.is_(None))
    with Session(connection) as session:
        found = session.scalars(query.order_by(WorkflowStep.seq.desc())).all()
        session.expunge_all()
        return found
