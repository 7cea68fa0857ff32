"""Moves of many runs travel together: those that come while a flight is under way go in the next one. No timer waits.

Whoever comes first flies at once; those who come meanwhile are taken along by the first of them. A flight that the
database refuses is halved until the passenger that it is about is alone, so its neighbours get through.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, StatementError

from aicmo.saga.unknown import CONTENDED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

OF_THE_LINE: Final = (OperationalError, InterfaceError)
OF_A_MEMBER: Final = (DBAPIError, StatementError, TypeError, ValueError, RecursionError)
MOST_MEMBERS: Final = 64
MOST_ROWS: Final = 2_000
"""Beyond this many rows a flight takes nobody else along, so that small runs do not wait for a big one."""


class Passenger(Protocol):
    """A move of one run."""

    @property
    def run_id(self) -> UUID:
        """The run: no flight has two of it."""

    @property
    def kind(self) -> Any:
        """Those of one kind can share a flight."""

    @property
    def rows(self) -> int:
        """How many rows it carries."""


P = TypeVar("P", bound=Passenger)
R = TypeVar("R")


@dataclass(eq=False)
class Ticket(Generic[P, R]):
    """A passenger's place in a flight: whether it is over, and how. ``call``: it is over, or its turn to fly."""

    load: P
    call: SimpleQueue[None] = field(default_factory=SimpleQueue)  # an Event takes several times as long to wake by
    over: bool = False
    result: R | None = None
    error: BaseException | None = None


class Group(Generic[P, R]):
    """The flights of one process for one kind of move."""

    def __init__(self, fly: Callable[[Sequence[P]], Mapping[UUID, R]]) -> None:
        """``fly`` makes the moves of several runs at once, and returns what came of them, by run.

        It leaves out who must go alone, and raises what the database says when it refuses any: then nothing happened.
        """
        self._make = fly
        self._waiting: list[Ticket[P, R]] = []
        self._queue = Lock()
        self._flying = False

    def travel(self, load: P) -> R | None:
        """Make a move together with what else is waiting; None: it must be made alone, and nothing has happened.

        Errors of the database are the passenger's own: a neighbour's never show here, but for a cut line, after which
        everybody on board must find out for himself what happened.
        """
        ticket: Ticket[P, R] = Ticket(load)
        with self._queue:
            self._waiting.append(ticket)
            leads, self._flying = not self._flying, True
        if not leads:
            ticket.call.get()
        if not ticket.over:
            try:
                while not ticket.over:
                    self._fly(self._board())
            finally:
                self._hand_over()
        if ticket.error is not None:
            raise ticket.error
        return ticket.result

    def _hand_over(self) -> None:
        """Let the longest waiting fly next, with all the others; if nobody waits, whoever comes first."""
        with self._queue:
            self._flying = bool(self._waiting)
            if self._waiting:
                self._waiting[0].call.put(None)

    def _board(self) -> list[Ticket[P, R]]:
        """Take the longest waiting and others of its kind, one a run, as far as they fit."""
        with self._queue:
            aboard: dict[UUID, Ticket[P, R]] = {}
            rows, kind = 0, self._waiting[0].load.kind
            for ticket in self._waiting[:MOST_MEMBERS]:
                if ticket.load.kind != kind:
                    continue
                rows += ticket.load.rows
                if aboard and rows > MOST_ROWS:
                    break
                aboard.setdefault(ticket.load.run_id, ticket)
            taken = set(aboard.values())
            self._waiting = [ticket for ticket in self._waiting if ticket not in taken]
        return list(aboard.values())

    def _fly(self, aboard: Sequence[Ticket[P, R]]) -> None:
        try:
            flown = self._make([ticket.load for ticket in aboard])
        except OF_THE_LINE as error:
            if getattr(error.orig, "sqlstate", None) in CONTENDED:
                self._halve(aboard, error)
            else:
                _end(aboard, error)
        except OF_A_MEMBER as error:
            self._halve(aboard, error)
        except BaseException as error:
            _end(aboard, error)
            raise
        else:
            for ticket in aboard:
                ticket.result = flown.get(ticket.load.run_id)
            _end(aboard)

    def _halve(self, aboard: Sequence[Ticket[P, R]], error: Exception) -> None:
        if len(aboard) == 1:
            _end(aboard, error)
            return
        middle = len(aboard) // 2
        self._fly(aboard[:middle])
        self._fly(aboard[middle:])


def _end(aboard: Sequence[Ticket[P, R]], error: BaseException | None = None) -> None:
    for ticket in aboard:
        ticket.error, ticket.over = error, True
        ticket.call.put(None)
