"""One try of a step, or of one item of it: intent, attempt within its time, files, commit."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from aicmo.errors import EnvironmentProblem
from aicmo.saga import committer, intents, runs
from aicmo.saga.attempt import attempt
from aicmo.saga.committer import Member, Work
from aicmo.saga.definition import External
from aicmo.saga.errors import DefinitionError, Stale
from aicmo.saga.events import EntryKept
from aicmo.saga.facts import File, Message
from aicmo.saga.journal import Journal
from aicmo.saga.models import Owned
from aicmo.saga.orders import REHEARSE
from aicmo.saga.outcomes import Back, Failure, Kept, Success, Waiting
from aicmo.saga.unknown import persist, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Step
    from aicmo.saga.engine import Engine
    from aicmo.saga.facts import Item, Key
    from aicmo.saga.failing import Trip
    from aicmo.saga.models import WorkflowRun
    from aicmo.saga.recall import Facts

T = TypeVar("T")


class Overrun(Exception):
    """The step returned after its time: the watch has said so already, and nothing of this return counts."""


class Trying:
    """Tries steps of one claimed run."""

    def __init__(self, engine: Engine, claim: Claim, trip: Trip, facts: Facts) -> None:
        """Nothing happens before :meth:`once`."""
        self._engine = engine
        self._claim = claim
        self._trip = trip
        self._run = trip.run
        self._facts = facts
        self._ends_at = _ends_at(trip.run)
        self._admitted = False

    def once(
        self, step: Step, seq: int, on_late: Callable[[Failure], None], item: Item | None = None
    ) -> Kept | Failure | Waiting | Back:
        """Try it once and commit what it made.

        Raises Overrun when it took longer than it may: then ``on_late`` has been called long ago, in another thread.
        """
        started = monotonic()
        key = self._begin(step, seq, item) if isinstance(step, External) else None
        journal = self._journal(step, seq) if step.journals else None
        answer = self._attempt(step, on_late, started, key=key, item=item, journal=journal)
        ended = self._keep(step, seq, answer, key, item) if isinstance(answer, Success) else answer
        if key and isinstance(ended, Failure) and (isinstance(answer, Success) or ended.kind == "rejected"):
            intents.answered(self._engine.database, self._claim, key)
        return ended

    def commit(self, work: Work) -> Failure | None:
        """Commit a step's work exactly once, or say why the database refuses it."""
        return settle(self._engine, Member.of(self._trip.saga, self._claim, work))

    def _begin(self, step: External, seq: int, item: Item | None) -> Key:
        engine, seconds = self._engine, self._seconds(step)
        key = persist(lambda: intents.begin(engine.database, self._claim, self._run, step, seq, seconds, item or ""))
        if step.pivot and self._run.past_pivot_at is None:
            self._run.past_pivot_at = self._run.updated_at  # a moment later in truth; here only whether counts
            self._ends_at = float("inf")
        return key

    def _seconds(self, step: Step) -> float:
        return min(step.timeout, max(self._ends_at - monotonic(), 0.0))

    def _attempt(
        self, step: Step, on_late: Callable[[Failure], None], started: float, **own: Any
    ) -> Success | Failure | Waiting | Back:
        # The time counts from before the intent: a call must be over when its intent says that it is.
        seconds = max(self._seconds(step) - (monotonic() - started), 0.0)

        def overrun() -> None:
            kind: Any = "transient" if self._ends_at > monotonic() else "timed out"
            on_late(Failure(kind, f"{step.name} did not end within {seconds:.0f} s."))

        limit = self._engine.watch.start(seconds, overrun)
        result = attempt(step, self._facts, self._engine.tools, **own)
        if not self._engine.watch.end(limit):
            raise Overrun
        return result

    def _keep(self, step: Step, seq: int, success: Success, key: Key | None, item: Item | None) -> Kept | Failure:
        rows = [made for made in success.made if isinstance(made, Owned)]
        files = [made for made in success.made if isinstance(made, File)]
        messages = [made for made in success.made if isinstance(made, Message)]
        last = step is self._trip.saga.steps[-1] and item is None
        entries = tuple(self._facts.items) if step.journals else None
        try:
            folder, stored = self._store(f"{step.name}@{item}" if item else step.name, files)
            if self._run.meta.get(REHEARSE) == step.name:
                return Failure("rehearsed", f"Rehearsal: {step.name} was told to fail after its work.")
            made = (rows, folder, stored, success.elapsed_ms, last)
            refused = self.commit(Work(step.name, seq, self._run.attempt, *made, item or "", messages, key, entries))
        except Stale:
            self._forget()
            raise
        return refused or Kept(rows, folder, [file.name for file in files], success.elapsed_ms)

    def _journal(self, step: Step, seq: int) -> Journal:
        def keep(name: str, rows: Sequence[Owned]) -> Kept:
            if strangers := {type(row) for row in rows} - {*step.makes}:
                raise DefinitionError(f"Step {step.name} keeps rows that it does not declare: {strangers}.")
            work = Work(step.name, seq, self._run.attempt, rows, None, (), 0, last=False, item=name)
            if refused := self.commit(work):
                raise DefinitionError(refused.error)
            kept = Kept(rows, None, (), 0)
            entries = len(self._facts.items) + 1
            self._engine.emit(EntryKept(self._run.id, step.name, name, entries, kept.counts()))
            return kept

        return Journal(self._facts.items, keep)

    def _store(self, name: str, files: Sequence[File]) -> tuple[str | None, Sequence[Any]]:
        if not files:
            return None, ()
        storage, run_id, fence = self._engine.storage, self._run.id, self._claim.fence
        if not self._admitted:
            self._on_disk(lambda: storage.admit(run_id, fence))
            persist(self._check_claim)
            self._admitted = True
        return self._on_disk(lambda: storage.write(run_id, fence, name, files))

    def _on_disk(self, change: Callable[[], T]) -> T:
        try:
            return change()
        except EnvironmentProblem:  # whoever took the run over may have deleted the folder under our hands
            persist(self._check_claim)
            raise

    def _check_claim(self) -> None:
        with self._engine.database.connect() as connection:
            committer.fence(connection, self._claim)

    def _forget(self) -> None:
        # Asked, not assumed: the commit may have landed before the claim was lost. Nobody else comes to look.
        named = persist(lambda: runs.folders(self._engine.database, self._run.id))
        self._engine.storage.discard(self._run.id, up_to=self._claim.fence, keep=named)


def _ends_at(run: WorkflowRun) -> float:
    """Return when the run's time is up, on this process's clock; both dates are the database's, of the claim."""
    if run.deadline_at is None or run.past_pivot_at is not None:
        return float("inf")
    return monotonic() + (run.deadline_at - run.updated_at).total_seconds()
