"""Keys of programs: made once and told once, looked up with each request, revoked by name."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aicmo.errors import AicmoError
from aicmo.people.access import kept, owner
from aicmo.people.models import ApiKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.db import Database

PREFIX: Final = "aicmo_"
"""What every key begins with, so that people and scanners of repositories know one when they see it."""
NAME: Final = re.compile(r"[^\W_](?:[\w .@-]{0,62}[^\W_])?")
NOTED_EVERY: Final = timedelta(minutes=1)
"""The use of a key is noted no more often."""


class BadKeyName(AicmoError):
    """This cannot be the name of a key."""


class NoSuchKey(AicmoError):
    """There is no key of this name that works."""


def create(database: Database, name: str) -> tuple[ApiKey, str]:
    """Make a key of the owner's; return it, and its secret, which is told only now.

    Raises BadKeyName for a name that is taken (a revoked key keeps its name: the trail names it) or hard to read.
    """
    if not NAME.fullmatch(name):
        raise BadKeyName("A key's name has 1 to 64 letters, digits, spaces, dots, hyphens or @, such as `ci`.")
    secret = PREFIX + secrets.token_urlsafe(32)
    made = ApiKey(name=name, token_sha256=kept(secret), person_id=owner(database).id, created_at=datetime.now(UTC))
    try:
        with database.transaction() as connection, Session(connection, expire_on_commit=False) as session:
            session.add(made)
            session.flush()
            session.expunge(made)
    except IntegrityError as error:
        raise BadKeyName(f"There is, or was, a key named {name!r}. Choose another name.") from error
    return made, secret


def keys(database: Database) -> Sequence[ApiKey]:
    """Return every key, oldest first, those that are revoked among them."""
    with Session(database.engine) as session:
        found = session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id)).all()
        session.expunge_all()
        return found


def revoke(database: Database, name: str) -> None:
    """Let a key open nothing any more, from the next request on; raises NoSuchKey."""
    working = (ApiKey.name == name) & ApiKey.revoked_at.is_(None)
    with database.transaction() as connection:
        changed = connection.execute(update(ApiKey).where(working).values(revoked_at=datetime.now(UTC)))
    if not changed.rowcount:
        raise NoSuchKey(f"There is no key named {name!r} that works; `aicmo key list` shows the keys.")


def holder(database: Database, secret: str) -> str | None:
    """Return the name of the key whose secret this is, and note that it was used; None when it opens nothing."""
    now = datetime.now(UTC)
    works = (ApiKey.token_sha256 == kept(secret)) & ApiKey.revoked_at.is_(None)
    with database.connect() as connection:
        found = connection.execute(select(ApiKey.id, ApiKey.name, ApiKey.last_used_at).where(works)).first()
        if found is None:
            return None
        if found.last_used_at is None or now - found.last_used_at > NOTED_EVERY:
            connection.execute(update(ApiKey).where(ApiKey.id == found.id).values(last_used_at=now))
    return str(found.name)
