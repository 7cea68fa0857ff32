"""The facts of a run: in memory while it runs, read back through the ledger when it is resumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from aicmo.saga import ledger
from aicmo.saga.errors import DefinitionError
from aicmo.saga.facts import Files, Key, Run, Signals

if TYPE_CHECKING:
    from aicmo.db import Database
    from aicmo.saga.definition import Need, Saga
    from aicmo.saga.models import Owned, WorkflowRun, WorkflowStep
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

    def add(self, rows: Sequence[Owned], folder: str | None, names: Sequence[str]) -> None:
        """Remember what a committed step made."""
        for row in rows:
            self._rows.setdefault(type(row), []).append(row)
        if folder:
            self.folders.add(folder)
        for name in names:
            self._files[name] = partial(self._storage.read, folder or "", name)

    def arguments(self, step: str, needs: Sequence[Need], tools: Mapping[Any, Any], key: Key | None) -> dict[str, Any]:
        """Return what a step's parameters ask for."""
        return {need.name: self._given(step, need, tools, key) for need in needs}

    def _given(self, step: str, need: Need, tools: Mapping[Any, Any], key: Key | None) -> Any:
        match need.kind:
            case "run":
                return self.run
            case "files":
                return Files(self._files)
            case "signals" | "key":
                return key if need.kind == "key" else self.signals
            case "many":
                return list(self._rows.get(need.type, ()))
            case "one":
                rows = self._rows.get(need.type, ())
                if len(rows) != 1:
                    raise DefinitionError(f"Step {step} needs one {need.type.__name__}; the run has {len(rows)}.")
                return rows[0]
            case "tool":
                return tools[need.type]


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
    with database.connect() as connection:
        for checkpoint in done:
            part = checkpoint.effects
            rows = ledger.read_rows(connection, saga, part, all_there=all_there)
            facts.add(rows, part.get("folder"), [name for name, _, _ in part.get("files", ())])
    return facts


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
