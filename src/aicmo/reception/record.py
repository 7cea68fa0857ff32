"""A run as one JSON document: the shape in which every face gives one to a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aicmo import saga
from aicmo.reception import story
from aicmo.reception.spending import spending
from aicmo.saga import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from aicmo.app import App
    from aicmo.saga import WorkflowRun, WorkflowStep

DELIVERY: Final = "create_package"


@dataclass(frozen=True, slots=True)
class Package:
    """A completed run's package: where it is, its files as (name, bytes, sha256), and the client's ZIP among them."""

    path: Path
    zip: str
    files: tuple[tuple[str, int, str], ...]

    def as_json(self, path: Path | None = None, zip_path: Path | None = None) -> dict[str, Any]:
        """Return where the package is: here, or where it was handed over to."""
        path = path or self.path
        names = [name for name, _, _ in self.files if name != self.zip]
        return {"path": str(path), "zip": str(zip_path or path / self.zip), "files": names}


def summary(run: WorkflowRun) -> dict[str, Any]:
    """Return a run as ``list`` shows it."""
    return {
        "run_id": str(run.id),
        "status": run.status,
        "success": run.state is Status.COMPLETED,
        "subject": run.subject,
        "workflow": run.workflow,
        "version": run.version,
        "reason": run.reason,
        "error": run.last_error,
        "attempt": run.attempt,
        "retry_of": run.retry_of and str(run.retry_of),
        "forked_from": run.forked_from and str(run.forked_from),
        "client": run.account,
        "idempotency_key": run.idempotency_key,
        "created_at": _time(run.created_at),
        "updated_at": _time(run.updated_at),
        "completed_at": _time(run.completed_at),
        "erased_at": _time(run.erased_at),
    }


def record(app: App, run: WorkflowRun) -> dict[str, Any]:
    """Return all there is to say of a run: its steps, what was undone, why it failed, where its package is."""
    steps = latest(app, run)
    undone = [step for step in reversed(steps) if step.undone_at]
    package = package_of(app, run, steps)
    return {
        **summary(run),
        "completed_steps": list(dict.fromkeys(step.step for step in steps if not step.item)),
        "compensated_steps": [] if run.state is Status.COMPLETED else list(dict.fromkeys(step.step for step in undone)),
        "steps": [_step(step) for step in steps],
        "history": [story.as_json(turn) for turn in saga.turns(app.database, run.id)],
        "receipt": [{"step": step.step, **(step.receipt or {})} for step in undone] or None,
        "report": run.report,
        "cause": run.cause,
        "accepted": run.accepted,
        "erased_by": run.erased_by,
        "waiting": _waiting(run),
        "writer": spent.model_dump(mode="json") if (spent := spending(app, run.id)) else None,
        "package": package.as_json() if package else None,
    }


def _waiting(run: WorkflowRun) -> dict[str, Any] | None:
    if run.waiting is None or run.state is not Status.WAITING:
        return None
    return {"signal": run.waiting["signal"], "until": _time(run.available_at)}


def latest(app: App, run: WorkflowRun) -> list[WorkflowStep]:
    """Return what a run has to show: checkpoints that hold, and those of its latest attempt, in order."""
    steps = saga.steps(app.database, run.id)
    return [step for step in steps if step.undone_at is None or step.attempt == run.attempt]


def package_of(app: App, run: WorkflowRun, steps: Sequence[WorkflowStep]) -> Package | None:
    """Return a completed run's package; None for any other run."""
    made = next((step.effects for step in steps if step.step == DELIVERY and step.undone_at is None), None)
    if run.state is not Status.COMPLETED or made is None:
        return None
    files = tuple((name, size, sha256) for name, size, sha256 in made["files"])
    zipped = next(name for name, _, _ in files if "/" not in name and name.endswith(".zip"))
    return Package(app.storage.root / made["folder"], zipped, files)


def _step(step: WorkflowStep) -> dict[str, Any]:
    return {
        "step": step.step,
        "item": step.item or None,
        "committed_at": _time(step.committed_at),
        "elapsed_ms": step.elapsed_ms,
        "made": made(step),
        "undone_at": _time(step.undone_at),
    }


def made(step: WorkflowStep) -> dict[str, int]:
    """Return how many rows by table, and how many files, a step made."""
    rows = {table: len(keys) for table, keys in step.effects.get("rows", ())}
    files = len(step.effects.get("files", ()))
    return rows | ({"files": files} if files else {})


def flat(receipt: Any) -> dict[str, int]:
    """Return a step's receipt as one count by table, and of files."""
    files = receipt.get("files", 0)
    return {**receipt.get("rows", {}), **({"files": files} if files else {})}


def _time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
