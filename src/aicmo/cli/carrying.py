"""Carrying one run to its end in this process, in sight of a person who may press Ctrl-C."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from aicmo import saga
from aicmo.cli import screen
from aicmo.cli.attended import Attended
from aicmo.cli.causes import cause
from aicmo.cli.exits import Code, Refusal
from aicmo.cli.progress import reported
from aicmo.saga import Conflict, RunClaimed

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from aicmo.app import App
    from aicmo.saga import Claimant, Claimed, Event, Listener, WorkflowRun

    Begin = Callable[[Claimant], tuple[UUID, Claimed | None]]


class Carrying:
    """One run on its way. ``begin`` takes who asks for it, and returns the run's id and, if it is ours, its claim."""

    def __init__(self, app: App, begin: Begin) -> None:
        """Nothing happens before :meth:`finish`."""
        self._app = app
        self._begin = begin
        self._run_id: UUID | None = None
        self._is_ours = False
        self._is_cancelled = False

    def finish(self) -> WorkflowRun:
        """Return the run as it stopped; the first Ctrl-C cancels and undoes it, the second leaves it resumable."""
        with reported(self._app.saga.step_names) as listener:
            attended = Attended(lambda: self._carry(listener))
            try:
                run_id = attended.result(on_first=self._interrupt, on_second=self._abandon)
            except Exception as error:
                raise self._kept(error) from error
        return saga.get(self._app.database, run_id)

    def _carry(self, listener: Listener) -> UUID:
        def hear(event: Event) -> None:
            self._is_ours = self._is_ours or isinstance(event, RunClaimed)
            listener(event)

        with self._app.worker(hear) as worker:
            self._run_id, claim = self._begin(worker.claimant)
            self._is_ours = claim is not None
            if self._is_cancelled:
                self._cancel(self._run_id)
            return worker.finish(self._run_id, claim)

    def _interrupt(self) -> None:
        if self._run_id is not None and not self._is_ours:
            screen.say(f"Run {self._run_id} is carried by another process and goes on.")
            raise KeyboardInterrupt
        screen.say("Cancelled: what the run made is being undone. Ctrl-C again leaves at once.", style="yellow")
        self._is_cancelled = True
        if self._run_id is not None:
            self._cancel(self._run_id)

    def _cancel(self, run_id: UUID) -> None:
        with suppress(Conflict):  # it ended meanwhile, and its end is told
            saga.cancel(self._app.database, run_id)

    def _abandon(self) -> None:
        screen.say(f"Left at once. `aicmo worker --until-idle` finishes run {self._run_id}.", style="yellow")

    def _kept(self, error: Exception) -> Exception:
        if self._run_id is None:
            return error
        message, _, document = cause(error)
        way_on = f"Run {self._run_id} is kept: `aicmo worker --until-idle` goes on with it when that is mended."
        return Refusal(f"{message} {way_on}", Code.ENVIRONMENT, run_id=str(self._run_id), **document)
