"""A failure report is read by a person: figures in words, each kind of finding once."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from aicmo.cli import account
from aicmo.saga import WorkflowRun


def shown(report: dict[str, Any]) -> str:
    console = Console(file=io.StringIO(), width=200)
    console.print(account.report(WorkflowRun(report=report)))
    out = console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


def test_the_score_is_told_in_words_and_equal_findings_once() -> None:
    finding = {"rule_id": "I08", "severity": "critical", "message": "would be executed", "excerpt": "=HYPERLINK("}
    told = shown(
        {
            "score": {"raw": "0.437", "passed": False},
            "findings": [{**finding, "object_id": f"ig-0{n}"} for n in range(1, 4)] + [{**finding, "rule_id": "P01"}],
        }
    )
    assert "score: raw 0.437, passed no" in told
    assert told.count("I08") == 1
    assert "ig-01: would be executed  (and in 2 more)" in told
    assert told.count("P01") == 1
    assert "{" not in told
