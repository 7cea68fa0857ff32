"""The outbox: what steps want told to somebody outside, sent by workers after the commit, at least once.

Claiming a message moves the time it is due, so that one whose worker dies comes back by itself; nobody waits for a
lock, and no run waits for a delivery.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import exists, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.exc import SQLAlchemyError

from aicmo.saga.attempt import describe
from aicmo.saga.models import IS_UNSENT, WorkflowMessage
from aicmo.saga.outcomes import Failure
from aicmo.saga.retries import FOR_EVER, doubled

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database

MESSAGES: Final[Any] = WorkflowMessage.__table__
MOST_TRIES: Final = 10
FIRST_BACKOFF: Final = 1.0
LONGEST_BACKOFF: Final = 3_600.0
"""Seconds between the tries of one message, doubled each time: ten tries take about a quarter of an hour."""
HOLD_SECONDS: Final = 60.0
"""How long a delivery may take before another worker may try as well."""
POLL_SECONDS: Final = 4.0
"""How often an idle worker looks for messages nobody told it of."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to be sent. ``id`` stays the same when it is sent again; ``tries`` counts this one as well."""

    id: UUID
    run_id: UUID
    step: str
    topic: str
    payload: dict[str, Any]
    tries: int


Handler = Callable[[Delivery], None]
"""Sends a message of its topic, or raises: then it is tried again later."""


class Outbox:
    """Delivers due messages of the topics it has handlers for, in a thread of its own. A context manager."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        """Nothing is sent before it is entered; without handlers nothing ever is, and nobody asks."""
        self._database = database
        self._handlers = handlers
        self._wake = Event()
        self._closed = Event()
        self._thread = Thread(target=self._deliver_all, name="heartless outbox", daemon=True)

    def __enter__(self) -> Self:
        """Begin to deliver."""
        if self._handlers:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop after the delivery at hand."""
        self._closed.set()
        self._wake.set()
        if self._handlers:
            self._thread.join()

    def look(self) -> None:
        """Look for messages now: a run has moved on."""
        self._wake.set()

    def is_busy(self) -> bool:
        """Say whether a message of these topics is still to be sent, now or in another try."""
        if not self._handlers:
            return False
        with self._database.connect() as connection:
            return bool(connection.scalar(select(exists().where(*_to_send(self._handlers)))))

    def _deliver_all(self) -> None:
        while not self._closed.is_set():
            self._wake.clear()
            try:
                while not self._closed.is_set() and (delivery := self._claim()):
                    self._deliver(delivery)
            except SQLAlchemyError:
                pass  # out of reach: the messages stay where they are
            self._wake.wait(POLL_SECONDS)

    def _claim(self) -> Delivery | None:
        database, now = self._database, self._database.now()
        due = select(MESSAGES.c.id).where(*_to_send(self._handlers), MESSAGES.c.available_at <= sql(now))
        first = due.order_by(MESSAGES.c.available_at).limit(1).with_for_update(skip_locked=True).cte("first")
        statement = (
            update(MESSAGES)
            .where(MESSAGES.c.id == select(first.c.id).scalar_subquery())
            .values(available_at=sql(database.now(HOLD_SECONDS)), tries=MESSAGES.c.tries + 1)
            .returning(*(MESSAGES.c[name] for name in Delivery.__slots__))
        )
        with database.connect() as connection:
            row = connection.execute(statement).first()
        return Delivery(*row) if row else None

    def _deliver(self, delivery: Delivery) -> None:
        database = self._database
        try:
            self._handlers[delivery.topic](delivery)
        except Exception as error:  # noqa: BLE001 (a handler may raise anything; the message keeps what it said)
            spent = delivery.tries >= MOST_TRIES
            pause = FOR_EVER if spent else doubled(FIRST_BACKOFF, delivery.tries, longest=LONGEST_BACKOFF)
            said = Failure("transient", f"{describe(error)}: {error}").error
            values: dict[str, Any] = {"last_error": said, "available_at": sql(database.now(pause))}
        else:
            values = {"sent_at": sql(database.now()), "last_error": None}
        with database.connect() as connection:
            connection.execute(update(MESSAGES).where(MESSAGES.c.id == delivery.id).values(**values))


def withdraw(database: Database, connection: Connection, run_id: UUID, steps: Collection[str]) -> None:
    """Withdraw what these steps of a run wanted told and nobody was told yet, in the caller's transaction."""
    connection.execute(
        update(MESSAGES)
        .where(MESSAGES.c.run_id == run_id, MESSAGES.c.step.in_(steps), IS_UNSENT)
        .values(withdrawn_at=sql(database.now()))
    )


def _to_send(topics: Collection[str]) -> tuple[Any, ...]:
    return IS_UNSENT, MESSAGES.c.topic.in_(list(topics)), MESSAGES.c.tries < MOST_TRIES
