"""``kill -9`` of ``aicmo run`` at each commit, then ``aicmo worker --until-idle``: finished or gone, never between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from aicmo.saga import Status, audit, newest
from e2e.agency import EXAMPLES, NOTHING

if TYPE_CHECKING:
    from e2e.agency import Agency

TESTS = Path(__file__).parents[1]
STEPS = ["normalize_brief", "generate_strategy", "generate_draft", "qc_evaluate", "create_package"]


@pytest.mark.parametrize("commit", range(1, 6))
def test_killed_after_any_step_the_run_is_finished_by_a_worker(agency: Agency, commit: int) -> None:
    killed = _python(agency, "-m", "e2e.kill_at_commit", str(commit), "run", str(EXAMPLES / "coffee.yaml"))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    (run,) = newest(agency.app.database)
    assert [step.step for step in agency.steps(run.id)] == STEPS[:commit]

    worker = _python(agency, "-m", "aicmo", "worker", "--until-idle")

    assert worker.returncode == 0, worker.stderr
    run = agency.get(run.id)
    assert run.state is Status.COMPLETED, run.last_error
    assert [step.step for step in agency.steps(run.id)] == STEPS
    assert _listed(agency, run.id) == {table: count for table, count in agency.count().items() if count}
    assert audit(agency.app.database, [agency.app.saga], agency.app.storage) == []


def test_killed_in_the_middle_of_its_undo_the_run_is_gone_after_a_worker_came(agency: Agency) -> None:
    arguments = ["run", str(EXAMPLES / "coffee.yaml"), "--fail-at", "create_package"]
    killed = _python(agency, "-m", "e2e.kill_at_commit", "undo", *arguments)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    (run,) = newest(agency.app.database)
    assert run.state is Status.COMPENSATING

    worker = _python(agency, "-m", "aicmo", "worker", "--until-idle")

    assert worker.returncode == 0, worker.stderr
    assert agency.get(run.id).state is Status.COMPENSATED
    assert agency.count() == NOTHING
    assert agency.files() == []


def test_two_processes_run_the_same_order_at_once_and_one_run_comes_of_it(agency: Agency) -> None:
    arguments = ["-m", "aicmo", "run", str(EXAMPLES / "coffee.yaml"), "--key", "once", "--json"]
    started = [_start(agency, *arguments) for _ in range(2)]
    answers = [json.loads(process.communicate(timeout=120)[0]) for process in started]

    assert [process.returncode for process in started] == [0, 0]
    assert answers[0]["run_id"] == answers[1]["run_id"]
    (run,) = newest(agency.app.database)
    assert run.state is Status.COMPLETED, run.last_error
    assert _listed(agency, run.id) == {table: count for table, count in agency.count().items() if count}
    assert audit(agency.app.database, [agency.app.saga], agency.app.storage) == []


def _listed(agency: Agency, run_id: Any) -> dict[str, int]:
    """Count what the ledger lists."""
    return {table: len(ids) for step in agency.steps(run_id) for table, ids in step.effects["rows"]}


def _start(agency: Agency, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(TESTS),
        "AICMO_DATABASE_URL": agency.app.database.url.render_as_string(hide_password=False),
        "AICMO_STORAGE": str(agency.app.storage.root),
    }
    return subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _python(agency: Agency, *arguments: str) -> subprocess.CompletedProcess[str]:
    process = _start(agency, *arguments)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)
