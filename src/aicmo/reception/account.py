"""The account of a run for people, as data: what it is, its steps, why it failed, what it waits for, what is gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aicmo.llm import told
from aicmo.reception.counts import counted, moment
from aicmo.reception.record import flat, made

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from aicmo.llm import Spent
    from aicmo.saga import WorkflowRun, WorkflowStep


@dataclass(frozen=True)
class Line:
    """One line of a run's timeline. ``step`` is its checkpoint, None for a step that was not reached or has failed."""

    name: str
    step: WorkflowStep | None = None
    made: str = ""
    tries: int = 0

    @property
    def state(self) -> str:
        """``done``, ``undone``, ``failed`` (as often as ``tries`` says) or ``open``."""
        if self.step is not None:
            return "undone" if self.step.undone_at else "done"
        return "failed" if self.tries else "open"


@dataclass(frozen=True)
class Wait:
    """What a run waits for: a signal, until when, what happens then, and the answers it knows (each as data)."""

    signal: str
    until: datetime
    then: str
    answers: list[dict[str, Any]]


@dataclass(frozen=True)
class Remark:
    """A finding of the failure report, or a sentence of it; ``places`` are the objects in which the same was found."""

    found: Any
    places: Sequence[str]

    @property
    def times(self) -> int:
        """How often it was found."""
        return len(self.places)


def particulars(run: WorkflowRun, spending: Spent | None = None) -> dict[str, str]:
    """Return what was ordered, and when it began and ended; only what is known."""
    rows = {
        "subject": run.subject,
        "workflow": f"{run.workflow} v{run.version}",
        "created": f"{moment(run.created_at)} UTC",
        "ended": f"{moment(run.completed_at)} UTC" if run.completed_at else None,
        "writer": spending and told(spending),
        "key": run.idempotency_key,
        "retry of": run.retry_of,
        "forked from": run.forked_from,
        "accepted": run.accepted and f"by {run.accepted['by']}: {run.accepted.get('because', '')}",
        "erased": run.erased_at and f"{moment(run.erased_at)} UTC by {run.erased_by}",
    }
    return {name: str(value) for name, value in rows.items() if value}


def timeline(run: WorkflowRun, steps: Sequence[WorkflowStep]) -> list[Line]:
    """Return every attempt's steps, then those that were not reached, with what they have made so far."""
    whole = [step for step in steps if not step.item]
    ended = {(step.step, step.attempt) for step in whole}
    parts = [step for step in steps if step.item and (step.step, step.attempt) not in ended]
    reached = {step.step for step in whole if step.undone_at is None or step.attempt == run.attempt}
    gone = [_together([part for part in parts if part.undone_at and part.step == name]) for name in run.steps]
    so_far = {
        name: _together([part for part in parts if not part.undone_at and part.step == name]) for name in run.steps
    }
    return [
        *(Line(step.step, step, counted(made(step))) for step in whole),
        *(Line(part.step, part, counted(total)) for part, total in gone if part is not None),
        *(
            Line(name, made=counted(total) if (total := so_far[name][1]) else "", tries=run.tried.get(name, 0))
            for name in run.steps
            if name not in reached
        ),
    ]


def _together(parts: Sequence[WorkflowStep]) -> tuple[WorkflowStep | None, Counter[str]]:
    """Return the last of a step's parts, and what they made together."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(made(part))
    return (parts[-1] if parts else None), total


def receipt(steps: Sequence[WorkflowStep]) -> tuple[str, list[tuple[str, str]]]:
    """Return how much was deleted in all, and by step, the last step first."""
    gone = [(step.step, flat(step.receipt or {})) for step in reversed(steps) if step.undone_at]
    total: Counter[str] = Counter()
    for _, counts in gone:
        for name, number in counts.items():
            total["files" if name == "files" else "rows"] += number
    return counted(total), [(name, counted(counts)) for name, counts in gone]


def report(run: WorkflowRun) -> tuple[dict[str, str], list[Remark]]:
    """Return the failure report: what it says in general, and each kind of finding once."""
    told = dict(run.report or {})
    findings = told.pop("findings", [])
    for name in ("rules_version", "answers", "waivers", "items", "approved"):
        told.pop(name, None)
    return {name: in_words(value) for name, value in told.items()}, _grouped(findings)


def waiting(run: WorkflowRun) -> Wait | None:
    """Return what the run waits for; None for one that does not wait."""
    if run.waiting is None or run.status != "WAITING":
        return None
    then = "undone" if run.waiting["then"] == "compensate" else "carried on"
    return Wait(run.waiting["signal"], run.available_at, then, (run.report or {}).get("answers") or [{}])


def in_words(value: Any) -> str:
    """Return a value of the report in words: ``raw 0.437, passed no``."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {in_words(inner)}" for name, inner in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return text if len(text) <= 200 else f"{text[:199]}…"  # noqa: PLR2004 (as long as an excerpt)


def _grouped(findings: list[Any]) -> list[Remark]:
    """Return each kind of finding once (same rule, message and excerpt), with where it was found."""
    groups: dict[str, list[Any]] = {}
    for found in findings:
        said = (
            [str(found.get(key)) for key in ("rule_id", "message", "excerpt")] if isinstance(found, dict) else [found]
        )
        groups.setdefault(repr(said), []).append(found)
    return [Remark(same[0], [_place(each) for each in same]) for same in groups.values()]


def _place(found: Any) -> str:
    return str(found.get("object_id", "")) if isinstance(found, dict) else ""
