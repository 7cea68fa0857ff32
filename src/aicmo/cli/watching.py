"""What is new about a run since somebody last looked, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.reception import story
from aicmo.reception.counts import counted, seconds
from aicmo.reception.record import flat, made

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from aicmo.saga import WorkflowEvent, WorkflowRun, WorkflowStep


def said_since(
    known: set[str], run: WorkflowRun, steps: Sequence[WorkflowStep], turns: Sequence[WorkflowEvent]
) -> Iterator[str]:
    """Yield a line for each thing that ``known`` does not have yet, and add it there."""
    for key, line in _lines(run, steps, turns):
        if key not in known:
            known.add(key)
            yield line


def _lines(
    run: WorkflowRun, steps: Sequence[WorkflowStep], turns: Sequence[WorkflowEvent]
) -> Iterator[tuple[str, str]]:
    told: list[tuple[datetime, int, str, str]] = []
    for step in steps:
        line = f"✓ {step.step:<18} {seconds(step.elapsed_ms):>8}  {counted(made(step))}"
        if step.item:
            line = f"  {step.step:<18} {'':>8}  {step.item}: {counted(made(step))}"
        told.append((step.committed_at, step.seq, f"{step.id} done", line))
        if step.undone_at:
            line = f"↶ {step.step:<18} {'':>8}  deleted {counted(flat(step.receipt))}"
            told.append((step.undone_at, -step.seq, f"{step.id} undone", line))
    told += [(turn.at, 0, str(turn.id), f"• {story.told(turn)}") for turn in turns]
    for _, _, key, line in sorted(told):
        yield key, line
    yield f"{run.status} {run.fence}", f"  {run.status}"
