"""The dashboard: served until asked to stop."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from aicmo.cli import opening, screen
from aicmo.cli.screen import Json

Host = Annotated[str, typer.Option("--host", help="The address to listen on; 0.0.0.0 is every one of this machine.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535, help="The port to listen on; 0 takes a free one.")]
NoWorker = Annotated[bool, typer.Option("--no-worker", help="Carry out no runs here; `aicmo worker` does.")]


def serve(*, host: Host = "127.0.0.1", port: Port = 8000, no_worker: NoWorker = False, json: Json = False) -> None:
    """Serve the dashboard, with a worker beside it.

    Prints its address and a login link that works once, within 30 minutes. Ctrl-C or SIGTERM: answer what was asked,
    finish the step at hand, release its run, end with 0. A second one ends at once.
    """
    from aicmo.cli.attended import Attended
    from aicmo.web.serving import Serving

    gc.enable()  # this may go on for months
    opening.check_storage()
    with opening.opened() as app, Serving(app, host=host, port=port, with_worker=not no_worker) as serving:
        link = serving.login_link()
        if json:
            screen.print_json({"url": serving.url, "login": link, "worker": not no_worker})
        else:
            screen.show(f"The dashboard is at {serving.url}", f"Sign in, once, within 30 minutes: {link}")
        screen.say("Ctrl-C stops it." if not no_worker else "Ctrl-C stops it. Runs wait for `aicmo worker`.")

        def stop() -> None:
            screen.say("Stopping after what is at hand; once more stops at once.", style="yellow")
            serving.stop()

        Attended(serving.serve).result(on_first=stop, on_second=lambda: screen.say("Stopped at once."))
