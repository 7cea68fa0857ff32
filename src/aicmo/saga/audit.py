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
        select(table.c.id, table.c.run_id, WorkflowRun.status, WorkflowRun.erased_at)
        .outerjoin_from(table, WorkflowRun, WorkflowRun.id == table.c.run_id)
        .where(
            or_(WorkflowRun.id.is_(None), WorkflowRun.status.not_in(KEEPS_EFFECTS), WorkflowRun.erased_at.is_not(None))
        )
        .limit(limit)
    )
    for key, run_id, status, erased_at in connection.execute(query):
        yield Orphan("row", table.fullname, str(key), run_id, _why(status, is_erased=erased_at is not None))


def _folders(connection: Connection, storage: Storage) -> Iterator[Orphan]:
    # The disk is read before the database: a folder that is committed meanwhile is then known.
    found = list(storage.folders())
    for folder in found:
        query = select(WorkflowRun.status, WorkflowRun.erased_at).where(WorkflowRun.id == folder.run_id)
        status, erased_at = connection.execute(query).first() or (None, None)
        keeps = status in KEEPS_EFFECTS and erased_at is None
        if not keeps or (status in TERMINAL and folder.path not in _named(connection, folder)):
            why = _why(status, is_erased=erased_at is not None)
            yield Orphan("folder", "storage", folder.path, folder.run_id, why)


def _named(connection: Connection, folder: Folder) -> set[str]:
    query = select(WorkflowStep.effects).where(WorkflowStep.run_id == folder.run_id, WorkflowStep.undone_at.is_(None))
    return {effects.get("folder", "") for effects in connection.scalars(query)}


def _why(status: str | None, *, is_erased: bool) -> str:
    if status is None:
        return "its run does not exist"
    return "its run was erased" if is_erased else f"its run is {status}"
