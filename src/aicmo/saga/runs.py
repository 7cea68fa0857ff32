"""Runs as seen from outside: submit one, look at it, cancel it, start it again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo import db
from aicmo.db import new_id
from aicmo.saga import claims
from aicmo.saga.claims import Claim, Claimed
from aicmo.saga.errors import Conflict, UnknownRun
from aicmo.saga.models import WorkflowRun, WorkflowStep
from aicmo.saga.states import TERMINAL, Status, sources
from aicmo.saga.upsert import upsert
from aicmo.saga.wake import notify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Dialect

    from aicmo.db import Database
    from aicmo.saga.claims import Claimant
    from aicmo.saga.definition import Saga


REHEARSE: Final = "rehearse"
"""Key in a run's ``meta``: the step that is to fail after its work."""
TABLE: Final[Any] = WorkflowRun.__table__


@dataclass(frozen=True)
class Order:
    """What is asked for: one run of a saga. Lower ``priority`` numbers go first; ``delay`` is in seconds.

    ``account`` is whose run it is: all runs of an account can be listed and erased together. ``fingerprint`` is what
    makes two orders under one idempotency key the same; by default their whole input.
    """

    subject: str
    input: dict[str, Any]
    idempotency_key: str | None = None
    fingerprint: str | None = None
    priority: int = 100
    delay: float = 0
    account: str | None = None
    retry_of: UUID | None = None
    meta: dict[str, Any] = field(default_factory=dict)


def submit(
    place: Database | Connection, saga: Saga, order: Order, *, hold_for: Claimant | None = None
) -> tuple[UUID, Claimed | None]:
    """Queue a run, or claim it at once for the worker ``hold_for``; return its id and that claim.

    ``place`` is the database, or a connection to it: then the run is there when the caller's own transaction commits,
    or never was. The same idempotency key gives the same run, whoever asks and however often; then there is no claim.
    Raises :class:`~aicmo.saga.errors.Conflict` when the key was used with another input.
    """
    for text in (order.subject, order.idempotency_key or "", order.account or ""):
        _check_storable(text)
    if isinstance(place, Connection):
        return _submit(place, saga, order, hold_for)
    with place.transaction() if place.is_sqlite and hold_for else place.connect() as connection:
        return _submit(connection, saga, order, hold_for)


def _submit(connection: Connection, saga: Saga, order: Order, hold_for: Claimant | None) -> tuple[UUID, Claimed | None]:
    values = _row(connection.dialect, saga, order) | _held(connection.dialect, hold_for)
    statement: Any = insert(TABLE).values(values)
    if order.idempotency_key is not None:
        key = ["workflow", "idempotency_key"]
        statement = upsert(connection, WorkflowRun, values, key=key, change=["idempotency_key"])
    if hold_for is not None:
        statement = claims.alive(connection, statement, hold_for)
    run = claims.as_run(connection.execute(statement.returning(*TABLE.c)).one())
    if run.input_sha256 != values["input_sha256"]:
        raise Conflict(
            f"The idempotency key {order.idempotency_key!r} belongs to run {run.id}, which has another input. "
            "Use a new key for a new brief."
        )
    if run.id != values["id"]:
        return run.id, None
    if hold_for is None:
        notify(connection)
        return run.id, None
    return run.id, Claimed(Claim(run.id, 1, hold_for.id), run)


def get(database: Database, run_id: UUID) -> WorkflowRun:
    """Return one run; raises :class:`~aicmo.saga.errors.UnknownRun`."""
    with Session(database.engine) as session:
        run = session.get(WorkflowRun, run_id)
        if run is None:
            raise UnknownRun(f"There is no run {run_id} in this database. `aicmo list` shows those there are.")
        session.expunge(run)
        return run


