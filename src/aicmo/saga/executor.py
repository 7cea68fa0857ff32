"""Carries one claim to a stop: fence, step, commit, match the outcome. Never polls, never decides who may run what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aicmo.errors import EnvironmentProblem
from aicmo.saga import committer, runs
from aicmo.saga.attempt import attempt
from aicmo.saga.committer import Work
from aicmo.saga.compensation import Compensation
from aicmo.saga.errors import Held, Refused, Stale
from aicmo.saga.events import RunClaimed, RunEnded, StepCommitted, StepFailed, StepStarted
from aicmo.saga.facts import File
from aicmo.saga.models import Owned
from aicmo.saga.outcomes import Failure, Lost, Outcome, Stopped, Success
from aicmo.saga.recall import recall
from aicmo.saga.retries import pause
from aicmo.saga.states import Status
from aicmo.saga.unknown import settle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga, Step
    from aicmo.saga.events import Listener
    from aicmo.saga.models import WorkflowRun, WorkflowStep
    from aicmo.saga.recall import Facts
    from aicmo.saga.storage import Storage


class Executor:
    """Executes claims of the sagas it knows."""

    def __init__(
        self,
        database: Database,
        sagas: Mapping[str, Saga],
        storage: Storage,
        tools: Mapping[Any, Any],
        emit: Listener,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        """``tools`` are given to steps by type; ``stopping`` is asked before each step."""
        self._database = database
        self._sagas = sagas
        self._storage = storage
        self._tools = tools
        self._emit = emit
        self._stopping = stopping

    def execute(self, claim: Claim) -> Outcome:
        """Carry the run forward, or undo it, until it stops; a fence that fails stops all work on it at once."""
        try:
            run = runs.get(self._database, claim.run_id)
            self._emit(RunClaimed(run.id, claim.fence))
            outcome = self._undo(claim, run) if run.state is Status.COMPENSATING else self._forward(claim, run)
        except Stale:
            return Lost()
        ended = runs.get(self._database, claim.run_id)
        self._emit(RunEnded(claim.run_id, ended.status, ended.last_error))
        return outcome

    def _forward(self, claim: Claim, run: WorkflowRun) -> Outcome:
        done = [step for step in runs.steps(self._database, run.id) if step.undone_at is None]
        try:
            saga = self._saga(run, done)
            facts = recall(self._database, self._storage, saga, run, done)
        except Held as held:
            return self._stop(claim, Status.WAITING, reason="held", last_error=str(held))
        except Refused as refusal:
            return self._stop(claim, Status.QUARANTINED, reason="refused", last_error=str(refusal))
        for seq, step in enumerate(saga.steps[len(done) :], start=len(done)):
            if self._stopping():
                return self._stop(claim, Status.PENDING)
            self._emit(StepStarted(run.id, step.name))
            match self._try(claim, saga, facts, step, seq):
                case Failure() as failure:
                    return self._fail(claim, run, step, failure, committed=seq > 0)
                case Success():
                    pass
        self._storage.discard(run.id, up_to=claim.fence, keep=self._named(run.id))
        return Stopped(Status.COMPLETED)

    def _try(self, claim: Claim, saga: Saga, facts: Facts, step: Step, seq: int) -> Success | Failure:
        match attempt(step, facts, self._tools):
            case Failure() as failure:
                return failure
            case Success() as success:
                return self._keep(claim, saga, facts, step, seq, success)

    def _keep(
        self, claim: Claim, saga: Saga, facts: Facts, step: Step, seq: int, success: Success
    ) -> Success | Failure:
        rows = [made for made in success.made if isinstance(made, Owned)]
        files = [made for made in success.made if isinstance(made, File)]
        folder, stored = self._store(claim, step, files)
        if facts.run.meta.get(runs.REHEARSE) == step.name:
            return Failure("rehearsed", f"Rehearsal: {step.name} was told to fail after its work.")
        last = step is saga.steps[-1]
        work = Work(step.name, seq, facts.run.attempt, rows, folder, stored, success.elapsed_ms, last)
        try:
            refused = settle(self._database, saga, claim, work)
        except Stale:
            self._forget(claim, folder)
            raise
        if refused is not None:
            return refused
        facts.add(rows, folder, [file.name for file in files])
        self._emit(StepCommitted(claim.run_id, step.name, success.elapsed_ms, _count(rows, files)))
        return success

    def _store(self, claim: Claim, step: Step, files: Sequence[File]) -> tuple[str | None, Sequence[Any]]:
        if not files:
            return None, ()
        try:
            return self._storage.write(claim.run_id, claim.fence, step.name, files)
        except EnvironmentProblem:  # whoever took the run over may have deleted the folder under our hands
            with self._database.transaction() as connection:
                committer.fence(connection, claim)
            raise

    def _fail(self, claim: Claim, run: WorkflowRun, step: Step, failure: Failure, *, committed: bool) -> Outcome:
        self._storage.discard(run.id, up_to=claim.fence, keep=self._named(run.id))
        tries = run.tried.get(step.name, 0) + 1
        wait = pause(step, failure, tries)
        self._emit(StepFailed(run.id, step.name, failure.error, wait))
        why: dict[str, Any] = {"last_error": failure.error, "tried": {**run.tried, step.name: tries}}
        if wait is not None:
            return self._stop(claim, Status.PENDING, after=wait, reason="retrying", **why)
        why |= {"reason": failure.reason, "report": failure.report or None}
        if not committed:
            return self._stop(claim, Status.FAILED, **why)
        turned = committer.turn(self._database, claim, **why)
        return self._undo(turned, runs.get(self._database, run.id))

    def _undo(self, claim: Claim, run: WorkflowRun) -> Outcome:
        saga = self._sagas[run.workflow]
        return Compensation(self._database, saga, self._storage, self._emit).carry_out(claim, run.reason or "")

    def _named(self, run_id: UUID) -> set[str]:
        """Return the folders that a live checkpoint names: files in them are the run's."""
        return {step.effects.get("folder", "") for step in runs.steps(self._database, run_id) if step.undone_at is None}

    def _forget(self, claim: Claim, folder: str | None) -> None:
        # Asked, not assumed: the commit may have landed before the claim was lost.
        if folder is not None and folder not in self._named(claim.run_id):
            self._storage.remove(folder)

    def _stop(self, claim: Claim, status: Status, *, after: float = 0, **values: Any) -> Outcome:
        committer.stop(self._database, claim, status, after=after, **values)
        return Stopped(status)

    def _saga(self, run: WorkflowRun, done: Sequence[WorkflowStep]) -> Saga:
        saga = self._sagas[run.workflow]
        finished = [step.step for step in done]
        if finished != saga.step_names[:-1][: len(finished)] or run.version != saga.version:
            raise Held(
                f"Run {run.id} was started by {run.workflow} version {run.version} and has finished {finished}; this "
                f"worker has version {saga.version} with {saga.step_names}. Deploy what started it, or cancel it."
            )
        return saga


def _count(rows: Sequence[Owned], files: Sequence[File]) -> dict[str, int]:
    made: dict[str, int] = {}
    for row in rows:
        name = row.__tablename__  # type: ignore[attr-defined]
        made[name] = made.get(name, 0) + 1
    return made | ({"files": len(files)} if files else {})
