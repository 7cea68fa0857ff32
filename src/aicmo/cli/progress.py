"""What a run does, as it does it: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from aicmo.cli import screen
from aicmo.reception.counts import counted, seconds
from aicmo.reception.plain import clean
from aicmo.reception.record import flat
from aicmo.saga import (
    CompensationStarted,
    EntryKept,
    Event,
    Listener,
    RunClaimed,
    RunDied,
    StepCommitted,
    StepFailed,
    StepStarted,
    StepUndone,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

MARKS: Final = {"waiting": ("·", "dim"), "done": ("✓", "green"), "failed": ("✗", "red"), "undone": ("↶", "yellow")}
REFRESHES_PER_SECOND: Final = 12


@contextmanager
def reported(step_names: Sequence[str]) -> Iterator[Listener]:
    """Yield a listener that shows one run's steps on stderr: live on a terminal, line by line elsewhere."""
    if not screen.notes().is_terminal:
        yield tell
        return
    from rich.live import Live

    board = Board(step_names)
    with Live(get_renderable=board.table, console=screen.notes(), refresh_per_second=REFRESHES_PER_SECOND):
        yield board.hear


def tell(event: Event) -> None:
    """Say one event in one line on stderr."""
    if line := told(event):
        screen.say(line)


def told(event: Event) -> str | None:
    """Return an event as one line, or None when it is not worth one."""
    line = None
    match event:
        case StepCommitted():
            line = f"✓ {event.step:<18} {seconds(event.elapsed_ms):>8}  {counted(event.made)}"
        case EntryKept():
            line = f"· {event.step:<18} {'':>8}  {counted(dict.fromkeys(event.made, event.entries))} so far"
        case StepFailed():
            again = "" if event.retry_in is None else f" (again in {event.retry_in:.0f} s)"
            line = f"✗ {event.step:<18} {event.error}{again}"
        case RunDied():
            line = f"☠ {event.how}"
        case CompensationStarted():
            line = f"Undoing everything this run made ({event.reason})"
        case StepUndone():
            line = f"↶ {event.step:<18} {'':>8}  deleted {counted(flat(event.receipt))}"
    return line


@dataclass
class Line:
    """What the table says of one step."""

    state: str = "waiting"
    took: str = ""
    note: str = ""


class Board:
    """The live table. Events arrive in the worker's thread; the table is drawn in rich's."""

    def __init__(self, step_names: Sequence[str]) -> None:
        """Every step is shown from the start."""
        self._lines = {name: Line() for name in step_names}
        self._began = monotonic()
        self._remark = ""

    def hear(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case RunClaimed():
                self._remark = f"run {event.run_id}"
            case StepStarted():
                self._began = monotonic()
                self._lines[event.step] = Line("working")
            case StepCommitted():
                self._lines[event.step] = Line("done", seconds(event.elapsed_ms), counted(event.made))
            case EntryKept():
                self._lines[event.step].note = counted(dict.fromkeys(event.made, event.entries))
            case StepFailed():
                again = "" if event.retry_in is None else f"again in {event.retry_in:.0f} s: "
                self._lines[event.step] = Line("failed", "", again + event.error)
            case CompensationStarted():
                self._lines |= {name: Line() for name, line in self._lines.items() if line.state == "working"}
                self._remark = f"undoing everything this run made ({event.reason})"
            case StepUndone():
                self._lines[event.step] = Line("undone", "", f"deleted {counted(flat(event.receipt))}")

    def table(self) -> RenderableType:
        """Return the table as it is now, and below it, over the whole width, which run it is or what it undoes."""
        table = Table.grid(padding=(0, 2))
        table.add_column(width=1)
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True, min_width=7)
        table.add_column(overflow="fold")
        for name, line in self._lines.items():
            table.add_row(*self._row(name, line))
        if not self._remark:
            return table
        return Group(table, Text(f"   {clean(self._remark)}", style="dim"))

    def _row(self, name: str, line: Line) -> tuple[Any, ...]:
        if line.state == "working":
            elapsed = seconds(round((monotonic() - self._began) * 1000))
            return Spinner("dots", style="cyan"), Text(name, style="bold"), elapsed, Text(clean(line.note), style="dim")
        mark, style = MARKS[line.state]
        return (
            Text(mark, style=style),
            Text(name, style="dim" * (line.state == "waiting")),
            line.took,
            Text(clean(line.note), style="red" if line.state == "failed" else "dim"),
        )
