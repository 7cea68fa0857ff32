"""What a run did not make is never touched: unrelated rows, foreign references, neighbours running at the same time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import JSON, String, select, text

from aicmo.saga import Status
from e2e.agency import NOTHING, TABLES

if TYPE_CHECKING:
    from sqlalchemy import Table

    from e2e.agency import Agency

UNRELATED = 10_000


def test_ten_thousand_unrelated_rows_in_every_table_are_identical_afterwards(agency: Agency) -> None:
    _plant(agency, UNRELATED)
    before = _checksums(agency)

    run = agency.run(fail_at="create_package")

    assert run.state is Status.COMPENSATED
    assert agency.count() == dict.fromkeys(TABLES, UNRELATED)
    assert _checksums(agency) == before


@pytest.mark.parametrize(
    "step", ["normalize_brief", "generate_strategy", "generate_draft", "qc_evaluate", "create_package"]
)
def test_whichever_step_fails_nothing_is_left(agency: Agency, step: str) -> None:
    run = agency.run(fail_at=step)

    assert run.state is (Status.FAILED if step == "normalize_brief" else Status.COMPENSATED)
    assert run.last_error == f"Rehearsal: {step} was told to fail after its work."
    assert agency.count() == NOTHING
    assert agency.files() == []


def test_a_foreign_row_that_refers_to_a_draft_quarantines_the_run_and_is_named(agency: Agency) -> None:
    kept: list[Any] = []
    kind = "CHAR(32)" if agency.app.database.is_sqlite else "UUID"
    with agency.app.database.transaction() as connection:
        connection.execute(
            text(f"CREATE TABLE invoice_lines (id INTEGER PRIMARY KEY, draft_id {kind} REFERENCES production_drafts)")
        )
    hear = agency._hear

    def refer(event: Any) -> None:
        if type(event).__name__ == "StepCommitted" and event.step == "generate_draft":
            with agency.app.database.transaction() as connection:
                connection.execute(text("INSERT INTO invoice_lines SELECT 41, id FROM production_drafts LIMIT 1"))
                kept.append(event.made)
        hear(event)

    agency._hear = refer  # type: ignore[method-assign]
    run = agency.run(fail_at="qc_evaluate")

    assert (run.state, run.reason) == (Status.QUARANTINED, "refused")
    assert "invoice_lines 41: this row does not belong to the run and refers to production_drafts" in str(
        run.last_error
    )
    assert agency.count(run.id)["production_drafts"] == kept[0]["production_drafts"]
    assert agency.files(run.id) != []


def test_two_runs_side_by_side_one_failing_the_others_rows_are_whole(agency: Agency) -> None:
    with ThreadPoolExecutor(2) as pool:
        good = pool.submit(agency.run)
        bad = pool.submit(agency.run, fail_at="create_package")
        good_run, bad_run = good.result(), bad.result()

    assert (good_run.state, bad_run.state) == (Status.COMPLETED, Status.COMPENSATED)
    assert agency.count(bad_run.id) == NOTHING
    assert agency.count() == agency.count(good_run.id)
    assert agency.files(bad_run.id) == []


def test_the_same_key_twice_is_one_run(agency: Agency) -> None:
    first = agency.run(key="order 7")
    second = agency.run(key="order 7")

    assert first.id == second.id
    assert agency.count() == agency.count(first.id)


def _plant(agency: Agency, rows: int) -> None:
    """Fill every table with rows of nobody's run, parents first."""
    ids = {name: [agency.key(uuid4()) for _ in range(rows)] for name in TABLES}
    stranger = agency.key(uuid4())
    with agency.app.database.transaction() as connection:
        for table in agency.tables().values():
            values = [_row(table, ids, stranger, n) for n in range(rows)]
            connection.execute(table.insert(), values)


def _row(table: Table, ids: dict[str, list[Any]], stranger: Any, n: int) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "id":
            row["id"] = ids[table.name][n]
        elif column.name == "run_id":
            row["run_id"] = stranger
        elif column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column.table.name
            row[column.name] = ids[parent][n]
        else:
            row[column.name] = _value(column.type, n)
    return row


def _value(kind: Any, n: int) -> Any:
    if isinstance(kind, JSON):
        return {"unrelated": n}
    return f"unrelated {n}" if isinstance(kind, String) else n


def _checksums(agency: Agency) -> dict[str, str]:
    with agency.app.database.connect() as connection:
        return {
            name: sha256(
                "\n".join(sorted(repr(tuple(row)) for row in connection.execute(select(table)))).encode()
            ).hexdigest()
            for name, table in agency.tables().items()
        }
