"""Waits and what ends them. Sending a signal and going to wait both lock the run first, so none is ever missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, exists, insert, select, update
from sqlalchemy import literal_column as sql

from aicmo import db
from aicmo.db import new_id
from aicmo.saga import committer, history
from aicmo.saga.errors import Conflict, KeyUsed, UnknownRun
from aicmo.saga.facts import Signal, Signals
from aicmo.saga.history import Turn
from aicmo.saga.models import WorkflowRun, WorkflowSignal
from aicmo.saga.states import TERMINAL, Status
from aicmo.saga.wake import notify

if TYPE_CHECKING:
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.orders import Once
    from aicmo.saga.outcomes import Waiting

SIGNALS: Final[Any] = WorkflowSignal.__table__


def send(
    place: Database | Connection,
    run_id: UUID,
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    sent_by: str | None = None,
    once: Once | None = None,
) -> UUID:
    """Tell a run something; if it waits for a signal of this name, it goes on. Returns the signal's id.

    A signal that comes before the run waits for it is kept; the same request ``once`` gives the same signal.
    ``place`` is the database, or a connection to it: then the run is told when the caller's own transaction commits.
    Raises UnknownRun, Conflict for a run that has ended, and KeyUsed.
    """
    if isinstance(place, Connection):
        return _send(place, run_id, name, payload, sent_by, once)
    with place.transaction() as connection:
        return _send(connection, run_id, name, payload, sent_by, once)


def sent_once(connection: Connection, run_id: UUID, once: Once) -> UUID | None:
    """Return the signal that a request has sent, None when it has not; raises KeyUsed when another one has its key.

    Whoever holds the run's row locked hears the last word.
    """
    mine = (SIGNALS.c.run_id == run_id) & (SIGNALS.c.idempotency_key == once.key)
    found = connection.execute(select(SIGNALS.c.id, SIGNALS.c.request_sha256).where(mine)).first()
    if found is None:
        return None
    if found.request_sha256 != once.sha256:
        raise KeyUsed(f"The idempotency key {once.key!r} told run {run_id} something else. Use a new key.")
    signal_id: UUID = found.id
    return signal_id


def _send(
    connection: Connection,
    run_id: UUID,
    name: str,
    payload: dict[str, Any] | None,
    sent_by: str | None,
    once: Once | None,
) -> UUID:
    now: Any = sql(db.now(connection.dialect))
    signal_id = new_id()
    values: dict[str, Any] = {
        "id": signal_id,
        "run_id": run_id,
        "name": name,
        "payload": payload or {},
        "sent_by": sent_by,
        "idempotency_key": once.key if once else None,
        "request_sha256": once.sha256 if once else None,
    }
    query = select(WorkflowRun.status, WorkflowRun.waiting, WorkflowRun.attempt).where(WorkflowRun.id == run_id)
    found = connection.execute(query.with_for_update(key_share=True)).first()
    if found is None:
        raise UnknownRun(f"There is no run {run_id} in this database.")
    if once and (sent := sent_once(connection, run_id, once)):
        return sent
    if found.status in TERMINAL:
        raise Conflict(f"Run {run_id} is {found.status}; it cannot be told anything any more.")
    values |= {"attempt": found.attempt, "expired": False, "sent_at": now}
    connection.execute(insert(SIGNALS).values(**values))
    history.note(connection, run_id, Turn.SIGNALLED, signal=name, by=sent_by)
    if found.status == Status.WAITING and (found.waiting or {}).get("signal") == name:
        freed = {"status": Status.PENDING, "waiting": None, "reason": None, "report": None}
        freed |= {"available_at": now, "updated_at": now}
        connection.execute(update(WorkflowRun).where(WorkflowRun.id == run_id).values(**freed))
        notify(connection)
    return signal_id


def wait(database: Database, claim: Claim, step: str, waiting: Waiting, seen: Signals) -> Status:
    """Let the claimed run wait for its ``step``, unless a signal it has not ``seen`` came; return its state then."""
    with database.transaction() as connection:
        committer.fence(connection, claim)
        if _has_new(connection, claim.run_id, waiting.signal, seen):
            committer.finish(database, connection, claim, Status.PENDING)
            return Status.PENDING
        committer.finish(
            database,
            connection,
            claim,
            Status.WAITING,
            waiting={"signal": waiting.signal, "then": waiting.then},
            after=waiting.within,
            reason="waiting",
            report=waiting.report or None,
        )
        history.note(connection, claim.run_id, Turn.WAITING, step=step, signal=waiting.signal, seconds=waiting.within)
    return Status.WAITING


def expire(database: Database, claim: Claim, name: str, attempt: int) -> None:
    """Write down that the claimed run's wait for ``name`` has passed its deadline, and let it go on."""
    with database.transaction() as connection:
        committer.fence(connection, claim)
        values = {"id": new_id(), "run_id": claim.run_id, "name": name, "payload": {}, "attempt": attempt}
        connection.execute(insert(SIGNALS).values(**values, expired=True, sent_at=sql(database.now())))
        connection.execute(update(WorkflowRun).where(WorkflowRun.id == claim.run_id).values(waiting=None, report=None))
        history.note(connection, claim.run_id, Turn.EXPIRED, signal=name)


def received(database: Database, run_id: UUID, attempt: int) -> Signals:
    """Return what the run was told so far. Deadlines count only in the attempt in which they passed."""
    counts = ~SIGNALS.c.expired | (SIGNALS.c.attempt == attempt)
    query = select(SIGNALS).where(SIGNALS.c.run_id == run_id, counts).order_by(SIGNALS.c.id)
    with database.connect() as connection:
        found = connection.execute(query).all()
    return Signals([Signal(s.id, s.name, s.payload, s.sent_by, s.sent_at, s.attempt, s.expired) for s in found])


def _has_new(connection: Connection, run_id: UUID, name: str, seen: Signals) -> bool:
    known = [signal.id for signal in seen]
    same = (SIGNALS.c.run_id == run_id) & (SIGNALS.c.name == name) & ~SIGNALS.c.expired
    return bool(connection.scalar(select(exists().where(same, SIGNALS.c.id.not_in(known)))))
