"""The audit trail: who did what to which thing, written in the transaction that did it. Ids and verbs, no content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo import db
from aicmo.db import new_id
from aicmo.review.models import TrailEntry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database


def note(connection: Connection, run_id: UUID, actor: str, verb: str, things: Mapping[str, str | None]) -> None:
    """Write one line a thing; ``things`` are named by id or code, with their content's SHA-256 if they have one."""
    now: Any = sql(db.now(connection.dialect))
    for name, sha256 in things.items():
        values = {"id": new_id(), "run_id": run_id, "actor": actor, "verb": verb, "object": name, "sha256": sha256}
        connection.execute(insert(TrailEntry).values(at=now, **values))


def objects(connection: Connection, run_id: UUID) -> set[str]:
    """Return the names of the things that were done something to."""
    return set(connection.scalars(select(TrailEntry.object).where(TrailEntry.run_id == run_id)))


def trail(database: Database, run_id: UUID) -> Sequence[TrailEntry]:
    """Return a run's audit trail, oldest first; it is there even when the run is erased."""
    query = select(TrailEntry).where(TrailEntry.run_id == run_id).order_by(TrailEntry.id)
    with Session(database.engine) as session:
        found = session.scalars(query).all()
        session.expunge_all()
        return found
