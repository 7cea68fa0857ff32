"""The main job at the command line, on both databases: what it says, what it leaves, how it ends."""

from __future__ import annotations

import signal
from pathlib import Path
from zipfile import ZipFile

from cli.terminal import EXAMPLE, Terminal

STEPS = ["normalize_brief", "generate_strategy", "generate_draft", "qc_evaluate", "create_package"]


def test_a_brief_becomes_a_package_that_is_handed_over(terminal: Terminal) -> None:
    ended = terminal.aicmo("run", EXAMPLE, "--out", "out", "--key", "k1", "--json")
    told = ended.json
    assert (ended.code, told["status"], told["success"], told["error"]) == (0, "COMPLETED", True, None)
    assert (told["completed_steps"], told["compensated_steps"]) == (STEPS, [])
    package = told["package"]
    folder, zipped = Path(package["path"]), Path(package["zip"])
    assert folder.parent == zipped.parent == terminal.folder / "out"
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == sorted(package["files"])
    inside = [f"client/{name}" for name in ZipFile(zipped).namelist()]
    assert sorted(inside) == sorted(name for name in package["files"] if name.startswith("client/"))
    assert [line.split()[1] for line in ended.err.splitlines()] == STEPS

    again = terminal.aicmo("run", EXAMPLE, "--out", "out", "--key", "k1", "--json")
    assert (again.code, again.json["run_id"]) == (0, told["run_id"]), "the same key is the same run"

    (folder / "client" / "00_readme.md").write_text("mine")
    refused = terminal.aicmo("run", EXAMPLE, "--out", "out", "--key", "k1", "--json")
    assert refused.code == 2
    assert refused.json["run_id"] == told["run_id"]
    assert (folder / "client" / "00_readme.md").read_text() == "mine"

    listed = terminal.aicmo("list", "--status", "completed", "--json").json["runs"]
    assert [run["run_id"] for run in listed] == [told["run_id"]]
    shown = terminal.aicmo("show", told["run_id"])
    assert told["run_id"] in shown.out
    assert all(step in shown.out for step in STEPS)
    assert terminal.aicmo("watch", told["run_id"], "--json").code == 0
    assert terminal.aicmo("cancel", told["run_id"]).code == 2
    assert terminal.aicmo("audit").code == 0


def test_a_failed_run_says_why_and_what_was_deleted_and_can_be_retried(terminal: Terminal) -> None:
    ended = terminal.aicmo("run", EXAMPLE, "--out", "out", "--fail-at", "qc_evaluate", "--json")
    told = ended.json
    assert (ended.code, told["status"], told["success"], told["package"]) == (1, "COMPENSATED", False, None)
    assert told["completed_steps"] == STEPS[:3]
    assert told["compensated_steps"] == STEPS[2::-1]
    assert [line["step"] for line in told["receipt"]] == STEPS[2::-1]
    assert told["receipt"][-1]["rows"] == {"onboarding_brief": 1, "onboarding_intake": 1}
    assert not (terminal.folder / "out").exists()
    assert not list((terminal.folder / "aicmo-storage").glob("*"))

    shown = terminal.aicmo("show", told["run_id"]).out.splitlines()
    assert "COMPENSATED" in shown[0]
    assert "Rehearsal" in shown[1], "the error comes before everything else"
    assert any("Receipt" in line and "none left" in line for line in shown)

    retried = terminal.aicmo("retry", told["run_id"], "--json")
    assert (retried.code, retried.json["retry_of"]) == (0, told["run_id"])


def test_a_queued_run_is_carried_by_a_worker(terminal: Terminal) -> None:
    queued = terminal.aicmo("submit", EXAMPLE, "--json").json
    assert (queued["status"], queued["completed_steps"]) == ("PENDING", [])
    worked = terminal.aicmo("worker", "--until-idle", "--json")
    assert worked.json == {"runs": [{"run_id": queued["run_id"], "status": "COMPLETED"}]}
    assert worked.code == 0


def test_a_queued_run_can_be_cancelled(terminal: Terminal) -> None:
    queued = terminal.aicmo("submit", EXAMPLE, "--json").json
    cancelled = terminal.aicmo("cancel", queued["run_id"], "--json")
    assert (cancelled.code, cancelled.json["status"]) == (0, "COMPENSATED")
    assert terminal.aicmo("watch", queued["run_id"]).code == 1


def test_control_c_cancels_and_undoes(empty_folder: Terminal) -> None:
    with empty_folder.start("run", EXAMPLE, "--json") as process:
        assert process.stderr is not None
        assert "normalize_brief" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert process.returncode == 1
    run = empty_folder.aicmo("list", "--json").json["runs"][0]
    assert (run["status"], run["reason"]) == ("COMPENSATED", "cancelled")
    assert empty_folder.aicmo("audit").code == 0


def test_a_worker_that_is_asked_to_stop_ends_well(empty_folder: Terminal) -> None:
    with empty_folder.start("worker") as process:
        assert process.stderr is not None
        assert "looks for runs" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert process.returncode == 0
