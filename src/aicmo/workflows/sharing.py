"""Share links: a client looks at one version of one package, says what it thinks of it, and sees nothing else.

Of a token only the SHA-256 is kept. A link works until it expires, is revoked, or its run's package is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo import db, saga
from aicmo.db import new_id
from aicmo.delivery.models import DeliveryArtifact, DeliveryPackage
from aicmo.errors import AicmoError
from aicmo.onboarding.models import OnboardingBrief
from aicmo.review.models import ReviewComment, ReviewDecision, ReviewLink
from aicmo.saga import Conflict, Status, WorkflowRun
from aicmo.workflows import approving, desk, trail
from aicmo.workflows.gates import setting
from aicmo.workflows.revising import superseded_by

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.production.models import ProductionDraft
    from aicmo.review.documents import Verdict
    from aicmo.saga import Storage
    from aicmo.workflows.approving import Standing

LONGEST_DAYS = 365
LONGEST_NAME = 100
PATH = "/review/"
"""Where the dashboard shows a package to whoever has a link's token: the token follows."""
SEEN_EVERY = 60
"""Seconds: a visit is noted no more often."""


class NoSuchLink(AicmoError):
    """This link does not work: it is unknown, has expired or was revoked. Ask the agency for another one."""

    def __init__(self) -> None:
        """Say no more than that: whoever guesses learns nothing."""
        super().__init__(" ".join((self.__doc__ or "").split()))


@dataclass(frozen=True)
class Shared:
    """What a link shows: one version of one package. ``files`` are the client's, by path, with bytes and SHA-256.

    ``said`` is the client's newest word on each item, by code ("" is the whole), where it is about today's content.
    ``changed`` are the codes of the drafts that are other than in the version before; there may be none.
    """

    link_id: UUID
    run_id: UUID
    version: str
    reviewer: str
    expires_at: datetime
    package: str
    title: str
    brand: str
    drafts: Mapping[str, ProductionDraft]
    changed: Sequence[str]
    files: Mapping[str, tuple[int, str]]
    comments: Sequence[ReviewComment]
    said: Mapping[str, ReviewDecision]
    standing: Standing
    is_superseded: bool


def share(
    database: Database, run_id: UUID, *, by: str, days: int | None = None, reviewer: str = "", token: str | None = None
) -> tuple[UUID, str]:
    """Make a link to a run's package that works for so many days; return its id and its token, which is told only now.

    ``reviewer`` is for whom it is. A ``token`` that the caller can make again is the same link however often it comes.
    Raises Conflict for a run without a package, and for a token whose link is for somebody else; ReviewError for a
    time that makes no sense or an endless name.
    """
    lasts = setting("link") if days is None else days
    if not 0 < lasts <= LONGEST_DAYS:
        raise approving.ReviewError(f"A link lasts 1 to {LONGEST_DAYS} days, not {lasts}.")
    if len(reviewer) > LONGEST_NAME:
        raise approving.ReviewError(f"A reviewer's name has at most {LONGEST_NAME} characters.")
    token, link_id = token or token_urlsafe(32), new_id()
    with database.transaction() as connection:
        package = _package(connection, _whole(connection, run_id))
        if again := _made(connection, token, reviewer):
            return again, token
        clock: Any = (sql(db.now(connection.dialect)), sql(db.now(connection.dialect, lasts * 86_400)))
        values = {"id": link_id, "run_id": run_id, "version": package.version, "token_sha256": _hash(token)}
        values["reviewer"] = reviewer.strip() or None
        times = {"created_by": by, "created_at": clock[0], "expires_at": clock[1]}
        connection.execute(insert(ReviewLink).values(**values, **times))
        trail.note(connection, run_id, by, "share", {f"link {link_id}": package.zip_sha256})
    return link_id, token


def revoke(database: Database, run_id: UUID, *, by: str, link_id: UUID | None = None) -> int:
    """Let no link of the run work any more, or not the one named; return how many worked until now."""
    with database.transaction() as connection:
        now: Any = sql(db.now(connection.dialect))
        of = [ReviewLink.run_id == run_id, ReviewLink.revoked_at.is_(None), ReviewLink.expires_at > now]
        of += [ReviewLink.id == link_id] if link_id else []
        change = update(ReviewLink).where(*of).values(revoked_at=now, revoked_by=by)
        found = connection.scalars(change.returning(ReviewLink.id)).all()
        trail.note(connection, run_id, by, "revoke", {f"link {each}": None for each in found})
    return len(found)


def links(database: Database, run_id: UUID) -> Sequence[ReviewLink]:
    """Return a run's links, oldest first, those that work no more among them."""
    with Session(database.engine) as session:
        found = session.scalars(select(ReviewLink).where(ReviewLink.run_id == run_id).order_by(ReviewLink.id)).all()
        session.expunge_all()
        return found


def look(database: Database, token: str) -> Shared:
    """Return what a link shows; raises NoSuchLink, whatever the cause."""
    with database.connect() as connection:
        link = _link(connection, token)
        run = _open(connection, link)
        package = _package(connection, run)
        with Session(connection) as session:
            brief = session.scalars(select(OnboardingBrief).where(OnboardingBrief.run_id == link.run_id)).one()
            theirs = select(DeliveryArtifact).where(DeliveryArtifact.run_id == link.run_id)
            rows = session.scalars(theirs.where(DeliveryArtifact.root == "client").order_by(DeliveryArtifact.path))
            files = {row.path: (row.bytes, row.sha256) for row in rows}
            session.expunge_all()
    standing = approving.standing(database, link.run_id)
    return Shared(
        link_id=link.id,
        run_id=link.run_id,
        version=link.version,
        reviewer=link.reviewer or "",
        expires_at=link.expires_at,
        package=package.name,
        title=brief.document.brief.title,
        brand=brief.document.brief.brand.name,
        drafts=desk.drafts(database, link.run_id),
        changed=(run.input.get("revision") or {}).get("changed", ()),
        files=files,
        comments=comments(database, link.run_id),
        said=_said(approving.decisions(database, link.run_id), standing),
        standing=standing,
        is_superseded=superseded_by(database, link.run_id) is not None,
    )


