"""A proxy in front of a model's server that counts what really went over the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import urlsplit

TOLD: list[str] = []
"""What each case took, for the end of the report."""


@dataclass(frozen=True)
class Served:
    """One answer: its status, and the tokens that the server itself counted (0 where nobody stayed to its end)."""

    status: int
    input_tokens: int
    output_tokens: int


class WireCount:
    """Passes everything on to ``url``; ``served`` is what came back since the last :meth:`forget`."""

    def __init__(self, url: str) -> None:
        self.served: list[Served] = []
        handler: Any = type("Handler", (_Handler,), {"wire": self, "behind": urlsplit(url)})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def forget(self) -> None:
        self.served.clear()

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    wire: WireCount
    behind: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        connection = HTTPConnection(self.behind.hostname, self.behind.port)
        connection.request("POST", self.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Connection", "close")
        self.end_headers()
        usage: dict[str, int] = {}
        try:
            for line in answer:
                if line.startswith(b"data: {"):
                    usage = json.loads(line[6:]).get("usage") or usage
                    if usage:
                        self._note(answer.status, usage)
                        usage = {}
                self.wfile.write(line)
                self.wfile.flush()
            if answer.status >= 400:
                self._note(answer.status, {})
        except ConnectionError:
            self._note(answer.status, usage)
        finally:
            connection.close()
            self.close_connection = True

    def _note(self, status: int, usage: dict[str, int]) -> None:
        self.wire.served.append(Served(status, usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)))

    def log_message(self, *_: object) -> None:
        """Stay quiet."""
