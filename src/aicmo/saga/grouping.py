"""Group commit: steps that end while a commit is under way travel together in the next one. No timer ever waits.

Whoever comes first flies at once; those who come meanwhile are taken along by the first of them. A flight that the
database refuses is halved until the member that it is about is alone, so its neighbours commit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError

from aicmo.saga import committer
from aicmo.saga.flight import Load, fly, load, travels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.saga.committer import Member

OF_THE_LINE: Final = (OperationalError, InterfaceError)
OF_A_MEMBER: Final = (DBAPIError, StatementError, TypeError, ValueError, RecursionError)
MOST_MEMBERS: Final = 64
MOST_ROWS: Final = 2_000
"""Beyond this many rows a flight takes nobody else along, so that small runs do not wait for a big one."""


@dataclass(eq=False)
class Ticket:
    """A member's place in a flight: whether it is over, and how. ``call``: it is over, or its turn to fly."""

    load: Load
    call: SimpleQueue[None] = field(default_factory=SimpleQueue)  # an Event takes several times as long to wake by
    over: bool = False
    alone: bool = False
    error: BaseException | None = None


class Commits:
    """The commits of one process."""

    def __init__(self, database: Database) -> None:
        """Nothing is under way yet."""
        self._database = database
        self._waiting: list[Ticket] = []
        self._queue = Lock()
        self._flying = False

    def commit(self, member: Member) -> None:
        """Commit a step's work, together with what else is waiting; raises Stale when the claim is lost.

        Errors of the database are the member's own: a neighbour's never show here, but for a cut line, after which
        everybody on board must find out for himself what happened.
        """
        dialect = self._database.engine.dialect
        if not travels(member, dialect):
            committer.commit(self._database, member)
            return
        ticket = Ticket(load(member, dialect))
        self._travel(ticket)
        if ticket.alone:
            committer.commit(self._database, member)
        elif ticket.error is not None:
            raise ticket.error

    def _travel(self, ticket: Ticket) -> None:
        with self._queue:
            self._waiting.append(ticket)
            leads, self._flying = not self._flying, True
        if not leads:
            ticket.call.get()
        if ticket.over:
            return
        try:
            while not ticket.over:
                self._fly(self._board())
        finally:
            self._hand_over()

    def _hand_over(self) -> None:
        """Let the longest waiting fly next, with all the others; if nobody waits, whoever comes first."""
        with self._queue:
            self._flying = bool(self._waiting)
            if self._waiting:
                self._waiting[0].call.put(None)

    def _board(self) -> list[Ticket]:
        """Take the longest waiting, one a run, as far as they fit."""
        with self._queue:
            aboard: dict[UUID, Ticket] = {}
            rows = 0
            for ticket in self._waiting[:MOST_MEMBERS]:
                rows += len(ticket.load.member.work.rows)
                if aboard and rows > MOST_ROWS:
                    break
                aboard.setdefault(ticket.load.member.claim.run_id, ticket)
            taken = list(aboard.values())
            self._waiting = [ticket for ticket in self._waiting if ticket not in taken]
        return taken

    def _fly(self, aboard: Sequence[Ticket]) -> None:
        try:
            flown = fly(self._database, [ticket.load for ticket in aboard])
        except OF_THE_LINE as error:
            _end(aboard, error)
        except OF_A_MEMBER as error:
            self._halve(aboard, error)
        except BaseException as error:
            _end(aboard, error)
            raise
        else:
            for ticket in aboard:
                ticket.alone = ticket.load.member.claim.run_id not in flown
            _end(aboard)

    def _halve(self, aboard: Sequence[Ticket], error: Exception) -> None:
        if len(aboard) == 1:
            _end(aboard, error)
            return
        middle = len(aboard) // 2
        self._fly(aboard[:middle])
        self._fly(aboard[middle:])


def _end(aboard: Sequence[Ticket], error: BaseException | None = None) -> None:
    for ticket in aboard:
        ticket.error, ticket.over = error, True
        ticket.call.put(None)
