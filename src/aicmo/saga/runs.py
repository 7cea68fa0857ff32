"""Runs as seen from outside: submit one, look at it, cancel it, start it again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo.db import new_id
from aicmo.saga.claims import Claim, Terms
from aicmo.saga.errors import Conflict, UnknownRun
from aicmo.saga.models import WorkflowRun, WorkflowStep
from aicmo.saga.states import TERMINAL, Status, sources
from aicmo.saga.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.db import Database
    from aicmo.saga.definition import Saga


REHEARSE: Final = "rehearse"
"""Key in a run's ``meta``: the step that is to fail after its work."""
TABLE: Final[Any] = WorkflowRun.__table__


@dataclass(frozen=True)
class Order:
    """What is asked for: one run of a saga. Lower ``priority`` numbers go first; ``delay`` is in seconds.

    ``fingerprint`` is what makes two orders under one idempotency key the same; by default their whole input.
    """

    subject: str
    input: dict[str, Any]
    idempotency_key: str | None = None
    fingerprint: str | None = None
    priority: int = 100
    delay: float = 0
    retry_of: UUID | None = None
    meta: dict[str, Any] = field(default_factory=dict)


def submit(
    database: Database, saga: Saga, order: Order, *, hold_for: UUID | None = None, terms: Terms | None = None
) -> tuple[UUID, Claim | None]:
    """Queue a run, or claim it at once for the worker ``hold_for``; return its id and that claim.

    The same idempotency key gives the same run, whoever asks and however often; then there is no claim. Raises
    :class:`~aicmo.saga.errors.Conflict` when the key was used with another input.
    """
    for text in (order.subject, order.idempotency_key or ""):
        _check_storable(text)
    values = _row(database, saga, order) | _held(database, hold_for, terms or Terms())
    with database.connect() as connection:
        if order.idempotency_key is None:
            connection.execute(insert(TABLE).values(values))
            return values["id"], _claim(values, hold_for)
        statement = upsert(
            connection, WorkflowRun, values, key=["workflow", "idempotency_key"], change=["idempotency_key"]
        )
        found = connection.execute(statement.returning(WorkflowRun.id, WorkflowRun.input_sha256)).one()
    if found.input_sha256 != values["input_sha256"]:
        raise Conflict(
            f"The idempotency key {order.idempotency_key!r} belongs to run {found.id}, which has another input. "
            "Use a new key for a new brief."
        )
    return found.id, _claim(values, hold_for) if found.id == values["id"] else None


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


def cancel(database: Database, run_id: UUID, reason: str = "cancelled") -> bool:
    """Turn a live run to compensation and bump its fence, so that its holder can write no more.

    Returns False when the run is already compensating (a no-op); raises Conflict when it has ended.
    """
    statement = (
        update(WorkflowRun)
        .where(WorkflowRun.id == run_id, WorkflowRun.status.in_(sources(Status.COMPENSATING)))
        .where(WorkflowRun.status != Status.QUARANTINED)
        .values(
            status=Status.COMPENSATING,
            reason=reason,
            last_error="Cancelled by a person.",
            fence=WorkflowRun.fence + 1,
            claimed_by=None,
            lease_expires_at=None,
            updated_at=sql(database.now()),
        )
    )
    with database.connect() as connection:
        if connection.execute(statement).rowcount == 1:
            return True
    status = get(database, run_id).state
    if status in TERMINAL or status is Status.QUARANTINED:
        raise Conflict(f"Run {run_id} is {status} and cannot be cancelled.")
    return False


def resume(database: Database, run_id: UUID) -> None:
    """Let a run that waits for a person go on, once what it named is mended: forward if held, else its compensation.

    Raises Conflict for a run in any other state.
    """
    goes_on = {Status.WAITING: Status.PENDING, Status.QUARANTINED: Status.COMPENSATING}
    with database.connect() as connection:
        for waits, on in goes_on.items():
            found = update(WorkflowRun).where(WorkflowRun.id == run_id, WorkflowRun.status == waits)
            change = found.values(
                status=on,
                fence=WorkflowRun.fence + 1,
                reason="resumed",
                last_error=None,
                updated_at=sql(database.now()),
            )
            if connection.execute(change).rowcount == 1:
                return
    status = get(database, run_id).state
    raise Conflict(f"Run {run_id} is {status}; only a run that waits for a person can be resumed.")


def retry(
    database: Database, saga: Saga, run_id: UUID, *, force: bool = False, **hold: Any
) -> tuple[UUID, Claim | None]:
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
    order = Order(subject=run.subject, input=run.input, priority=run.priority, retry_of=run_id, meta=meta)
    return submit(database, saga, order, **hold)


def _row(database: Database, saga: Saga, order: Order) -> dict[str, Any]:
    now: Any = sql(database.now())
    return {
        "id": new_id(),
        "workflow": saga.name,
        "version": saga.version,
        "steps": saga.step_names,
        "brief_id": order.subject,
        "status": Status.PENDING,
        "input": order.input,
        "input_sha256": sha256((order.fingerprint or json.dumps(order.input, sort_keys=True)).encode()).hexdigest(),
        "idempotency_key": order.idempotency_key,
        "retry_of": order.retry_of,
        "priority": order.priority,
        "available_at": sql(database.now(order.delay)),
        "attempt": 1,
        "retry_count": 0,
        "tried": {},
        "fence": 0,
        "created_at": now,
        "updated_at": now,
        "metadata": order.meta,
    }


def _held(database: Database, worker: UUID | None, terms: Terms) -> dict[str, Any]:
    if worker is None:
        return {}
    return {
        "status": Status.RUNNING,
        "fence": 1,
        "claimed_by": worker,
        "claimed_at": sql(database.now()),
        "lease_expires_at": sql(database.now(terms.lease)),
    }


def _claim(values: dict[str, Any], worker: UUID | None) -> Claim | None:
    return None if worker is None else Claim(values["id"], 1, worker)


def _check_storable(text: str) -> None:
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise Conflict("A subject or idempotency key holds a NUL or half a surrogate pair, which no database keeps.")


def _starts_with(prefix: str) -> Any:
    digits = prefix.lower().replace("-", "")[:32]
    low, high = UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))
    return WorkflowRun.id.between(low, high)
