"""The audit: proves, without asking the ledger, that no owned row or file exists whose run should have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Table, or_, select

from aicmo.saga.models import WorkflowRun, WorkflowStep
from aicmo.saga.states import KEEPS_EFFECTS, TERMINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.storage import Folder, Storage


@dataclass(frozen=True, slots=True)
class Orphan:
    """A row or folder that nobody should have left: where it is, its key, and the run it names."""

    kind: str
    place: str
    key: str
    run_id: UUID
    why: str


def audit(database: Database, sagas: Sequence[Saga], storage: Storage, *, limit: int = 1000) -> list[Orphan]:
    """Return what is left of runs that should have left nothing, at most ``limit`` rows a table; empty is good."""
    tables = {table.fullname: table for saga in sagas for table in saga.tables}
    with database.connect() as connection:
        rows = [orphan for table in tables.values() for orphan in _rows(connection, table, limit)]
        return rows + list(_folders(connection, storage))


def _rows(connection: Connection, table: Table, limit: int) -> Iterator[Orphan]:
    query = (
        select(table.c.id, table.c.run_id, WorkflowRun.status)
        .outerjoin_from(table, WorkflowRun, WorkflowRun.id == table.c.run_id)
        .where(or_(WorkflowRun.id.is_(None), WorkflowRun.status.not_in(KEEPS_EFFECTS)))
        .limit(limit)
    )
    for key, run_id, status in connection.execute(query):
        yield Orphan("row", table.fullname, str(key), run_id, _why(status))


def _folders(connection: Connection, storage: Storage) -> Iterator[Orphan]:
    # The disk is read before the database: a folder that is committed meanwhile is then known.
    found = list(storage.folders())
    for folder in found:
        status = connection.scalar(select(WorkflowRun.status).where(WorkflowRun.id == folder.run_id))
        if status not in KEEPS_EFFECTS or (status in TERMINAL and folder.path not in _named(connection, folder)):
            yield Orphan("folder", "storage", folder.path, folder.run_id, _why(status))


def _named(connection: Connection, folder: Folder) -> set[str]:
    query = select(WorkflowStep.effects).where(WorkflowStep.run_id == folder.run_id, WorkflowStep.undone_at.is_(None))
    return {effects.get("folder", "") for effects in connection.scalars(query)}


def _why(status: str | None) -> str:
    return "its run does not exist" if status is None else f"its run is {status}"
