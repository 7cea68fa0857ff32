"""The child's side of a run carried alone: one claim, in its worker's name, then the end of the process."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
from threading import Event as Flag
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from aicmo.errors import EnvironmentProblem
from aicmo.saga import runs
from aicmo.saga.alone import BEAT_SECONDS
from aicmo.saga.carrier import Carrier
from aicmo.saga.claims import Claim, Claimant, Claimed, Terms
from aicmo.saga.crew import Crew
from aicmo.saga.engine import Engine, Sagas
from aicmo.saga.events import as_words
from aicmo.saga.flights import Flights
from aicmo.saga.outcomes import Lost, Outcome, Stopped
from aicmo.saga.unknown import persist

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.events import Event
    from aicmo.saga.storage import Storage

ORPHANED = 1
"""Exit code of a child whose worker is gone: others take the run over."""


def carry_alone(
    errand: str, database: Database, sagas: Sequence[Saga], storage: Storage, tools: Mapping[Any, Any]
) -> None:
    """Carry out the errand with which a worker has started this process, to the end, and tell the worker.

    Call it in the main thread of a program that :class:`~aicmo.saga.alone.Child` names, with what the worker has.
    """
    run_id, fence, worker, number = errand.split(":")
    claim = Claim(UUID(run_id), int(fence), UUID(worker))
    with Line(socket.socket(fileno=int(number))) as line:
        known = Sagas(sagas)
        engine = Engine(database, known, storage, tools, line.hear, Flights(database), Crew(1), line.stop.is_set)
        claimant = Claimant(claim.worker, f"child {os.getpid()}", known.names, Terms())
        try:
            line.tell(_words(_carried(Carrier(engine, claimant, lambda: None, None), engine, claim)))
        except EnvironmentProblem as problem:
            line.tell({"problem": str(problem)})


def _carried(carrier: Carrier, engine: Engine, claim: Claim) -> Outcome:
    run = persist(lambda: runs.get(engine.database, claim.run_id))
    if (run.fence, run.claimed_by) != (claim.fence, claim.worker):
        return Lost()
    return carrier.take(Claimed(claim, run)).result()


def _words(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Stopped):
        return {"status": outcome.status, "error": outcome.error}
    return {"lost": True}


class Line:
    """The child's end of the socket. When the worker's end closes, this process ends: nobody would hear of its work."""

    def __init__(self, line: socket.socket) -> None:
        """Nothing is said before it is entered."""
        line.set_inheritable(False)
        self.stop = Flag()
        self._line = line
        self._lock = Lock()
        self._over = Flag()

    def __enter__(self) -> Self:
        """Begin to beat and to listen. Signals are for the worker, which tells the child what it needs to know."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        self.tell({"begun": True})
        Thread(target=self._listen, name="heart of a child", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Say no more."""
        self._over.set()

    def hear(self, event: Event) -> None:
        """Pass an event on."""
        self.tell(as_words(event))

    def tell(self, words: Mapping[str, Any]) -> None:
        """Tell the worker."""
        with self._lock:
            try:
                self._line.sendall(json.dumps(words, default=str).encode() + b"\n")
            except OSError:
                os._exit(ORPHANED)

    def _listen(self) -> None:
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        while not self._over.is_set():
            if not poll.poll(BEAT_SECONDS * 1000):
                self.tell({"beat": True})
            elif self._is_told():
                self.stop.set()
            else:
                os._exit(ORPHANED)

    def _is_told(self) -> bool:
        try:
            return bool(self._line.recv(64))
        except OSError:  # a worker that dies with our words unread resets the line instead of closing it
            return False
