"""The account of a run for people: how it stands and why first, then its steps, its receipt, its package."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import PurePosixPath
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from aicmo.cli import record
from aicmo.cli.counts import counted, moment, seconds, size
from aicmo.cli.progress import flat
from aicmo.cli.screen import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from aicmo.cli.record import Package
    from aicmo.saga import WorkflowRun, WorkflowStep

STYLES: Final = {
    "COMPLETED": "green",
    "FAILED": "red",
    "COMPENSATED": "yellow",
    "QUARANTINED": "bold red",
    "WAITING": "magenta",
    "RUNNING": "cyan",
    "COMPENSATING": "yellow",
    "PENDING": "blue",
}
SEVERITIES: Final = {"critical": "bold red", "major": "red", "minor": "yellow"}


def status(word: str) -> Text:
    """Return a status in its colour."""
    return Text(word, style=STYLES.get(word, ""))


def heading(run: WorkflowRun) -> RenderableType:
    """Return which run it is, how it stands, and why, if that is no success."""
    line = Text.assemble(("Run ", "bold"), (str(run.id), "bold"), "  ", status(run.status))
    if run.reason:
        line.append(f" ({clean(run.reason)})")
    error = [Text(f"  {clean(run.last_error)}", style="red")] if run.last_error and run.status != "COMPLETED" else []
    if run.cause:
        error.append(Text(f"  before that: {clean(run.cause['error'])} ({clean(run.cause['reason'])})", style="red"))
    return Group(line, *error)


def particulars(run: WorkflowRun) -> RenderableType:
    """Return what was ordered, and when it began and ended."""
    table = Table.grid(padding=(0, 2))
    rows = {
        "subject": run.subject,
        "workflow": f"{run.workflow} v{run.version}",
        "created": f"{moment(run.created_at)} UTC",
        "ended": f"{moment(run.completed_at)} UTC" if run.completed_at else None,
        "key": run.idempotency_key,
        "retry of": run.retry_of,
        "forked from": run.forked_from,
        "accepted": run.accepted and f"by {run.accepted['by']}: {run.accepted.get('because', '')}",
        "erased": run.erased_at and f"{moment(run.erased_at)} UTC by {run.erased_by}",
    }
    for name, value in rows.items():
        if value:
            table.add_row(Text(f"  {name}", style="dim"), Text(clean(value)))
    return table


def timeline(run: WorkflowRun, steps: Sequence[WorkflowStep]) -> RenderableType:
    """Return every attempt's steps with their effects, and the steps that were not reached."""
    table = Table.grid(padding=(0, 2))
    for step in steps:
        undone = Text(f"undone {moment(step.undone_at)}", style="yellow") if step.undone_at else Text("")
        mark = Text("  ↶", style="yellow") if step.undone_at else Text("  ✓", style="green")
        table.add_row(mark, step.step, f"{step.committed_at:%H:%M:%S}", seconds(step.elapsed_ms), _made(step), undone)
    reached = {step.step for step in steps if step.undone_at is None or step.attempt == run.attempt}
    for name in run.steps:
        if name not in reached:
            table.add_row(*_unreached(run, name))
    return Group(Text("Steps", style="bold"), table)


def _unreached(run: WorkflowRun, name: str) -> tuple[Text, ...]:
    if name not in run.tried:
        return Text("  ·", style="dim"), Text(name, style="dim")
    tries = run.tried[name]
    return (
        Text("  ✗", style="red"),
        Text(name),
        Text(""),
        Text(""),
        Text(f"failed {tries} time{'s' * (tries > 1)}", style="red"),
    )


def receipt(steps: Sequence[WorkflowStep]) -> RenderableType:
    """Return what was deleted, last step first."""
    table = Table.grid(padding=(0, 2))
    total: Counter[str] = Counter()
    for step in reversed([step for step in steps if step.undone_at]):
        gone = flat(step.receipt or {})
        for name, number in gone.items():
            total["files" if name == "files" else "rows"] += number
        table.add_row(f"  {step.step}", counted(gone))
    return Group(Text(f"Receipt: {counted(total)} deleted, none left", style="bold"), table)


