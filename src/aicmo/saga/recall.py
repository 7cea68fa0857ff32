"""The facts of a run: in memory while it runs, read back through the ledger when it is resumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from aicmo.saga import ledger
from aicmo.saga.errors import DefinitionError
from aicmo.saga.facts import Files, Run, Signals
from aicmo.saga.outcomes import Kept

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.models import Owned, WorkflowRun, WorkflowStep
    from aicmo.saga.needs import Need
    from aicmo.saga.storage import Storage


class Facts:
    """Everything the finished steps of one run made, given to the next steps by type."""

    def __init__(self, run: Run, storage: Storage) -> None:
        """Start with nothing but the run."""
        self.run = run
        self._storage = storage
        self._rows: dict[type[Owned], list[Owned]] = {}
        self._files: dict[str, Any] = {}
        self.folders: set[str] = set()
        self.signals = Signals()
        self.items: dict[str, Kept] = {}
        """The finished items, or the journal's entries, of the step that is under way."""

    def add(self, rows: Sequence[Owned], folder: str | None, names: Sequence[str]) -> None:
        """Remember what a committed step made."""
        for row in rows:
            self._rows.setdefault(type(row), []).append(row)
        if folder:
            self.folders.add(folder)
        for name in names:
            self._files[name] = partial(self._storage.read, folder or "", name)

    def arguments(self, step: str, needs: Sequence[Need], tools: Mapping[Any, Any], **own: Any) -> dict[str, Any]:
        """Return what a step's parameters ask for; ``own`` are its key, item and journal."""
        return {need.name: self._given(step, need, tools, own) for need in needs}

    def _given(self, step: str, need: Need, tools: Mapping[Any, Any], own: Mapping[str, Any]) -> Any:
        match need.kind:
            case "many":
                return list(self._rows.get(need.type, ()))
            case "one":
                rows = self._rows.get(need.type, ())
                if len(rows) != 1:
                    raise DefinitionError(f"Step {step} needs one {need.type.__name__}; the run has {len(rows)}.")
                return rows[0]
            case "tool":
                return tools[need.type]
            case "files":
                return Files(self._files)
        return {"run": self.run, "signals": self.signals, **own}[need.kind]


def recall(
    database: Database,
    storage: Storage,
    saga: Saga,
    run: WorkflowRun,
    done: Sequence[WorkflowStep],
    *,
    all_there: bool = True,
) -> Facts:
    """Read a run's facts back from its committed checkpoints; with ``all_there`` no row may be missing."""
    facts = Facts(as_fact(run), storage)
    if not done:
        return facts
    joined = [checkpoint for checkpoint in done if not checkpoint.item]
    with database.connect() as connection:
        for checkpoint in _in_order(joined, done):
            kept = _kept(connection, saga, checkpoint, all_there=all_there)
            facts.add(kept.rows, kept.folder, kept.names)
        for checkpoint in done:
            if checkpoint.seq >= len(joined):
                kept = facts.items[checkpoint.item] = _kept(connection, saga, checkpoint, all_there=all_there)
                facts.folders.update([kept.folder] if kept.folder else [])
    return facts


def recall_one(database: Database, saga: Saga, facts: Facts, checkpoint: WorkflowStep, *, all_there: bool) -> None:
    """Add to the facts what one more checkpoint lists."""
    with database.connect() as connection:
        kept = _kept(connection, saga, checkpoint, all_there=all_there)
    facts.add(kept.rows, kept.folder, kept.names)


def _in_order(joined: Sequence[WorkflowStep], done: Sequence[WorkflowStep]) -> Iterator[WorkflowStep]:
    """Yield the checkpoints of joined steps, each after those of its items, in the order the step named them."""
    for join in joined:
        items = {checkpoint.item: checkpoint for checkpoint in done if checkpoint.item and checkpoint.seq == join.seq}
        yield from (items[name] for name in join.effects.get("items", ()))
        yield join


def _kept(connection: Connection, saga: Saga, checkpoint: WorkflowStep, *, all_there: bool) -> Kept:
    part = checkpoint.effects
    rows = ledger.read_rows(connection, saga, part, all_there=all_there)
    return Kept(rows, part.get("folder"), [name for name, _, _ in part.get("files", ())], checkpoint.elapsed_ms)


def as_fact(run: WorkflowRun) -> Run:
    """Return the run as its steps see it."""
    return Run(
        id=run.id,
        workflow=run.workflow,
        subject=run.subject,
        input=run.input,
        created_at=run.created_at,
        attempt=run.attempt,
        meta=run.meta,
    )
