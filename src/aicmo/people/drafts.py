"""Briefs that somebody is still writing: saved while they write, gone when they are handed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from aicmo.errors import AicmoError
from aicmo.people.models import UnsentBrief

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from aicmo.db import Database

MOST: Final = 50
"""Briefs that one person may have begun; older ones have to be handed in or thrown away first."""


class NoSuchBrief(AicmoError):
    """This person has begun no brief of this id."""


def begin(database: Database, person_id: UUID, name: str, text: str) -> UnsentBrief:
    """Keep a new brief; raises AicmoError when the person has begun too many."""
    now = datetime.now(UTC)
    if len(begun(database, person_id)) >= MOST:
        raise AicmoError(f"There are {MOST} briefs begun already. Hand one in or throw one away first.")
    made = UnsentBrief(person_id=person_id, name=name, text=text, created_at=now, updated_at=now)
    with database.transaction() as connection, Session(connection, expire_on_commit=False) as session:
        session.add(made)
        session.flush()
        session.expunge(made)
    return made


def begun(database: Database, person_id: UUID) -> Sequence[UnsentBrief]:
    """Return a person's briefs, the last one touched first."""
    query = select(UnsentBrief).where(UnsentBrief.person_id == person_id).order_by(UnsentBrief.updated_at.desc())
    with Session(database.engine) as session:
        found = session.scalars(query).all()
        session.expunge_all()
        return found


def get(database: Database, person_id: UUID, brief_id: UUID) -> UnsentBrief:
    """Return one brief of this person; raises NoSuchBrief."""
    with Session(database.engine) as session:
        found = session.scalar(select(UnsentBrief).where(_mine(person_id, brief_id)))
        session.expunge_all()
    if found is None:
        raise NoSuchBrief("There is no such brief any more: it was handed in, or thrown away.")
    return found


def save(database: Database, person_id: UUID, brief_id: UUID, *, name: str, text: str) -> None:
    """Keep what was written; raises NoSuchBrief."""
    _update(database, person_id, brief_id, {"name": name, "text": text})


def keep_reading(database: Database, person_id: UUID, brief_id: UUID, reading: dict[str, Any]) -> None:
    """Keep what a language model read of a brief, JSON data; raises NoSuchBrief."""
    _update(database, person_id, brief_id, {"reading": reading})


def _update(database: Database, person_id: UUID, brief_id: UUID, values: dict[str, Any]) -> None:
    values = values | {"updated_at": datetime.now(UTC)}
    with database.transaction() as connection:
        changed = connection.execute(update(UnsentBrief).where(_mine(person_id, brief_id)).values(**values))
    if not changed.rowcount:
        raise NoSuchBrief("There is no such brief any more: it was handed in, or thrown away.")


def throw_away(database: Database, person_id: UUID, brief_id: UUID) -> None:
    """Delete a brief for good; nothing there is fine."""
    with database.transaction() as connection:
        connection.execute(delete(UnsentBrief).where(_mine(person_id, brief_id)))


def _mine(person_id: UUID, brief_id: UUID) -> ColumnElement[bool]:
    return (UnsentBrief.id == brief_id) & (UnsentBrief.person_id == person_id)
