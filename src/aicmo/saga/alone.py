"""A run whose last holder was gone is carried alone in a child process: whatever kills it there, kills nobody else.

The worker keeps the heartbeat and the claim; the child acts in its name. Between them is one socket: the child tells
events, a beat a second and how it ended; the worker tells it to stop. Either sees the other's end at once.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from aicmo.errors import EnvironmentProblem
from aicmo.saga import deaths
from aicmo.saga.claims import Claim, Claimed
from aicmo.saga.events import RunDied, RunEnded, RunLost, StepStarted, from_words
from aicmo.saga.outcomes import Lost, Outcome, Stopped
from aicmo.saga.states import Status
from aicmo.saga.unknown import PAUSES, persist

if TYPE_CHECKING:
    from aicmo.saga.engine import Engine

BEAT_SECONDS: Final = 1.0
SILENT_SECONDS: Final = 30.0
"""A child that says nothing for so long is stuck with all its threads, and is killed."""
PATIENCE_SECONDS: Final = 5.0
"""How long a child that has said how it ended may take to leave."""
STOP: Final = b"stop\n"


@dataclass(frozen=True)
class Child:
    """How a child process is started: a command, to which the errand is added, and an environment (default: ours).

    The command must call :func:`~aicmo.saga.errand.carry_alone` with the errand, for the same database and storage.
    """

    command: Sequence[str]
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Death:
    """A child ended without bringing its run to a stop."""

    how: str


class Guard:
    """Sends children off, hears what they tell, and counts those that die."""

    def __init__(self, engine: Engine, child: Child) -> None:
        """Nothing starts before :meth:`carry`."""
        self._engine = engine
        self._child = child

    def carry(self, claimed: Claimed, is_ours: Callable[[], bool]) -> Outcome:
        """Carry the claim to a stop in a child, in another if that dies; one that always dies is given up.

        ``is_ours`` says whether the run is still this call's: a run that was freed meanwhile may have been claimed
        again. Raises :class:`~aicmo.errors.EnvironmentProblem` when the child could not do its work, or not be started.
        """
        claim = claimed.claim
        while True:
            ended = self._send_off(claim)
            if not isinstance(ended, Death):
                return ended
            if not is_ours():
                return Lost()
            error = ended.how
            found = persist(lambda: deaths.count(self._engine.database, claim, error))  # noqa: B023 (called at once)
            if found is None:
                self._engine.emit(RunLost(claim.run_id))
                return Lost()
            self._engine.emit(RunDied(claim.run_id, ended.how))
            if found.status == Status.QUARANTINED:
                self._engine.emit(RunEnded(claim.run_id, found.status, found.last_error, found.reason))
                return Stopped(Status.QUARANTINED, found.last_error)
            if self._engine.stopping():
                return Lost()  # whoever takes it over goes on counting
            claim = replace(claim, fence=found.fence)

    def _send_off(self, claim: Claim) -> Outcome | Death:
        for pause in PAUSES:
            Event().wait(pause)
            if ended := self._try(claim):
                return ended
        raise EnvironmentProblem(f"{' '.join(self._child.command)} ends before it takes the run it is given.")

    def _try(self, claim: Claim) -> Outcome | Death | None:
        """Start one child and attend to it; None when it ended before it began."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = self._start(f"{claim.run_id}:{claim.fence}:{claim.worker}:{theirs.fileno()}", theirs)
            try:
                return self._attend(ours, process)
            finally:
                process.kill()
                process.wait()

    def _start(self, errand: str, line: socket.socket) -> subprocess.Popen[bytes]:
        try:
            # A session of its own: Ctrl-C is for the worker, which tells the child. Stdout is the worker's own, too.
            return subprocess.Popen(  # noqa: S603 (the command is the worker's owner's)
                [*self._child.command, errand],
                env=self._child.environment,
                stdin=subprocess.DEVNULL,
                stdout=2,
                pass_fds=[line.fileno()],
                start_new_session=True,
            )
        except OSError as error:
            raise EnvironmentProblem(f"Cannot start {self._child.command[0]}: {error.strerror}.") from error

    def _attend(self, line: socket.socket, process: subprocess.Popen[bytes]) -> Outcome | Death | None:
        step, begun = "", False
        for words in self._heard(line, process):
            begun = True
            match words:
                case {"event": _}:
                    event = from_words(words)
                    step = event.step if isinstance(event, StepStarted) else step
                    self._engine.emit(event)
                case {"status": status, "error": error}:
                    _let_leave(process)
                    return Stopped(Status(status), error)
                case {"lost": _}:
                    _let_leave(process)
                    return Lost()
                case {"problem": problem}:
                    raise EnvironmentProblem(problem)
        _let_leave(process)
        if not begun:
            return None  # a broken command, or a database out of reach: not the run's doing
        return Death(f"{step or 'The run'} {_last_words(process)}")

    def _heard(self, line: socket.socket, process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
        line.settimeout(BEAT_SECONDS)
        rest, told, heard_at = b"", False, monotonic()
        while True:
            if not told and self._engine.stopping():
                _tell(line)
                told = True
            try:
                said = line.recv(65_536)
            except TimeoutError:
                if process.poll() is not None or monotonic() - heard_at > SILENT_SECONDS:
                    return
                continue
            except ConnectionError:
                return
            if not said:
                return
            heard_at = monotonic()
            *lines, rest = (rest + said).split(b"\n")
            yield from (json.loads(one) for one in lines if one)


def _tell(line: socket.socket) -> None:
    try:
        line.sendall(STOP)
    except OSError:
        return  # it is gone: the next look says so


def _let_leave(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        return  # it is killed then


def _last_words(process: subprocess.Popen[bytes]) -> str:
    code = process.poll()
    if code is None:
        return f"left its process without a sign of life for {SILENT_SECONDS:.0f} s."
    if code < 0:
        return f"ended its process by {signal.Signals(-code).name}."
    return f"ended its process with exit code {code}."
