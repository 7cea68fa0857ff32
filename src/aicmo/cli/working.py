"""The worker: executes what is queued, until asked to stop."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aicmo.cli import opening, screen
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from aicmo.app import App
    from aicmo.saga import Event

Concurrency = Annotated[int, typer.Option("--concurrency", min=1, max=64, help="How many runs at once.")]
LAST: Final = 6
"""Characters of an id's end, its random part: enough to tell the lines of runs at work side by side apart."""
UntilIdle = Annotated[bool, typer.Option("--until-idle", help="End when nothing is left that can be done now.")]


def worker(*, concurrency: Concurrency = 1, until_idle: UntilIdle = False, json: Json = False) -> None:
    """Carry out queued and abandoned runs.

    Ctrl-C or SIGTERM: finish the step at hand, release the run, end with 0. A second one ends at once.
    """
    gc.enable()  # this may go on for months
    opening.check_storage()
    with opening.opened() as app:
        ended = work(app, concurrency=concurrency, until_idle=until_idle)
    if json:
        screen.print_json({"runs": [{"run_id": run_id, "status": status} for run_id, status in ended.items()]})


def carry_alone(errand: str) -> None:
    """Carry one run for a worker that has started this process; for nobody else."""
    with opening.opened() as app:
        app.carry_alone(errand)


def work(app: App, *, concurrency: int, until_idle: bool) -> dict[str, str]:
    """Work until idle or stopped; return the runs that came to a stop here, and how."""
    from aicmo.cli.attended import Attended
    from aicmo.cli.progress import told
    from aicmo.saga import RunClaimed, RunEnded

    ended: dict[str, str] = {}

    def hear(event: Event) -> None:
        match event:
            case RunClaimed():
                screen.say(f"run {event.run_id} claimed")
            case RunEnded():
                ended[str(event.run_id)] = event.status
                screen.say(f"run {event.run_id} {event.status}")
            case _ if line := told(event):
                screen.say(f"{str(event.run_id)[-LAST:]}  {line}" if concurrency > 1 else f"  {line}")

    hired = app.worker(hear, concurrency=concurrency)

    def shift() -> None:
        with hired:
            screen.say(f"Worker {os.getpid()} looks for runs." + ("" if until_idle else " Ctrl-C stops it."))
            hired.work(until_idle=until_idle)

    def stop() -> None:
        screen.say("Stopping after the step at hand; once more stops at once.", style="yellow")
        hired.stop()

    Attended(shift).result(on_first=stop, on_second=lambda: screen.say("Stopped at once."))
    return ended