def report(run: WorkflowRun) -> RenderableType:
    """Return the failure report: each finding with its place and remedy, or the report's own words."""
    told = dict(run.report or {})
    findings = told.pop("findings", [])
    for name in ("rules_version", "answers"):
        told.pop(name, None)
    head = Text("Failure report", style="bold")
    for name, value in told.items():
        head.append(f"  {name}: {_told(value)}", style="dim")
    return Group(head, *(_finding(found, times) for found, times in _grouped(findings)))


def waiting(run: WorkflowRun) -> RenderableType | None:
    """Return what the run waits for, until when, and the commands that answer; None for one that does not wait."""
    if run.waiting is None or run.status != "WAITING":
        return None
    name = clean(run.waiting["signal"])
    then = "undone" if run.waiting["then"] == "compensate" else "carried on"
    head = Text(f"Waits for {name} until {moment(run.available_at)} UTC, then it is {then}. To answer:", style="bold")
    answers = (run.report or {}).get("answers") or [{}]
    lines = [
        f"  aicmo signal {run.id} {name}" + (f" --data {quote(json.dumps(each, ensure_ascii=False))}" if each else "")
        for each in answers
    ]
    return Group(head, *(Text(clean(line), overflow="fold") for line in lines))


def _told(value: Any) -> str:
    """Return a value of the report in words: ``raw 0.437, passed no``."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(inner)}" for name, inner in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _brief(value)


def _grouped(findings: list[Any]) -> list[tuple[Any, int]]:
    """Return each kind of finding once (same rule, message and excerpt), with how often it was found."""
    groups: dict[str, list[Any]] = {}
    for found in findings:
        said = (
            [str(found.get(key)) for key in ("rule_id", "message", "excerpt")] if isinstance(found, dict) else [found]
        )
        groups.setdefault(repr(said), []).append(found)
    return [(same[0], len(same)) for same in groups.values()]


def package(made: Package, where: dict[str, Any]) -> RenderableType:
    """Return where the package is and what is in it, by folder."""
    zipped = size(next(count for name, count, _ in made.files if name == made.zip))
    whole = size(sum(count for _, count, _ in made.files))
    # A path is printed whole, however narrow the terminal is: somebody will copy it.
    places = Text(
        f"  the client's ZIP, {zipped}:\n  {where['zip']}\n  all files, {whole}:\n  {where['path']}", overflow="fold"
    )
    inside = Table.grid(padding=(0, 2))
    for place, (number, total) in _by_place(made).items():
        inside.add_row(f"    {place}", f"{number} file{'s' * (number > 1)}", size(total))
    return Group(Text("Package", style="bold"), places, inside)


def _by_place(made: Package) -> dict[str, tuple[int, int]]:
    """Return how many files and bytes lie in each folder of the two roots."""
    places: dict[str, tuple[int, int]] = {}
    for name, count, _ in sorted(made.files):
        path = PurePosixPath(name)
        if name == made.zip:
            continue
        place = "/".join(path.parts[:2]) + ("/" if len(path.parts) > 2 else "")  # noqa: PLR2004 (root and folder)
        number, total = places.get(place, (0, 0))
        places[place] = (number + 1, total + count)
    return places


def _made(step: WorkflowStep) -> str:
    return counted(record.made(step))


def _finding(found: Any, times: int) -> RenderableType:
    if not isinstance(found, dict):
        return Text(f"  {_brief(found)}")
    severity = str(found.get("severity", ""))
    line = Text("  ").append(f"{severity:<8}", style=SEVERITIES.get(severity, ""))
    line.append(clean(f" {found.get('rule_id', '')} {found.get('object_id', '')}: {found.get('message', '')}"))
    if times > 1:
        line.append(f"  (and in {times - 1} more)", style="dim")
    notes = [found.get("excerpt") and f"“{found['excerpt']}”", found.get("fix_hint") and f"→ {found['fix_hint']}"]
    return Group(line, *(Text(clean(f"           {note}"), style="dim") for note in notes if note))


def _brief(value: Any) -> str:
    text = clean(value)
    return text if len(text) <= 200 else f"{text[:199]}…"  # noqa: PLR2004 (as long as an excerpt)