def find(database: Database, prefix: str) -> WorkflowRun:
    """Return the run whose id starts with ``prefix``; raises UnknownRun for none, Conflict for several."""
    found: Sequence[WorkflowRun] = ()
    if re.fullmatch("[0-9a-f][0-9a-f-]*", prefix.lower()):
        with Session(database.engine) as session:
            found = session.scalars(select(WorkflowRun).where(_starts_with(prefix)).limit(2)).all()
            session.expunge_all()
    if not found:
        raise UnknownRun(f"There is no run {prefix} in this database. `aicmo list` shows those there are.")
    if len(found) > 1:
        raise Conflict(f"Several runs start with {prefix}. Write more of the id.")
    return found[0]


def newest(
    database: Database, *, limit: int = 50, status: Status | None = None, subject: str | None = None
) -> Sequence[WorkflowRun]:
    """Return the newest runs first."""
    query = select(WorkflowRun).order_by(WorkflowRun.created_at.desc(), WorkflowRun.id.desc()).limit(limit)
    if status is not None:
        query = query.where(WorkflowRun.status == status)
    if subject is not None:
        query = query.where(WorkflowRun.subject == subject)
    with Session(database.engine) as session:
        found = session.scalars(query).all()
        session.expunge_all()
        return found


def steps(database: Database, run_id: UUID) -> Sequence[WorkflowStep]:
    """Return the run's checkpoints of all attempts, undone ones included, in the order they were committed."""
    query = select(WorkflowStep).where(WorkflowStep.run_id == run_id)
    with Session(database.engine) as session:
        found = session.scalars(query.order_by(WorkflowStep.attempt, WorkflowStep.seq, WorkflowStep.id)).all()
        session.expunge_all()
        return found


def folders(database: Database, run_id: UUID) -> set[str]:
    """Return the folders that a run's live checkpoints name: files in them are the run's."""
    return {step.effects.get("folder", "") for step in steps(database, run_id) if step.undone_at is None}


def cancel(database: Database, run_id: UUID, reason: str = "cancelled") -> bool:
    """Turn a live run to compensation and bump its fence, so that its holder can write no more.

    Returns False when the run is already compensating (a no-op, but for a rewind, which now ends in nothing); raises
    Conflict when it has ended, or has gone past its pivot.
    """
    live = [status for status in sources(Status.COMPENSATING) if status is not Status.QUARANTINED]
    rewinding = (WorkflowRun.status == Status.COMPENSATING) & WorkflowRun.rewind_to.is_not(None)
    change = _turned(database, rewind_to=None, reason=reason, last_error="Cancelled by a person.")
    found = WorkflowRun.status.in_(live) | rewinding
    if _changed(database, run_id, found & WorkflowRun.past_pivot_at.is_(None), change):
        return True
    run = get(database, run_id)
    if run.past_pivot_at is not None and run.state is not Status.COMPLETED:
        raise Conflict(f"Run {run_id} has delivered to an outsider and can only go forward now.")
    if run.state in TERMINAL or run.state is Status.QUARANTINED:
        raise Conflict(f"Run {run_id} is {run.status} and cannot be cancelled.")
    return False


def rewind(database: Database, run_id: UUID, step: str) -> None:
    """Undo what a live run made from ``step`` on, then let it go forward again from there.

    The rows and files of earlier steps stay. Raises Conflict for a step the saga does not have, a run that has ended
    and one that has gone past its pivot.
    """
    run = get(database, run_id)
    if step not in run.steps:
        raise Conflict(f"Run {run_id} has no step {step!r}. Its steps are: {', '.join(run.steps)}.")
    live = WorkflowRun.status.in_((Status.PENDING, Status.RUNNING, Status.WAITING))
    change = _turned(database, rewind_to=step, reason="rewound", last_error=None)
    if not _changed(database, run_id, live & WorkflowRun.past_pivot_at.is_(None), change):
        status = get(database, run_id).state
        raise Conflict(f"Run {run_id} is {status}; only a live run before its pivot can be rewound.")