def brand(database: Database, token: str) -> tuple[str, tuple[str, ...]]:
    """Return the name and the colours of the brand that a link shows; raises NoSuchLink."""
    with database.connect() as connection, Session(connection) as session:
        run = _open(connection, _link(connection, token))
        told = session.scalars(select(OnboardingBrief).where(OnboardingBrief.run_id == run.id)).one().document.brief
        return told.brand.name, told.brand.colors


def content(database: Database, storage: Storage, token: str, path: str) -> bytes:
    """Return one of the client's files; raises NoSuchLink for a path that the package does not list."""
    return storage.read(*_place(database, token, path))


def zipped(database: Database, storage: Storage, token: str) -> tuple[str, bytes]:
    """Return the client's ZIP with its name; raises NoSuchLink."""
    folder, name = _place(database, token, None)
    return name, storage.read(folder, name)


def visit(database: Database, token: str) -> None:
    """Note that somebody came by a link that works."""
    with database.transaction() as connection:
        now: Any = sql(db.now(connection.dialect))
        while_ago: Any = sql(db.now(connection.dialect, -SEEN_EVERY))
        is_long_ago = ReviewLink.seen_at.is_(None) | (ReviewLink.seen_at < while_ago)
        which = (ReviewLink.token_sha256 == _hash(token), ReviewLink.revoked_at.is_(None), is_long_ago)
        connection.execute(update(ReviewLink).where(*which).values(seen_at=now))


def comments(database: Database, run_id: UUID) -> Sequence[ReviewComment]:
    """Return what was said of a run's package, oldest first."""
    with Session(database.engine) as session:
        said = select(ReviewComment).where(ReviewComment.run_id == run_id).order_by(ReviewComment.id)
        found = session.scalars(said).all()
        session.expunge_all()
        return found


def answer(
    database: Database,
    token: str,
    verdict: Verdict,
    *,
    by: str,
    because: str = "",
    items: Collection[str] = (),
    seen: Mapping[str, str] | None = None,
) -> Standing:
    """Take the client's decision about the package, or about some drafts; see :func:`approving.decide`."""
    shared = look(database, token)
    asked: dict[str, Any] = {"by": by, "because": because, "items": items, "seen": seen}
    return approving.decide(database, shared.run_id, verdict, role="client", **asked)


def _said(decisions: Sequence[ReviewDecision], standing: Standing) -> dict[str, ReviewDecision]:
    newest = {each.item: each for each in decisions if (each.gate, each.role) == (standing.gate, "client")}
    return {item: each for item, each in newest.items() if standing.versions.get(item) == each.sha256}


def _made(connection: Connection, token: str, reviewer: str) -> UUID | None:
    same = select(ReviewLink.id, ReviewLink.reviewer).where(ReviewLink.token_sha256 == _hash(token))
    found = connection.execute(same).first()
    if found is None:
        return None
    if (found.reviewer or "") != reviewer.strip():
        raise Conflict("This idempotency key made a link for somebody else. Use a new key for a new link.")
    link_id: UUID = found.id
    return link_id


def _place(database: Database, token: str, path: str | None) -> tuple[str, str]:
    """Return folder and name of one of the client's files, or of the ZIP, in the storage; raises NoSuchLink."""
    with database.connect() as connection:
        run = _open(connection, _link(connection, token))
        name = f"client/{path}" if path is not None else _package(connection, run).zip_file
        theirs = select(DeliveryArtifact.id).where(DeliveryArtifact.run_id == run.id, DeliveryArtifact.root == "client")
        if path is not None and connection.scalar(theirs.where(DeliveryArtifact.path == path)) is None:
            raise NoSuchLink
    made = next(s for s in saga.steps(database, run.id) if s.step == "create_package" and s.undone_at is None)
    return made.effects["folder"], name


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _link(connection: Connection, token: str) -> ReviewLink:
    now: Any = sql(db.now(connection.dialect))
    valid = (ReviewLink.token_sha256 == _hash(token), ReviewLink.revoked_at.is_(None), ReviewLink.expires_at > now)
    with Session(connection) as session:
        found = session.scalars(select(ReviewLink).where(*valid)).first()
        if found is None:
            raise NoSuchLink
        session.expunge(found)
        return found


def _open(connection: Connection, link: ReviewLink) -> WorkflowRun:
    try:
        return _whole(connection, link.run_id)
    except Conflict as why:
        raise NoSuchLink from why


def _whole(connection: Connection, run_id: UUID) -> WorkflowRun:
    """Lock the run and see that its package is there."""
    with Session(connection) as session:
        run = session.get(WorkflowRun, run_id, with_for_update={"key_share": True})
        if run is None or run.state is not Status.COMPLETED or run.erased_at is not None:
            raise Conflict(f"Run {run_id} has no package to share.")
        session.expunge(run)
        return run


def _package(connection: Connection, run: WorkflowRun) -> DeliveryPackage:
    with Session(connection) as session:
        found = session.scalars(select(DeliveryPackage).where(DeliveryPackage.run_id == run.id)).one()
        session.expunge(found)
        return found
