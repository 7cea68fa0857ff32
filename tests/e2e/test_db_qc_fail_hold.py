"""Quality control fails and the run is held: a person waives, discards or has it made anew."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from aicmo.cli import account
from aicmo.saga import Order, Status, send, submit
from aicmo.saga.testing import Clock, drain
from aicmo.writing import Writer
from aicmo.writing.builtin import BuiltinWriter
from e2e.agency import NOTHING, CarelessWriter, accepted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.saga import WorkflowRun
    from aicmo.writing import Editor
    from aicmo.writing.documents import Assignment, Written
    from e2e.agency import Agency

WAIVE = {"verdict": "waive", "because": "The client gave us this price by phone.", "by": "Ines Duarte"}


class GenerousWriter(CarelessWriter):
    """A writer that invents a price: a defect that a person may know better about."""

    def _spoil(self, one: Written | None) -> Written | None:
        if one is None or one.content.kind != "social_post":
            return one
        spoiled = one.content.model_copy(update={"text": f"{one.content.text} Only $3.17 each."})
        return one.model_copy(update={"content": spoiled})


class LearningWriter:
    """Invents a price in the first attempt, and none in the second."""

    def __init__(self) -> None:
        self.times = 0

    def write(self, assignments: Sequence[Assignment], editor: Editor) -> list[Written | None]:
        self.times += 1
        return (GenerousWriter() if self.times == 1 else BuiltinWriter()).write(assignments, editor)


def test_a_held_run_waits_with_its_drafts_and_a_waiver_delivers_it_and_is_on_record(agency: Agency) -> None:
    run = _held(agency, GenerousWriter())

    assert agency.count(run.id)["production_drafts"] >= 12
    assert agency.count(run.id)["qc_results"] == 0
    assert run.report is not None
    assert {found["rule_id"] for found in run.report["findings"] if found["severity"] == "critical"} == {"C01", "C13"}
    assert [answer["verdict"] for answer in run.report["answers"]] == ["waive", "regenerate", "discard"]
    shown = Console(width=200, record=True, file=StringIO())
    shown.print(account.waiting(run))
    assert f"""aicmo signal {run.id} qc --data '{{"verdict": "regenerate"}}'""" in shown.export_text()

    send(agency.app.database, run.id, "qc", WAIVE)
    (run,) = _drain(agency, GenerousWriter(), Status.COMPLETED)
    assert run.report is None
    waivers = _internal(agency, run, "qc/qc_report.json")["waivers"]
    assert {"C01", "C13"} <= {each["rule_id"] for each in waivers}
    assert {each["because"] for each in waivers} == {WAIVE["because"]}
    assert {each["by"] for each in _internal(agency, run, "manifest.json")["waivers"]} == {"Ines Duarte"}
    client = next(agency.app.storage.root.glob(f"{run.id}/*/create_package/client"))
    statement = (client / "08_qc" / "quality_statement.md").read_text(encoding="utf-8")
    assert "Ines Duarte looked at them and decided to deliver" in statement
    assert "Nothing that would keep it from publication is open" not in statement
    assert "waivers" not in json.loads((client / "manifest.json").read_text(encoding="utf-8"))


def test_what_cannot_be_waived_is_not_and_the_report_says_so(agency: Agency) -> None:
    run = _held(agency, CarelessWriter())
    assert [answer["verdict"] for answer in (run.report or {})["answers"]] == ["regenerate", "discard"]

    send(agency.app.database, run.id, "qc", WAIVE)
    (run,) = _drain(agency, CarelessWriter(), Status.WAITING)
    assert "P01 cannot be waived" in (run.report or {})["answer_not_followed"]


def test_an_answer_that_cannot_be_followed_leaves_the_run_waiting(agency: Agency) -> None:
    run = _held(agency, GenerousWriter())
    for answer in ({"verdict": "waive", "by": "Ines"}, {"verdict": ["waive"]}, {}):
        send(agency.app.database, run.id, "qc", answer)
        (run,) = _drain(agency, GenerousWriter(), Status.WAITING)
        assert "a waiver needs because and by" in (run.report or {})["answer_not_followed"]


@pytest.mark.parametrize("way", ["discarded", "forgotten for two weeks"])
def test_a_run_that_is_discarded_or_forgotten_leaves_nothing(agency: Agency, way: str) -> None:
    run = _held(agency, GenerousWriter())
    with Clock(agency.app.database) as clock:
        if way == "discarded":
            send(agency.app.database, run.id, "qc", {"verdict": "discard"})
        else:
            clock.advance(14 * 86_400 + 1)
        (run,) = _drain(agency, GenerousWriter(), Status.COMPENSATED)
    assert run.reason == ("rejected" if way == "discarded" else "timed out")
    assert (run.report or {})["findings"]
    assert agency.count() == NOTHING
    assert agency.files() == []


def test_drafts_made_anew_replace_the_old_ones_and_an_old_verdict_does_not_count_for_them(agency: Agency) -> None:
    writer = LearningWriter()
    run = _held(agency, writer)
    kept = agency.steps(run.id)[1].effects

    send(agency.app.database, run.id, "qc", {"verdict": "regenerate"})
    (run,) = _drain(agency, writer, Status.COMPLETED)
    assert (run.attempt, writer.times) == (2, 2)
    assert agency.steps(run.id)[1].effects == kept
    assert _internal(agency, run, "qc/qc_report.json")["state"].startswith("PASS")


def _held(agency: Agency, writer: Any) -> WorkflowRun:
    given = accepted("coffee").model_dump(mode="json", by_alias=True)
    submit(agency.app.database, agency.app.saga, Order("coffee", given, meta={"on_qc_fail": "hold"}))
    return _drain(agency, writer, Status.WAITING)[0]


def _drain(agency: Agency, writer: Any, expect: Status) -> list[WorkflowRun]:
    app = agency.app
    return drain(app.database, [app.saga], app.storage, {**app.tools, Writer: writer}, expect=[expect])


def _internal(agency: Agency, run: WorkflowRun, name: str) -> Any:
    (path,) = agency.app.storage.root.glob(f"{run.id}/*/create_package/internal/{name}")
    return json.loads(path.read_text(encoding="utf-8"))
