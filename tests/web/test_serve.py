"""``aicmo serve`` as a user starts it: a process that prints the way in, carries runs, and stops when asked."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from aicmo.web.serving import Serving
from cli.terminal import EXAMPLE, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aicmo.app import App


@pytest.fixture
def terminal(database_url: str, tmp_path: Path) -> Terminal:
    return Terminal(tmp_path, database_url)


@pytest.fixture
def serving(terminal: Terminal) -> Iterator[subprocess.Popen[str]]:
    with terminal.start("serve", "--port", "0", "--json") as process:
        yield process
        process.kill()


def told(process: subprocess.Popen[str]) -> dict[str, str]:
    """Read the one JSON document that the process prints at its start."""
    assert process.stdout is not None
    read = ""
    for line in process.stdout:
        read += line
        if line.rstrip() == "}":
            break
    return dict(json.loads(read))


def test_it_prints_the_way_in_carries_runs_and_stops_when_asked(
    terminal: Terminal, serving: subprocess.Popen[str]
) -> None:
    said = told(serving)
    with httpx2.Client(headers={"Sec-Fetch-Site": "same-origin"}) as client:
        assert client.get(f"{said['url']}/readyz").status_code == 200
        assert client.post(said["login"]).status_code == 303
        assert "No runs yet" in client.get(f"{said['url']}/runs").text
        run_id = terminal.aicmo("submit", EXAMPLE, "--json").json["run_id"]
        assert terminal.aicmo("watch", run_id, "--json").json["status"] == "COMPLETED"
        with client.stream("GET", f"{said['url']}/runs/{run_id}/events") as events:
            assert next(events.iter_lines()) == "event: over"
    serving.send_signal(signal.SIGTERM)
    _, err = serving.communicate(timeout=30)
    assert (serving.returncode, "Traceback" in err) == (0, False), err


def test_the_body_of_an_answer_does_not_wait_for_the_receipt_of_its_headers(house: App) -> None:
    """Else every page takes 40 ms more: what a delayed acknowledgement takes."""
    with Serving(house, host="127.0.0.1", port=0, with_worker=False) as serving:
        with socket.create_connection((serving.host, serving.port)):
            accepted, _ = serving._socket.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_that_is_taken_is_named(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        ended = terminal.aicmo("serve", "--port", other.getsockname()[1])
    assert ended.code == 5
    assert "--port" in ended.err
