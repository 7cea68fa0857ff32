"""Brand profiles: what all briefs of one client have in common, kept from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo import db
from aicmo.onboarding.models import ClientProfile

if TYPE_CHECKING:
    from aicmo.db import Database
    from aicmo.onboarding.documents import BrandProfile


def keep(database: Database, client: str, profile: BrandProfile, *, by: str) -> None:
    """Keep a client's profile in the place of the one there was."""
    with database.transaction() as connection:
        now: Any = sql(db.now(connection.dialect))
        connection.execute(delete(ClientProfile).where(ClientProfile.client == client))
        values = {"client": client, "document": profile, "updated_at": now, "updated_by": by}
        connection.execute(insert(ClientProfile).values(**values))


def profile_of(database: Database, client: str) -> BrandProfile | None:
    """Return a client's profile, None if it has none."""
    with Session(database.engine) as session:
        found = session.scalars(select(ClientProfile).where(ClientProfile.client == client)).first()
        return found.document if found else None


def forget(database: Database, client: str) -> bool:
    """Delete a client's profile; say whether there was one."""
    with database.transaction() as connection:
        return connection.execute(delete(ClientProfile).where(ClientProfile.client == client)).rowcount > 0
