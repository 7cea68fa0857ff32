"""Delivery fails after its work: all ten tables and every file are cleaned, in reverse order, and nobody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.saga import Status, StepUndone, audit
from e2e.agency import NOTHING

if TYPE_CHECKING:
    from e2e.agency import Agency

LAST = "create_package"


def test_all_ten_tables_and_all_files_are_cleaned(agency: Agency) -> None:
    run = agency.run(fail_at=LAST)

    assert run.state is Status.COMPENSATED
    assert all(agency.at_failure[table] for table in NOTHING if not table.startswith(("delivery", "qc_issues")))
    assert agency.count() == NOTHING
    assert agency.files() == []


def test_quality_results_are_reverted_too(agency: Agency) -> None:
    run = agency.run(fail_at=LAST)

    assert agency.at_failure["qc_results"] == 1
    assert agency.count(run.id)["qc_results"] == 0
    assert agency.count(run.id)["qc_issues"] == 0


def test_steps_are_undone_in_reverse_order(agency: Agency) -> None:
    agency.run(fail_at=LAST)

    assert [event.step for event in agency.heard if isinstance(event, StepUndone)] == [
        "qc_evaluate",
        "generate_draft",
        "generate_strategy",
        "normalize_brief",
    ]


def test_the_receipt_matches_an_independent_count(agency: Agency) -> None:
    run = agency.run(fail_at=LAST)

    deleted: dict[str, int] = {}
    for step in agency.steps(run.id):
        assert step.receipt is not None
        for table, count in step.receipt["rows"].items():
            deleted[table] = deleted.get(table, 0) + count
    assert deleted == {table: count for table, count in agency.at_failure.items() if count}


def test_three_failures_accumulate_nothing(agency: Agency) -> None:
    for _ in range(3):
        assert agency.run(fail_at=LAST).state is Status.COMPENSATED

    assert agency.count() == NOTHING
    assert agency.files() == []
    assert audit(agency.app.database, [agency.app.saga], agency.app.storage) == []


def test_a_neighbours_successful_run_is_untouched(agency: Agency) -> None:
    good = agency.run()
    rows, files = agency.count(good.id), agency.files(good.id)

    agency.run(fail_at=LAST)

    assert all(rows[table] for table in NOTHING if table != "qc_issues")
    assert agency.count(good.id) == agency.count() == rows
    assert agency.files() == files
