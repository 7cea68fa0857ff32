"""The undo of external effects: newest first, before any row goes, each within its own budget of tries."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import literal_column as sql

from aicmo.saga import committer, intents
from aicmo.saga.aside import within
from aicmo.saga.attempt import take_back
from aicmo.saga.definition import External
from aicmo.saga.errors import Refused
from aicmo.saga.events import EffectUndone
from aicmo.saga.facts import Item, Key
from aicmo.saga.history import Turn
from aicmo.saga.outcomes import Stopped
from aicmo.saga.recall import recall, recall_one
from aicmo.saga.retries import doubled
from aicmo.saga.states import Status
from aicmo.saga.unknown import persist

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga
    from aicmo.saga.engine import Engine
    from aicmo.saga.models import WorkflowIntent, WorkflowRun, WorkflowStep

SETTLE_SECONDS = 0.05
"""Added to a wait for a call's deadline, so that the run is not claimed a moment too early."""


class Undoing:
    """Undoes what a claimed run did outside; every try is written down, so that a crash repeats at most one."""

    def __init__(self, engine: Engine, saga: Saga, claim: Claim, run: WorkflowRun) -> None:
        """Nothing happens before :meth:`carry_out`."""
        self._engine = engine
        self._saga = saga
        self._claim = claim
        self._run = run

    def carry_out(self, live: Sequence[WorkflowStep], *, back_to: int) -> Stopped | None:
        """Undo all effects from step ``back_to`` on; return how the run was let go of if that is not done yet.

        Raises :class:`~aicmo.saga.errors.Refused` when an effect cannot be undone within its step's budget.
        """
        for intent, seconds_left in intents.to_undo(self._engine.database, self._run.id, back_to=back_to):
            step = next((step for step in self._saga.steps if step.name == intent.step), None)
            if not isinstance(step, External) or step.undo is None:
                raise _refused(intent, f"saga {self._saga.name} has no undo for it here. Deploy the code that has")
            if self._run.accepted and intent.undo_tries >= step.undo_attempts:
                continue  # a named person has settled it
            if seconds_left > 0:
                return self._come_back(step, seconds_left + SETTLE_SECONDS)
            if stopped := self._undo(step, intent, live):
                return stopped
        return None

    def _undo(self, step: External, intent: WorkflowIntent, live: Sequence[WorkflowStep]) -> Stopped | None:
        database = self._engine.database
        error = self._call(step, intent, live)
        if error is None:
            undone = partial(intents.note, database, self._claim, intent, last_error=None)
            persist(lambda: undone(undone_at=sql(database.now())))
            self._engine.emit(EffectUndone(self._run.id, intent.step, intent.key))
            return None
        tries = intent.undo_tries + 1
        noted: dict[str, Any] = {"undo_tries": tries, "last_error": error}
        if tries < step.undo_attempts:
            persist(lambda: intents.note(database, self._claim, intent, **noted))
            return self._come_back(step, doubled(step.backoff, tries, longest=step.backoff_max))
        if self._run.accepted:
            persist(lambda: intents.note(database, self._claim, intent, **noted))
            return None
        persist(lambda: intents.note(database, self._claim, intent, undo_tries=0, last_error=error))
        raise _refused(intent, f"its undo failed {tries} times, at last with: {error} Mend that")

    def _call(self, step: External, intent: WorkflowIntent, live: Sequence[WorkflowStep]) -> str | None:
        """Call the undo in a thread that can be left behind; return what went wrong, if anything did."""
        earlier = [checkpoint for checkpoint in live if checkpoint.seq < intent.seq]
        own = [c for c in live if (c.seq, c.item) == (intent.seq, intent.item)]
        failure = take_back(step, partial(self._take_back, step, intent, [*reversed(earlier)], own))
        return failure.error if failure else None

    def _take_back(
        self, step: External, intent: WorkflowIntent, earlier: Sequence[WorkflowStep], own: Sequence[WorkflowStep]
    ) -> None:
        engine, run = self._engine, self._run
        facts = recall(engine.database, engine.storage, self._saga, run, earlier, all_there=not run.accepted)
        for checkpoint in own:
            recall_one(engine.database, self._saga, facts, checkpoint, all_there=not run.accepted)
        asked = (f"{step.name}'s undo", step.undo_needs, engine.tools)
        given = facts.arguments(*asked, key=Key(intent.key), item=Item(intent.item))
        undo: Any = step.undo
        within(step.timeout, lambda: undo(**given), engine.crew)

    def _come_back(self, step: External, seconds: float) -> Stopped:
        """Let go of the run without losing its place: nobody is kept busy by a wait."""
        later: dict[str, Any] = {"step": step.name, "after": seconds}
        committer.stop(self._engine.database, self._claim, Status.COMPENSATING, Turn.UNDO_LATER, **later)
        return Stopped(Status.COMPENSATING, self._run.last_error)


def _refused(intent: WorkflowIntent, why: str) -> Refused:
    return Refused(f"{intent.step}: the external effect under key {intent.key} is not undone: {why}, then resume.")
