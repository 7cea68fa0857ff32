"""The account of a run on a terminal: how it stands and why first, then its steps, its receipt, its package."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from aicmo.reception import account, story
from aicmo.reception.counts import moment, seconds, size
from aicmo.reception.plain import clean
from aicmo.review.documents import SIGNAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from aicmo.llm import Spent
    from aicmo.reception.account import Line, Remark
    from aicmo.reception.record import Package
    from aicmo.saga import WorkflowEvent, WorkflowRun, WorkflowStep

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
ANSWERS: Final = {"approve": "", "changes": " --reason WHY", "reject": " --reason WHY"}
SEVERITIES: Final = {"critical": "bold red", "major": "red", "minor": "yellow"}
MARKS: Final = {"done": ("  ✓", "green"), "undone": ("  ↶", "yellow"), "failed": ("  ✗", "red"), "open": ("  ·", "dim")}


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


def particulars(run: WorkflowRun, spending: Spent | None) -> RenderableType:
    """Return what was ordered, and when it began and ended."""
    table = Table.grid(padding=(0, 2))
    for name, value in account.particulars(run, spending).items():
        table.add_row(Text(f"  {name}", style="dim"), Text(clean(value)))
    return table


def timeline(run: WorkflowRun, steps: Sequence[WorkflowStep]) -> RenderableType:
    """Return every attempt's steps with their effects, and the steps that were not reached."""
    table = Table.grid(padding=(0, 2))
    for line in account.timeline(run, steps):
        mark, style = MARKS[line.state]
        table.add_row(Text(mark, style=style), *_of_step(line))
    return Group(Text("Steps", style="bold"), table)


def _of_step(line: Line) -> tuple[Text | str, ...]:
    step = line.step
    if step is not None:
        undone = Text(f"undone {moment(step.undone_at)}" if step.undone_at else "", style="yellow")
        return line.name, f"{step.committed_at:%H:%M:%S}", seconds(step.elapsed_ms), line.made, undone
    if line.tries or line.made:
        failed = Text(f"failed {line.tries} time{'s' * (line.tries > 1)}" if line.tries else "", style="red")
        return line.name, "", "", line.made, failed
    return (Text(line.name, style="dim"),)


def history(events: Sequence[WorkflowEvent]) -> RenderableType:
    """Return a run's turns, one a line, with their time."""
    table = Table.grid(padding=(0, 2))
    for event in events:
        number = f"attempt {event.attempt}" if event.attempt > 1 else ""
        at = Text(f"  {event.at:%m-%d %H:%M:%S}", style="dim")
        table.add_row(at, Text(story.told(event)), Text(number, style="dim"))
    return Group(Text("History", style="bold"), table)


def receipt(steps: Sequence[WorkflowStep]) -> RenderableType:
    """Return what was deleted, last step first."""
    table = Table.grid(padding=(0, 2))
    total, gone = account.receipt(steps)
    for name, counts in gone:
        table.add_row(f"  {name}", counts)
    return Group(Text(f"Receipt: {total} deleted, none left", style="bold"), table)


def report(run: WorkflowRun) -> RenderableType:
    """Return the failure report: each finding with its place and remedy, or the report's own words."""
    told, findings = account.report(run)
    head = Text("Before a gate" if _is_before_a_gate(run) else "Failure report", style="bold")
    for name, value in told.items():
        head.append(f"  {name}: {clean(value)}", style="dim")
    return Group(head, *map(_finding, findings))


def waiting(run: WorkflowRun) -> RenderableType | None:
    """Return what the run waits for, until when, and the commands that answer; None for one that does not wait."""
    wait = account.waiting(run)
    if wait is None:
        return None
    name = clean(wait.signal)
    head = Text(f"Waits for {name} until {moment(wait.until)} UTC, then it is {wait.then}. To answer:", style="bold")
    if _is_before_a_gate(run):
        return Group(head, *(Text(f"  aicmo {verb} {run.id}{more}", overflow="fold") for verb, more in ANSWERS.items()))
    lines = [
        f"  aicmo signal {run.id} {name}" + (f" --data {quote(json.dumps(each, ensure_ascii=False))}" if each else "")
        for each in wait.answers
    ]
    return Group(head, *(Text(clean(line), overflow="fold") for line in lines))


def _is_before_a_gate(run: WorkflowRun) -> bool:
    return (run.waiting or {}).get("signal") == SIGNAL


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


def _finding(remark: Remark) -> RenderableType:
    found = remark.found
    if not isinstance(found, dict):
        return Text(f"  {clean(account.in_words(found))}")
    severity = str(found.get("severity", ""))
    line = Text("  ").append(f"{severity:<8}", style=SEVERITIES.get(severity, ""))
    line.append(clean(f" {found.get('rule_id', '')} {found.get('object_id', '')}: {found.get('message', '')}"))
    if remark.times > 1:
        line.append(f"  (and in {remark.times - 1} more)", style="dim")
    notes = [found.get("excerpt") and f"“{found['excerpt']}”", found.get("fix_hint") and f"→ {found['fix_hint']}"]
    notes.append(found.get("offer") and f"mended, it reads: “{found['offer']}”")
    return Group(line, *(Text(clean(f"           {note}"), style="dim") for note in notes if note))
