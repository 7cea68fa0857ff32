"""The list of runs: filtered, searched, newest first, a page at a time, at the same cost however many there are."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session, defer

from aicmo.errors import AicmoError
from aicmo.reception.record import summary
from aicmo.saga import Status, WorkflowRun, WorkflowStep

if TYPE_CHECKING:
    from aicmo.db import Database

PAGE: Final = 50
COLUMNS: Final = (
    WorkflowRun.id,
    WorkflowRun.status,
    WorkflowRun.reason,
    WorkflowRun.subject.label("subject"),
    WorkflowRun.account,
    WorkflowRun.created_at,
    WorkflowRun.completed_at,
    WorkflowRun.last_error,
    WorkflowRun.attempt,
    WorkflowRun.steps,
    WorkflowRun.accepted,
    WorkflowRun.erased_at,
)


class BadCursor(AicmoError):
    """This is no place in the list of runs."""


@dataclass(frozen=True)
class Wanted:
    """Which runs are wanted: those of a status, of a client, whose subject has these words or whose id begins so."""

    status: Status | None = None
    client: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Listed:
    """A run as a line of the list; ``done`` counts its steps that are committed and hold."""

    id: UUID
    status: str
    reason: str | None
    subject: str
    client: str | None
    created_at: datetime
    completed_at: datetime | None
    error: str | None
    attempt: int
    steps: int
    is_settled: bool
    erased_at: datetime | None
    title: str
    done: int


@dataclass(frozen=True)
class Page:
    """One page of runs, and the cursor with which the next page begins; None on the last."""

    runs: tuple[Listed, ...]
    next: str | None


def page(database: Database, wanted: Wanted, *, after: str | None = None, limit: int = PAGE) -> Page:
    """Return the wanted runs, newest first, from behind the cursor ``after``; raises BadCursor."""
    live = (WorkflowStep.run_id == WorkflowRun.id) & WorkflowStep.undone_at.is_(None) & (WorkflowStep.item == "")
    done = select(func.count()).where(live).scalar_subquery()
    title = WorkflowRun.input["normalized"]["brief"]["title"].as_string()
    query = select(*COLUMNS, title.label("title"), done.label("done")).where(*_filters(wanted))
    newest_first = _after(query, after).limit(limit + 1)
    with database.connect() as connection:
        found = [_listed(row) for row in connection.execute(newest_first)]
    shown = tuple(found[:limit])
    return Page(shown, _cursor(shown[-1]) if len(found) > limit else None)


def summaries(
    database: Database, wanted: Wanted, *, after: str | None = None, limit: int = PAGE
) -> tuple[list[dict[str, Any]], str | None]:
    """Return the wanted runs as ``list`` tells them to programs, newest first, and the next page's cursor."""
    newest_first = _after(select(WorkflowRun).where(*_filters(wanted)), after).limit(limit + 1)
    without = [defer(column, raiseload=True) for column in (WorkflowRun.input, WorkflowRun.report, WorkflowRun.meta)]
    with Session(database.engine) as session:
        found = session.scalars(newest_first.options(*without)).all()
        cursor = _cursor(found[limit - 1]) if len(found) > limit else None
        return [summary(run) for run in found[:limit]], cursor


def by_status(database: Database, wanted: Wanted) -> dict[str, int]:
    """Return how many runs of each status there are among those wanted, whatever status is."""
    others = Wanted(client=wanted.client, words=wanted.words)
    query = select(WorkflowRun.status, func.count()).where(*_filters(others)).group_by(WorkflowRun.status)
    with database.connect() as connection:
        return {status: count for status, count in connection.execute(query)}  # noqa: C416 (a row is no pair to mypy)


def clients(database: Database) -> list[str]:
    """Return the clients that have runs, in order."""
    query = select(WorkflowRun.account).where(WorkflowRun.account.is_not(None)).distinct()
    with database.connect() as connection:
        return sorted(str(account) for account in connection.scalars(query))


def _after(query: Select[Any], cursor: str | None) -> Select[Any]:
    if cursor is not None:
        query = query.where(tuple_(WorkflowRun.created_at, WorkflowRun.id) < tuple_(*_opened(cursor)))
    return query.order_by(WorkflowRun.created_at.desc(), WorkflowRun.id.desc())


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.status is not None:
        found.append(WorkflowRun.status == wanted.status)
    if wanted.client is not None:
        found.append(WorkflowRun.account == wanted.client)
    if words := wanted.words.strip().lower():
        found.append(_says(words))
    return found


def _says(words: str) -> ColumnElement[bool]:
    """Compare words with the subject, which is made of words joined by hyphens, and with the id's beginning."""
    parts = [part for part in re.split(r"[\s_/-]+", words) if part]
    says: ColumnElement[bool] = WorkflowRun.subject.icontains(parts[0] if parts else words, autoescape=True)
    for part in parts[1:]:
        says &= WorkflowRun.subject.icontains(part, autoescape=True)
    digits = words.replace("-", "")
    if re.fullmatch("[0-9a-f]{6,32}", digits):
        says |= WorkflowRun.id.between(UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f")))
    return says


def _listed(row: Any) -> Listed:
    return Listed(
        id=row.id,
        status=row.status,
        reason=row.reason,
        subject=row.subject,
        client=row.account,
        created_at=row.created_at,
        completed_at=row.completed_at,
        error=row.last_error,
        attempt=row.attempt,
        steps=len(row.steps),
        is_settled=row.accepted is not None,
        erased_at=row.erased_at,
        title=row.title or row.subject,
        done=row.done,
    )


def _cursor(last: Listed | WorkflowRun) -> str:
    return urlsafe_b64encode(f"{last.created_at.isoformat()} {last.id.hex}".encode()).decode()


def _opened(cursor: str) -> tuple[Any, Any]:
    try:
        created_at, digits = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return datetime.fromisoformat(created_at), UUID(digits)
    except ValueError as error:
        raise BadCursor("This page of the list cannot be found. Begin at the first one.") from error
