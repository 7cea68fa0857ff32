"""Orders: what is asked for, and how it becomes a run, once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import ColumnClause, Connection, insert, select
from sqlalchemy import literal_column as sql
from sqlalchemy.exc import InterfaceError, OperationalError

from aicmo import db
from aicmo.db import new_id, upsert
from aicmo.saga import claims
from aicmo.saga.claims import Claim, Claimed
from aicmo.saga.errors import Conflict, KeyUsed, UnknownRun
from aicmo.saga.models import WorkflowRun
from aicmo.saga.runs import get
from aicmo.saga.states import Status
from aicmo.saga.unknown import persist
from aicmo.saga.wake import notify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Dialect

    from aicmo.db import Database
    from aicmo.saga.claims import Claimant
    from aicmo.saga.definition import Saga

REHEARSE: Final = "rehearse"
"""Key in a run's ``meta``: the step that is to fail after its work."""
MOST_BYTES: Final = 1_000
"""Of a subject, account or key: each has an index, and PostgreSQL indexes about 2,700 bytes at most."""
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


@dataclass(frozen=True)
class Once:
    """A request that acts once, however often it comes. ``request`` is what makes two under one key the same."""

    key: str
    request: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the request, as it is kept."""
        return sha256(self.request.encode()).hexdigest()


def made_once(database: Database, saga: Saga, once: Once) -> UUID | None:
    """Return the run that a request has made, None when it has not; raises KeyUsed when another one has its key."""
    mine = (WorkflowRun.workflow == saga.name) & (WorkflowRun.idempotency_key == once.key)
    with database.connect() as connection:
        found = connection.execute(select(WorkflowRun.id, WorkflowRun.input_sha256).where(mine)).first()
    if found is None:
        return None
    _check_same(once.key, found.id, found.input_sha256, once.sha256)
    run_id: UUID = found.id
    return run_id


def submit(
    place: Database | Connection, saga: Saga, order: Order, *, hold_for: Claimant | None = None
) -> tuple[UUID, Claimed | None]:
    """Queue a run, or claim it at once for the worker ``hold_for``; return its id and that claim.

    ``place`` is the database, or a connection to it: then the run is there when the caller's own transaction commits,
    or never was. The same idempotency key gives the same run, whoever asks and however often; then there is no claim.
    Raises :class:`~aicmo.saga.errors.KeyUsed` when the key was used with another input.
    """
    for text in (order.subject, order.idempotency_key or "", order.account or ""):
        _check_storable(text)
    if isinstance(place, Connection):
        return _submit(place, saga, order, hold_for, new_id())
    run_id = new_id()

    def once() -> tuple[UUID, Claimed | None]:
        with place.atomic() as connection:
            return _submit(connection, saga, order, hold_for, run_id)

    try:
        return once()
    except (OperationalError, InterfaceError):  # the line may have been cut after the run was written
        return persist(lambda: _found(place, run_id, hold_for) or once())


def _found(database: Database, run_id: UUID, hold_for: Claimant | None) -> tuple[UUID, Claimed | None] | None:
    try:
        run = get(database, run_id)
    except UnknownRun:
        return None
    return run_id, Claimed(Claim(run_id, 1, hold_for.id), run) if hold_for else None


def _submit(
    connection: Connection, saga: Saga, order: Order, hold_for: Claimant | None, run_id: UUID
) -> tuple[UUID, Claimed | None]:
    dialect = connection.dialect
    values = row(dialect, saga, order) | {"id": run_id}
    asked: dict[str, Any] = {}
    if hold_for is not None:
        values |= {"status": Status.RUNNING, "fence": 1, **claims.held_by(dialect, hold_for.id, hold_for.terms)}
        asked = {"worker": hold_for.id, "worker_name": hold_for.name}
    times = tuple((name, value.name) for name, value in values.items() if isinstance(value, ColumnClause))
    statement = _statement(dialect, times, order.idempotency_key is not None, hold_for is not None)
    asked |= {name: value for name, value in values.items() if not isinstance(value, ColumnClause)}
    run = claims.as_run(connection.execute(statement, asked).one())
    if hold_for is not None and dialect.name == "sqlite":
        claims.said_alive(connection, hold_for)
    _check_same(order.idempotency_key or "", run.id, run.input_sha256, values["input_sha256"])
    if run.id != values["id"]:
        return run.id, None
    if hold_for is None:
        notify(connection)
        return run.id, None
    return run.id, Claimed(Claim(run.id, 1, hold_for.id), run)


@lru_cache(maxsize=256)
def _statement(dialect: Dialect, times: Sequence[tuple[str, str]], keyed: bool, held: bool) -> Any:  # noqa: FBT001 (a cache's key)
    """Build the insert: once, since building costs more than inserting. ``times`` are columns that take the clock."""
    values: dict[str, Any] = {name: sql(clock) for name, clock in times}
    if keyed:
        key = ["workflow", "idempotency_key"]
        statement = upsert(dialect, WorkflowRun, values, key=key, change=["idempotency_key"])
    else:
        statement = insert(TABLE).values(values)
    if held and dialect.name != "sqlite":
        statement = statement.add_cte(claims.beating(dialect))
    return statement.returning(*TABLE.c)


def retry(
    database: Database,
    saga: Saga,
    run_id: UUID,
    *,
    force: bool = False,
    once: Once | None = None,
    hold_for: Claimant | None = None,
) -> tuple[UUID, Claimed | None]:
    """Start a new run from a failed one's input, linked to it; the failed one stays as it is.

    A rehearsed failure is not rehearsed again. The same request ``once`` gives the same run.

    Raises Conflict for a run that did not fail, and for one that was rejected (the same input would be rejected again)
    unless ``force`` is given.
    """
    run = get(database, run_id)
    if run.erased_at is not None:
        raise Conflict(f"Run {run_id} was erased, and its input with it; it cannot be retried.")
    if run.state not in {Status.FAILED, Status.COMPENSATED}:
        raise Conflict(f"Run {run_id} is {run.status}; only a failed or compensated run can be retried.")
    if run.reason == "rejected" and not force and run.version == saga.version:
        raise Conflict(
            f"Run {run_id} was rejected: {run.last_error} The same input would be rejected again; mend the brief and "
            "run it, or use --force."
        )
    meta = {key: value for key, value in run.meta.items() if key != REHEARSE}
    order = Order(
        run.subject,
        run.input,
        idempotency_key=once.key if once else None,
        fingerprint=once.request if once else None,
        account=run.account,
        priority=run.priority,
        retry_of=run_id,
        meta=meta,
    )
    return submit(database, saga, order, hold_for=hold_for)


def row(dialect: Dialect, saga: Saga, order: Order) -> dict[str, Any]:
    """Return the columns of a new run, but for its id."""
    now: Any = sql(db.now(dialect))
    return {
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


def _check_same(key: str, run_id: UUID, made_of: str, asked: str) -> None:
    if made_of != asked:
        raise KeyUsed(
            f"The idempotency key {key!r} belongs to run {run_id}, which has another input. "
            "Use a new key for a new brief."
        )


def _check_storable(text: str) -> None:
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Conflict(f"A subject, account or idempotency key is longer than {MOST_BYTES} bytes.")
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise Conflict("A subject or idempotency key holds a NUL or half a surrogate pair, which no database keeps.")
