"""What is new about a run since somebody last looked, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.cli.counts import counted, seconds
from aicmo.cli.progress import flat
from aicmo.cli.record import made

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aicmo.saga import WorkflowRun, WorkflowStep


def said_since(known: set[str], run: WorkflowRun, steps: Sequence[WorkflowStep]) -> Iterator[str]:
    """Yield a line for each thing that ``known`` does not have yet, and add it there."""
    for key, line in _lines(run, steps):
        if key not in known:
            known.add(key)
            yield line


def _lines(run: WorkflowRun, steps: Sequence[WorkflowStep]) -> Iterator[tuple[str, str]]:
    for step in steps:
        yield f"{step.id} done", f"✓ {step.step:<18} {seconds(step.elapsed_ms):>8}  {counted(made(step))}"
    for step in reversed(steps):
        if step.undone_at:
            yield f"{step.id} undone", f"↶ {step.step:<18} {'':>8}  deleted {counted(flat(step.receipt))}"
    yield f"{run.status} {run.fence}", f"  {run.status}"
