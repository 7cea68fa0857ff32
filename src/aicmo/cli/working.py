"""The worker: executes what is queued, until asked to stop."""

from __future__ import annotations

import gc
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Final

import typer

from aicmo.cli import opening, screen
from aicmo.cli.screen import Json

if TYPE_CHECKING:
    from aicmo.app import App
    from aicmo.saga import Event, Listener
    from aicmo.telemetry.metrics import Metrics

Concurrency = Annotated[int, typer.Option("--concurrency", min=1, max=64, help="How many runs at once.")]
LAST: Final = 6
"""Characters of an id's end, its random part: enough to tell the lines of runs at work side by side apart."""
MetricsPort = Annotated[
    int | None, typer.Option("--metrics-port", min=0, max=65535, help="Serve Prometheus metrics on 127.0.0.1.")
]
UntilIdle = Annotated[bool, typer.Option("--until-idle", help="End when nothing is left that can be done now.")]


def worker(
    *,
    concurrency: Concurrency = 1,
    until_idle: UntilIdle = False,
    metrics_port: MetricsPort = None,
    json: Json = False,
) -> None:
    """Carry out queued and abandoned runs.

    Ctrl-C or SIGTERM: finish the step at hand, release the run, end with 0. A second one ends at once.
    """
    gc.enable()  # this may go on for months
    opening.check_storage()
    with opening.opened() as app:
        ended = work(app, concurrency=concurrency, until_idle=until_idle, metrics_port=metrics_port)
    if json:
        screen.print_json({"runs": [{"run_id": run_id, "status": status} for run_id, status in ended.items()]})


def carry_alone(errand: str) -> None:
    """Carry one run for a worker that has started this process; for nobody else."""
    with opening.opened() as app:
        app.carry_alone(errand)


def work(app: App, *, concurrency: int, until_idle: bool, metrics_port: int | None = None) -> dict[str, str]:
    """Work until idle or stopped; return the runs that came to a stop here, and how."""
    from aicmo.cli.attended import Attended
    from aicmo.saga import RunEnded

    ended: dict[str, str] = {}

    def hear(event: Event) -> None:
        if isinstance(event, RunEnded):
            ended[str(event.run_id)] = event.status

    watchers = app.watchers() if app.settings.log == "json" else [_teller(concurrency), *app.watchers()]
    with ExitStack() as stack:
        metrics = _metrics(app, metrics_port, stack)
        hired = app.worker(hear, *watchers, *metrics, concurrency=concurrency)
        for one in metrics:
            one.attend(hired)

        def shift() -> None:
            with hired:
                screen.say(f"Worker {os.getpid()} looks for runs." + ("" if until_idle else " Ctrl-C stops it."))
                hired.work(until_idle=until_idle)

        def stop() -> None:
            screen.say("Stopping after the step at hand; once more stops at once.", style="yellow")
            hired.stop()

        Attended(shift).result(on_first=stop, on_second=lambda: screen.say("Stopped at once."))
    return ended


def _teller(concurrency: int) -> Listener:
    """Return a listener that tells a person what happens; beside others, each line says whose it is."""
    from aicmo.cli.progress import told
    from aicmo.saga import RunClaimed, RunEnded

    def tell(event: Event) -> None:
        match event:
            case RunClaimed():
                screen.say(f"run {event.run_id} claimed")
            case RunEnded():
                screen.say(f"run {event.run_id} {event.status}")
            case _ if line := told(event):
                screen.say(f"{str(event.run_id)[-LAST:]}  {line}" if concurrency > 1 else f"  {line}")

    return tell


def _metrics(app: App, port: int | None, stack: ExitStack) -> list[Metrics]:
    """Serve metrics on a port for as long as the stack is open; none without a port."""
    if port is None:
        return []
    from aicmo.telemetry.metrics import Metrics

    metrics = Metrics()
    metrics.show_queue(app.database)
    screen.say(f"Metrics are at http://127.0.0.1:{stack.enter_context(metrics.served(port))}/metrics.")
    return [metrics]
