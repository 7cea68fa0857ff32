"""Signing in and out: by a link that works once, by password, and by the session that either opens."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from aicmo.people import passwords
from aicmo.people.models import LoginLink, Person, SignedIn

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database

OWNER: Final = "owner"
LINK_LASTS: Final = timedelta(minutes=30)
SESSION_LASTS: Final = timedelta(days=14)


def owner(database: Database) -> Person:
    """Return the owner's account; it is made when nobody has asked for it before."""
    with database.transaction() as connection, Session(connection) as session:
        found = session.scalar(select(Person).where(Person.role == OWNER).with_for_update())
        if found is None:
            found = Person(name=OWNER, role=OWNER, password_hash=None, created_at=datetime.now(UTC))
            session.add(found)
            session.flush()
        session.expunge(found)
        return found


def new_link(database: Database, person_id: UUID) -> str:
    """Return the secret of a new login link, which is kept nowhere; links that have expired are cleared away."""
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    with database.transaction() as connection:
        connection.execute(delete(LoginLink).where(LoginLink.expires_at < now))
        values = {"token_sha256": kept(secret), "person_id": person_id, "expires_at": now + LINK_LASTS}
        connection.execute(insert(LoginLink).values(**values))
    return secret


def is_good_link(database: Database, secret: str) -> bool:
    """Say whether a link would still let somebody in; looking does not use it up."""
    usable = LoginLink.used_at.is_(None) & (LoginLink.expires_at > datetime.now(UTC))
    with database.connect() as connection:
        found = select(LoginLink.person_id).where(LoginLink.token_sha256 == kept(secret), usable)
        return connection.scalar(found) is not None


def enter_by_link(database: Database, secret: str) -> str | None:
    """Use a login link up and return the secret of a new session; None when it is used, expired or unknown."""
    now = datetime.now(UTC)
    usable = LoginLink.used_at.is_(None) & (LoginLink.expires_at > now)
    with database.transaction() as connection:
        taken = update(LoginLink).where(LoginLink.token_sha256 == kept(secret), usable).values(used_at=now)
        person_id = connection.execute(taken.returning(LoginLink.person_id)).scalar()
        return None if person_id is None else _opened(connection, person_id)


def enter_by_password(database: Database, password: str) -> str | None:
    """Return the secret of a new session of the owner; None when the password is wrong or none is set."""
    person = owner(database)
    if not passwords.matches(password, person.password_hash):
        return None
    with database.transaction() as connection:
        return _opened(connection, person.id)


def set_password(database: Database, person_id: UUID, password: str, *, keep: str | None = None) -> None:
    """Set a person's password and end all their sessions but the one to ``keep``; raises WeakPassword."""
    hashed = passwords.hashed(password)
    others = (SignedIn.person_id == person_id) & (SignedIn.token_sha256 != (kept(keep) if keep else ""))
    with database.transaction() as connection:
        connection.execute(update(Person).where(Person.id == person_id).values(password_hash=hashed))
        connection.execute(delete(SignedIn).where(others))


def person_of(database: Database, secret: str) -> Person | None:
    """Return who is signed in under a session's secret; None when it has ended."""
    is_open = (SignedIn.token_sha256 == kept(secret)) & (SignedIn.expires_at > datetime.now(UTC))
    with Session(database.engine) as session:
        found = session.scalar(select(Person).join(SignedIn, SignedIn.person_id == Person.id).where(is_open))
        session.expunge_all()
        return found


def leave(database: Database, secret: str) -> None:
    """End a session; nothing there is fine."""
    with database.transaction() as connection:
        connection.execute(delete(SignedIn).where(SignedIn.token_sha256 == kept(secret)))


def _opened(connection: Connection, person_id: UUID) -> str:
    secret, now = secrets.token_urlsafe(32), datetime.now(UTC)
    connection.execute(delete(SignedIn).where(SignedIn.expires_at < now))
    values = {"token_sha256": kept(secret), "person_id": person_id, "created_at": now}
    connection.execute(insert(SignedIn).values(**values, expires_at=now + SESSION_LASTS))
    return secret


def kept(secret: str) -> str:
    """Return what is kept of a secret of ours: it is too long to be guessed, so a plain hash is enough."""
    return sha256(secret.encode(errors="replace")).hexdigest()
