"""The whole agency on one database: real briefs, real rooms, real files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, Table, func, select

from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import read_brief
from aicmo.onboarding.steps import submission
from aicmo.saga import REHEARSE, Order, Worker, get, retry, steps
from aicmo.writing import Writer
from aicmo.writing.builtin import BuiltinWriter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from aicmo.app import App
    from aicmo.onboarding.documents import Submission
    from aicmo.saga import Event, WorkflowRun, WorkflowStep
    from aicmo.writing import Editor
    from aicmo.writing.documents import Assignment, Written

EXAMPLES = Path(__file__).parents[2] / "examples"
TABLES = (
    "onboarding_brief",
    "onboarding_intake",
    "strategy_document",
    "production_drafts",
    "production_bundles",
    "production_bundle_assets",
    "qc_results",
    "qc_issues",
    "delivery_packages",
    "delivery_artifacts",
)
NOTHING = dict.fromkeys(TABLES, 0)


@cache
def accepted(name: str) -> Submission:
    """Return an example brief as intake accepts it today."""
    path = EXAMPLES / f"{name}.yaml"
    received = read_brief(path)
    intake = check(received, today=datetime.now(UTC).date(), folder=path.parent)
    assert intake.outcome == "accepted", intake
    return submission(intake, received)


class CarelessWriter:
    """A writer that forgets to fill in a name: what quality control is for."""

    def write(self, assignments: Sequence[Assignment], editor: Editor) -> list[Written | None]:
        written = BuiltinWriter().write(assignments, editor)
        return [self._spoil(one) for one in written]

    def _spoil(self, one: Written | None) -> Written | None:
        if one is None or one.content.kind != "social_post":
            return one
        spoiled = one.content.model_copy(update={"text": f"{one.content.text} Call us at [INSERT PHONE]."})
        return one.model_copy(update={"content": spoiled})


@dataclass
class Agency:
    """One app, and what was heard from it."""

    app: App
    heard: list[Event] = field(default_factory=list)
    at_failure: dict[str, int] = field(default_factory=dict)

    def worker(self, writer: Any = None, **options: Any) -> Worker:
        tools = {**self.app.tools, **({Writer: writer} if writer else {})}
        app = self.app
        return Worker(app.database, [app.saga], app.storage, tools, listener=self._hear, **options)

    def run(
        self, name: str = "coffee", *, fail_at: str | None = None, writer: Any = None, key: str | None = None
    ) -> WorkflowRun:
        """Run an example brief to its end."""
        order = Order(
            subject=name,
            input=accepted(name).model_dump(mode="json", by_alias=True),
            idempotency_key=key,
            meta={REHEARSE: fail_at} if fail_at else {},
        )
        with self.worker(writer) as worker:
            return self.get(worker.run(self.app.saga, order))

    def retry(self, run_id: UUID, writer: Any = None) -> WorkflowRun:
        """Retry a failed run by force, to its end."""
        with self.worker(writer) as worker:
            again = retry(self.app.database, self.app.saga, run_id, force=True, hold_for=worker.claimant)
            return self.get(worker.finish(*again))

    def get(self, run_id: UUID) -> WorkflowRun:
        return get(self.app.database, run_id)

    def steps(self, run_id: UUID) -> Sequence[WorkflowStep]:
        return steps(self.app.database, run_id)

    def tables(self) -> dict[str, Table]:
        """Return the ten tables as the database has them, not as the models say."""
        found = MetaData()
        with self.app.database.connect() as connection:
            found.reflect(connection, only=list(TABLES))
        return {name: found.tables[name] for name in TABLES}

    def count(self, run_id: UUID | None = None) -> dict[str, int]:
        """Count rows by table, asking only the tables."""
        found = {}
        with self.app.database.connect() as connection:
            for name, table in self.tables().items():
                query = select(func.count()).select_from(table)
                if run_id is not None:
                    query = query.where(table.c.run_id == self.key(run_id))
                found[name] = connection.scalar(query) or 0
        return found

    def key(self, value: UUID) -> Any:
        """Return a UUID as the database keeps it."""
        return value.hex if self.app.database.is_sqlite else value

    def files(self, run_id: UUID | None = None) -> list[str]:
        """List the files on the disk."""
        root = self.app.storage.root
        top = root / str(run_id) if run_id else root
        return sorted(path.relative_to(root).as_posix() for path in top.rglob("*") if path.is_file())

    def _hear(self, event: Event) -> None:
        self.heard.append(event)
        if type(event).__name__ == "CompensationStarted":
            self.at_failure = self.count(event.run_id)
