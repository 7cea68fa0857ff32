"""``aicmo worker`` as a process: many runs at once, an orderly end on the first SIGTERM, one at once on the second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from threading import Event
from typing import TYPE_CHECKING

from aicmo.saga import Order, Status, audit, newest, submit
from e2e.agency import accepted

if TYPE_CHECKING:
    from e2e.agency import Agency


def _submit(agency: Agency, count: int) -> None:
    given = accepted("coffee").model_dump(mode="json", by_alias=True)
    for _ in range(count):
        submit(agency.app.database, agency.app.saga, Order("coffee", given))


def _start(agency: Agency, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "AICMO_DATABASE_URL": agency.app.database.url.render_as_string(hide_password=False),
        "AICMO_STORAGE": str(agency.app.storage.root),
    }
    command = [sys.executable, "-m", "aicmo", "worker", *arguments]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def _until_a_step_is_done(agency: Agency) -> None:
    while not any(agency.steps(run.id) for run in newest(agency.app.database)):
        Event().wait(0.02)


def _check_finished_by_another(agency: Agency) -> None:
    another = _start(agency, "--concurrency", "2", "--until-idle")
    said = another.communicate(timeout=180)[1]
    assert another.returncode == 0, said
    assert {run.state for run in newest(agency.app.database)} == {Status.COMPLETED}
    assert {len(agency.steps(run.id)) for run in newest(agency.app.database)} == {5}
    assert audit(agency.app.database, [agency.app.saga], agency.app.storage) == []


def test_a_worker_asked_to_stop_releases_its_runs_and_another_completes_them(agency: Agency) -> None:
    _submit(agency, 2)
    worker = _start(agency, "--concurrency", "2")
    _until_a_step_is_done(agency)

    worker.send_signal(signal.SIGTERM)
    said = worker.communicate(timeout=60)[1]

    assert worker.returncode == 0, said
    assert {run.claimed_by for run in newest(agency.app.database)} == {None}
    assert {run.state for run in newest(agency.app.database)} <= {Status.PENDING, Status.COMPLETED}
    _check_finished_by_another(agency)


def test_a_second_sigterm_ends_the_worker_at_once_and_loses_nothing(agency: Agency) -> None:
    _submit(agency, 2)
    worker = _start(agency, "--concurrency", "2")
    _until_a_step_is_done(agency)

    worker.send_signal(signal.SIGTERM)
    assert worker.stderr is not None
    while "Stopping" not in (line := worker.stderr.readline()):
        assert line, "the worker ended before it was asked twice"
    worker.send_signal(signal.SIGTERM)
    said = worker.communicate(timeout=60)[1]

    # It may have come to its orderly end before the second one arrived.
    assert worker.returncode in {0, 130}, said
    _check_finished_by_another(agency)
