"""What programs read of a worker: JSON lines on stderr, metrics on a port."""

from __future__ import annotations

import json
import re
from urllib.request import urlopen

from cli.terminal import EXAMPLE, Terminal


def test_a_worker_s_log_for_programs_is_json_and_nothing_else_per_run(terminal: Terminal) -> None:
    run_id = terminal.aicmo("submit", EXAMPLE, "--fail-at", "generate_strategy", "--json").json["run_id"]
    ended = terminal.aicmo("worker", "--until-idle", AICMO_LOG="json")
    rows = [json.loads(line) for line in ended.err.splitlines() if line.startswith("{")]
    assert {row["run_id"] for row in rows} == {run_id}
    assert [row["event"] for row in rows if row["event"].startswith("run_")] == ["run_claimed", "run_ended"]
    assert not any(line.startswith("run ") for line in ended.err.splitlines())


def test_a_worker_serves_its_metrics_while_it_works(terminal: Terminal) -> None:
    with terminal.start("worker", "--metrics-port", "0") as worker:
        try:
            assert worker.stderr is not None
            said = worker.stderr.readline() + worker.stderr.readline()
            assert "looks for runs" in said
            port = re.search(r"http://127\.0\.0\.1:(\d+)/metrics", said)
            assert port
            with urlopen(f"http://127.0.0.1:{port[1]}/metrics", timeout=10) as answer:
                text = answer.read().decode()
        finally:
            worker.terminate()
            worker.wait(30)
    assert "aicmo_runs_in_flight 0.0" in text
    assert worker.returncode == 0


def test_traces_without_what_exports_them_are_refused_in_words(terminal: Terminal) -> None:
    ended = terminal.aicmo("worker", "--until-idle", AICMO_TRACES="everywhere")
    assert ended.code == 5
    assert "AICMO_TRACES" in ended.err