def resume(database: Database, run_id: UUID) -> None:
    """Let a run that waits for a person go on, once what it named is mended: forward if held, else its compensation.

    Raises Conflict for a run in any other state.
    """
    past_pivot = WorkflowRun.past_pivot_at.is_not(None)
    for found, on in (
        (WorkflowRun.status == Status.WAITING, Status.PENDING),
        ((WorkflowRun.status == Status.QUARANTINED) & past_pivot, Status.PENDING),
        ((WorkflowRun.status == Status.QUARANTINED) & ~past_pivot, Status.COMPENSATING),
    ):
        change = _turned(database, status=on, reason="resumed", last_error=None)
        if _changed(database, run_id, found, change):
            return
    status = get(database, run_id).state
    raise Conflict(f"Run {run_id} is {status}; only a run that waits for a person can be resumed.")


def _turned(database: Database, **values: Any) -> dict[str, Any]:
    """Return the columns of a run that is taken from whoever holds it, to be undone at once unless said otherwise."""
    now: Any = sql(database.now())
    freed = {
        "claimed_by": None,
        "claimed_at": None,
        "lease_expires_at": None,
        "takeovers": 0,
        "deaths": 0,
        "waiting": None,
    }
    return {"status": Status.COMPENSATING, **freed, "available_at": now, "updated_at": now, **values}


def _changed(database: Database, run_id: UUID, found: Any, change: dict[str, Any]) -> bool:
    statement = update(WorkflowRun).where(WorkflowRun.id == run_id, found)
    with database.connect() as connection:
        changed = connection.execute(statement.values(fence=WorkflowRun.fence + 1, **change)).rowcount == 1
        if changed:
            notify(connection)
    return changed


def retry(
    database: Database, saga: Saga, run_id: UUID, *, force: bool = False, hold_for: Claimant | None = None
) -> tuple[UUID, Claimed | None]:
    """Start a new run from a failed one's input, linked to it; the failed one stays as it is.

    A rehearsed failure is not rehearsed again.

    Raises Conflict for a run that did not fail, and for one that was rejected (the same input would be rejected again)
    unless ``force`` is given.
    """
    run = get(database, run_id)
    if run.state not in {Status.FAILED, Status.COMPENSATED}:
        raise Conflict(f"Run {run_id} is {run.status}; only a failed or compensated run can be retried.")
    if run.reason == "rejected" and not force and run.version == saga.version:
        raise Conflict(
            f"Run {run_id} was rejected: {run.last_error} The same input would be rejected again; mend the brief and "
            "run it, or use --force."
        )
    meta = {key: value for key, value in run.meta.items() if key != REHEARSE}
    order = Order(run.subject, run.input, account=run.account, priority=run.priority, retry_of=run_id, meta=meta)
    return submit(database, saga, order, hold_for=hold_for)


def _row(dialect: Dialect, saga: Saga, order: Order) -> dict[str, Any]:
    now: Any = sql(db.now(dialect))
    return {
        "id": new_id(),
        "workflow": saga.name,
        "version": saga.version,
        "steps": saga.step_names,
        "brief_id": order.subject,
        "account": order.account,
        "status": Status.PENDING,
        "input": order.input,
        "input_sha256": sha256((order.fingerprint or json.dumps(order.input, sort_keys=True)).encode()).hexdigest(),
        "idempotency_key": order.idempotency_key,
        "retry_of": order.retry_of,
        "priority": order.priority,
        "available_at": sql(db.now(dialect, order.delay)),
        "deadline_at": None if saga.timeout is None else sql(db.now(dialect, order.delay + saga.timeout)),
        "attempt": 1,
        "retry_count": 0,
        "tried": {},
        "fence": 0,
        "created_at": now,
        "updated_at": now,
        "metadata": order.meta,
    }


def _held(dialect: Dialect, claimant: Claimant | None) -> dict[str, Any]:
    if claimant is None:
        return {}
    return {"status": Status.RUNNING, "fence": 1, **claims.held_by(dialect, claimant)}


def _check_storable(text: str) -> None:
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise Conflict("A subject or idempotency key holds a NUL or half a surrogate pair, which no database keeps.")


def _starts_with(prefix: str) -> Any:
    digits = prefix.lower().replace("-", "")[:32]
    low, high = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return WorkflowRun.id.between(low, high)
