"""Quality control fails for a real defect: the run is undone, the reason is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.saga import Status, audit
from e2e.agency import EXAMPLES, NOTHING, CarelessWriter

if TYPE_CHECKING:
    from e2e.agency import Agency


def test_before_the_undo_the_rows_are_there_and_after_it_they_are_gone(agency: Agency) -> None:
    run = agency.run(writer=CarelessWriter())

    assert run.state is Status.COMPENSATED
    assert agency.at_failure["onboarding_brief"] == agency.at_failure["strategy_document"] == 1
    assert agency.at_failure["production_drafts"] >= 12
    assert agency.count() == NOTHING
    assert agency.files() == []


def test_the_failing_step_leaves_no_result_behind_but_its_report_reaches_the_operator(agency: Agency) -> None:
    run = agency.run(writer=CarelessWriter())

    assert agency.at_failure["qc_results"] == agency.at_failure["qc_issues"] == 0
    assert run.reason == "rejected"
    assert run.report is not None
    placeholder = [finding for finding in run.report["findings"] if finding["rule_id"] == "P01"]
    assert placeholder
    assert all(len(finding["excerpt"]) <= 200 for finding in run.report["findings"])
    assert any("[INSERT PHONE]" in finding["excerpt"] for finding in placeholder)
    assert run.input["received"]["text"] == (EXAMPLES / "coffee.yaml").read_text(encoding="utf-8")


def test_child_tables_are_cleaned_before_their_parents(agency: Agency) -> None:
    run = agency.run(writer=CarelessWriter())

    assert agency.at_failure["production_bundles"] >= 12
    assert agency.at_failure["production_bundle_assets"] >= 12
    assert agency.count(run.id) == NOTHING


def test_three_retries_accumulate_nothing(agency: Agency) -> None:
    run = agency.run(writer=CarelessWriter())
    for _ in range(3):
        run = agency.retry(run.id, writer=CarelessWriter())
        assert run.state is Status.COMPENSATED

    assert agency.count() == NOTHING
    assert agency.files() == []
    assert audit(agency.app.database, [agency.app.saga], agency.app.storage) == []


def test_an_earlier_successful_run_is_untouched(agency: Agency) -> None:
    good = agency.run()
    rows, files = agency.count(good.id), agency.files(good.id)

    agency.run(writer=CarelessWriter())

    assert good.state is Status.COMPLETED
    assert agency.count(good.id) == agency.count() == rows
    assert agency.files() == files


def test_the_same_brief_passes_once_the_writer_is_careful(agency: Agency) -> None:
    failed = agency.run(writer=CarelessWriter())
    run = agency.retry(failed.id)

    assert (run.state, run.retry_of) == (Status.COMPLETED, failed.id)
