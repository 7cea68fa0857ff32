"""A proxy on the wire: it counts round trips, and can make the way longer.

A round trip is counted when the server's direction follows the client's: however much either sends in between, whoever
waits for an answer has waited once. A chunk is passed on ``delay`` seconds after it came, in each direction, and other
chunks may be under way meanwhile, as on a real line.
"""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Lock, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK: Final = 65536


class Wire:
    """Listens on a port of this machine and passes everything on to a server's socket file."""

    def __init__(self, server: str) -> None:
        """``server`` is the socket's path."""
        self.round_trips = 0
        self._lock = Lock()
        self._server = server
        self._delay = 0.0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._listening]
        self.port: int = self._listening.getsockname()[1]
        Thread(target=self._accept, name="wire", daemon=True).start()

    def stretch(self, round_trip: float) -> None:
        """Add so many seconds to each request and its answer from now on."""
        self._delay = round_trip / 2

    def close(self) -> None:
        """Cut every line."""
        for line in self._open:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._open += [client, server]
                asked = [False]
                for source, target, asks in ((client, server, True), (server, client, False)):
                    late: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
                    Thread(target=self._read, args=(source, late, asked), kwargs={"asks": asks}, daemon=True).start()
                    Thread(target=self._write, args=(target, late), daemon=True).start()

    def _read(
        self, source: socket.socket, late: SimpleQueue[tuple[float, bytes]], asked: list[bool], *, asks: bool
    ) -> None:
        with suppress(OSError):
            while chunk := source.recv(CHUNK):
                with self._lock:
                    if not asks and asked[0]:
                        self.round_trips += 1
                    asked[0] = asks
                late.put((monotonic() + self._delay, chunk))
        late.put((0, b""))

    def _write(self, target: socket.socket, late: SimpleQueue[tuple[float, bytes]]) -> None:
        with suppress(OSError):
            while True:
                at, chunk = late.get()
                if not chunk:
                    target.shutdown(socket.SHUT_WR)
                    return
                if (left := at - monotonic()) > 0:
                    sleep(left)
                target.sendall(chunk)


@contextmanager
def wire(server: str) -> Iterator[Wire]:
    """Open a wire to a server's socket file."""
    opened = Wire(server)
    try:
        yield opened
    finally:
        opened.close()
