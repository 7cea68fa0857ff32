"""When undoing is refused: exit 4 and a named reason; mended, the run is resumed and gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from aicmo.db import Database
from cli.terminal import ROOT

if TYPE_CHECKING:
    from cli.terminal import Terminal

BRIEF = ROOT / "examples" / "coffee.yaml"
GUARD = {
    "sqlite": ["CREATE TRIGGER guard BEFORE DELETE ON production_drafts BEGIN SELECT RAISE(ABORT, 'kept'); END"],
    "postgresql": [
        "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''kept''; END'",
        "CREATE TRIGGER guard BEFORE DELETE ON production_drafts FOR EACH ROW EXECUTE FUNCTION keep()",
    ],
}
UNGUARD = {"sqlite": "DROP TRIGGER guard", "postgresql": "DROP TRIGGER guard ON production_drafts"}


def test_a_refused_undo_needs_a_person_and_goes_on_once_the_cause_is_mended(terminal: Terminal) -> None:
    database = Database(str(terminal.url))
    kind = database.url.get_backend_name()
    _execute(database, *GUARD[kind])

    refused = terminal.aicmo("run", BRIEF, "--fail-at", "qc_evaluate", "--json")
    run = refused.json["run_id"]
    assert (refused.code, refused.json["status"]) == (4, "QUARANTINED")
    assert "the trigger guard would act on the deletion" in refused.json["error"]
    assert terminal.aicmo("resume", run, "--json").code == 4

    _execute(database, UNGUARD[kind])
    resumed = terminal.aicmo("resume", run, "--json")

    assert (resumed.code, resumed.json["status"], resumed.json["run_id"]) == (1, "COMPENSATED", run)
    assert resumed.json["compensated_steps"] == ["generate_draft", "generate_strategy", "normalize_brief"]
    assert terminal.aicmo("audit").code == 0
    again = terminal.aicmo("resume", run)
    assert again.code == 2
    assert "only a run that waits for a person can be resumed" in again.err
    database.close()


def _execute(database: Database, *statements: str) -> None:
    with database.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))
