"""The tables of people: accounts, the links and sessions that let them in, keys of programs, briefs not handed in yet.

Of a secret (a link, a session, a key) only its SHA-256 is kept, so that who reads the database cannot sign in with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from aicmo.db import Base, Timestamp, new_id


class Person(Base, kw_only=True):
    """Somebody with an account. ``password_hash`` is None until a password is set: then only a link lets in."""

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(repr=False)
    created_at: Mapped[datetime] = mapped_column(Timestamp)


class LoginLink(Base, kw_only=True):
    """A link that signs a person in, once, until it expires."""

    __tablename__ = "people_login_links"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime] = mapped_column(Timestamp)
    used_at: Mapped[datetime | None] = mapped_column(Timestamp, default=None)


class SignedIn(Base, kw_only=True):
    """A session: one browser in which a person is signed in, until it expires or is signed out (deleted)."""

    __tablename__ = "people_sessions"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Timestamp)
    expires_at: Mapped[datetime] = mapped_column(Timestamp, index=True)


class ApiKey(Base, kw_only=True):
    """A program's key to the API. ``name`` is who acts when it is used; ``last_used_at`` is kept to the minute."""

    __tablename__ = "people_api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    token_sha256: Mapped[str] = mapped_column(unique=True, repr=False)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(Timestamp)
    last_used_at: Mapped[datetime | None] = mapped_column(Timestamp, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(Timestamp, default=None)


class UnsentBrief(Base, kw_only=True):
    """A brief that a person is still writing: its text as it stands, saved while they write.

    ``reading`` is what a language model was asked to read of it, the onboarding room's document.
    """

    __tablename__ = "people_unsent_briefs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Timestamp)
    updated_at: Mapped[datetime] = mapped_column(Timestamp)
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)

    __table_args__ = (Index("ix_people_unsent_briefs_person_id_updated_at", "person_id", "updated_at"),)
