"""What an operator does with runs that are over or stuck: fork, rewind, signal, accept, erase, prune."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from aicmo.db import Database
from cli.terminal import ROOT

if TYPE_CHECKING:
    from cli.terminal import Terminal

BRIEF = ROOT / "examples" / "coffee.yaml"


def test_a_run_is_forked_and_of_an_erased_client_nothing_is_left(terminal: Terminal) -> None:
    done = terminal.aicmo("run", BRIEF, "--json").json
    forked = terminal.aicmo("fork", done["run_id"], "qc_evaluate", "--json").json
    assert (forked["status"], forked["forked_from"]) == ("COMPLETED", done["run_id"])
    assert forked["completed_steps"] == done["completed_steps"]
    assert forked["run_id"] != done["run_id"]
    assert terminal.aicmo("signal", done["run_id"], "late").code == 2

    client = done["client"]
    assert "Nobody is here to confirm" in terminal.aicmo("erase", "--client", client).err
    assert terminal.aicmo("erase", "--client", "nobody", "--yes").code == 2
    erased = terminal.aicmo("erase", "--client", client, "--by", "Grace", "--yes", "--json")

    assert (erased.code, len(erased.json["erased"]), erased.json["refused"]) == (0, 2, [])
    assert list(Path(terminal.folder / "aicmo-storage").rglob("*.*")) == []
    shown = terminal.aicmo("show", done["run_id"], "--json").json
    assert (shown["status"], shown["erased_by"], shown["package"]) == ("COMPLETED", "Grace", None)
    assert shown["compensated_steps"] == []
    assert len(shown["receipt"]) == 5
    assert terminal.aicmo("audit").code == 0


def test_a_queued_run_is_told_rewound_and_kept_from_erasure_and_pruning(terminal: Terminal) -> None:
    run_id = terminal.aicmo("submit", BRIEF, "--json").json["run_id"]
    assert terminal.aicmo("signal", run_id, "note", "--data", '{"from": "Ada"}', "--json").json["status"] == "PENDING"
    assert "must be a JSON object" in terminal.aicmo("signal", run_id, "note", "--data", "[]").err
    refused = terminal.aicmo("erase", run_id, "--yes", "--json")
    assert (refused.code, "Cancel it" in refused.json["error"]) == (2, True)
    assert terminal.aicmo("erase").code == 2
    assert terminal.aicmo("rewind", run_id, "nowhere").code == 2
    assert terminal.aicmo("rewind", run_id, "generate_draft", "--json").json["status"] == "COMPLETED"

    assert terminal.aicmo("prune", "--older-than", "soon").code == 2
    assert terminal.aicmo("prune", "--older-than", "1h", "--json").json == {
        "pruned": [],
        "refused": [],
        "dry_run": False,
    }


def test_a_quarantined_run_is_accepted_by_a_named_person(terminal: Terminal) -> None:
    database = Database(str(terminal.url))
    run_id = terminal.aicmo("run", BRIEF, "--fail-at", "qc_evaluate", "--json").json["run_id"]
    with database.transaction() as connection:  # as if a row had been gone when the undo came to it
        connection.execute(
            text("UPDATE workflow_runs SET status = 'QUARANTINED', reason = 'refused', last_error = :why"),
            {"why": "gone"},
        )
        connection.execute(text("UPDATE workflow_steps SET undone_at = NULL, receipt = NULL"))
    database.close()

    assert terminal.aicmo("resume", run_id).code == 4
    assert terminal.aicmo("accept", run_id, "--because", " ").code == 2
    accepted = terminal.aicmo("accept", run_id, "--because", "removed by hand", "--by", "Grace", "--json")

    assert accepted.json["status"] == "COMPENSATED"
    assert accepted.json["accepted"]["by"] == "Grace"
    assert accepted.json["receipt"][-1]["absent"]
