"""Serving: the site on a socket, a worker beside it, and an orderly end of both."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Self

import uvicorn

from aicmo.errors import EnvironmentProblem
from aicmo.people import access
from aicmo.telemetry.metrics import Metrics
from aicmo.web.site import make_site

if TYPE_CHECKING:
    from aicmo.app import App
    from aicmo.saga import Worker

SECONDS_TO_FINISH: Final = 5
ANYWHERE: Final = {"0.0.0.0", "::", ""}  # noqa: S104 (compared with, not bound to)


class Server(uvicorn.Server):
    """uvicorn, which first lets those go who watch runs: they would never leave by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the site."""
        site: Any = self.config.app
        site.state.pulse.close()
        await super().shutdown(sockets)


class Serving:
    """A site that is served, with a worker in a thread unless there is to be none. Use it as a context manager."""

    def __init__(self, app: App, *, host: str, port: int, with_worker: bool) -> None:
        """Take the port (0: any that is free); raises EnvironmentProblem when it is not to be had."""
        self._app = app
        self._open = ExitStack()
        self._socket = self._open.enter_context(_listening(host, port))
        self.host, self.port = host, int(self._socket.getsockname()[1])
        hosts = () if host in ANYWHERE else (f"[{host}]" if ":" in host else host,)
        metrics = Metrics()
        config = uvicorn.Config(
            make_site(app, hosts=hosts, metrics=metrics),
            log_config=None,
            access_log=False,  # addresses of login links are secrets
            server_header=False,
            proxy_headers=app.settings.public_url is not None,
            timeout_graceful_shutdown=SECONDS_TO_FINISH,
        )
        self._server = Server(config)
        self._worker = app.worker(metrics, *app.watchers()) if with_worker else None
        self._failed: list[Exception] = []
        if self._worker is not None:
            metrics.attend(self._worker)

    @property
    def url(self) -> str:
        """Where people reach the site."""
        host = "127.0.0.1" if self.host in ANYWHERE else self.host
        return self._app.settings.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def login_link(self) -> str:
        """Return a new address that signs the owner in, once, within half an hour."""
        secret = access.new_link(self._app.database, access.owner(self._app.database).id)
        return f"{self.url}/login/{secret}"

    def serve(self) -> None:
        """Serve until :meth:`stop` is called; raises what the worker failed of, for then nobody carries the runs."""
        self._server.run(sockets=[self._socket])
        if self._failed:
            raise self._failed[0]

    def stop(self) -> None:
        """Ask for the end: requests at hand are answered, the worker finishes its step and releases its run."""
        self._server.should_exit = True
        if self._worker is not None:
            self._worker.stop()

    def __enter__(self) -> Self:
        """Let the worker begin."""
        if self._worker is not None:
            self._open.enter_context(self._worker)
            thread = Thread(target=self._work, args=[self._worker], name="worker", daemon=True)
            thread.start()
            self._open.callback(thread.join)
            self._open.callback(self._worker.stop)
        return self

    def _work(self, worker: Worker) -> None:
        try:
            worker.work()
        except Exception as error:  # noqa: BLE001 (it is raised again by the one who serves)
            self._failed.append(error)
            self._server.should_exit = True

    def __exit__(self, *_: object) -> None:
        """End the worker after its step, and free the port."""
        self._open.close()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise EnvironmentProblem(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another with --port or --host."
        ) from error
    # Connections inherit it. Else the body of each answer waits for the receipt of its headers: some 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
