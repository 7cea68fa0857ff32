"""A clock that a test moves: the database's own, as one Database object sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import literal_column, select

from aicmo.db import Timestamp
from aicmo.saga.events import RunEnded
from aicmo.saga.runs import get
from aicmo.saga.states import Status

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.saga.events import Event


class Clock:
    """Moves the database's clock, from which every lease, wait, backoff and deadline is reckoned. A context manager.

    Only what goes through this Database object sees it; the time a step may take is measured on the true clock.
    """

    def __init__(self, database: Database) -> None:
        """The clock shows the true time until it is moved."""
        self._database = database
        self._ahead = 0.0

    def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass at once."""
        self._ahead += seconds
        self._database.skew(self._ahead)

    def advance_to(self, run_id: UUID) -> None:
        """Let the time pass until the run is due: its backoff, its delay, its wait's deadline."""
        left = (get(self._database, run_id).available_at - self.now()).total_seconds()
        if left >= 0:
            self.advance(left + 0.001)  # a thousandth is the finest that SQLite's clock tells

    def now(self) -> datetime:
        """Return what the clock shows."""
        query: Any = select(literal_column(self._database.now(), Timestamp()))
        with self._database.connect() as connection:
            shown: datetime = connection.execute(query).scalar_one()
        return shown

    def hear(self, event: Event) -> None:
        """Let a backoff pass as soon as it begins: a listener for workers."""
        if isinstance(event, RunEnded) and event.status == Status.PENDING:
            self.advance_to(event.run_id)

    def __enter__(self) -> Self:
        """Move the clock within this block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Show the true time again."""
        self._ahead = 0.0
        self._database.skew(0.0)
