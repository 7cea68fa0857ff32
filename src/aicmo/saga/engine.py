"""What every execution in a worker shares, and the sagas it knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aicmo.saga.errors import Held
from aicmo.saga.watch import Watch

if TYPE_CHECKING:
    from aicmo.db import Database
    from aicmo.saga.crew import Crew
    from aicmo.saga.definition import Saga
    from aicmo.saga.events import Listener
    from aicmo.saga.flights import Flights
    from aicmo.saga.models import WorkflowRun
    from aicmo.saga.storage import Storage


class Sagas:
    """Sagas by name and version. Of one saga several may be known: runs go on under the version they began with."""

    def __init__(self, sagas: Sequence[Saga]) -> None:
        """Know these sagas."""
        self._known = {(saga.name, saga.version): saga for saga in sagas}
        self._newest: dict[str, Saga] = {}
        for saga in sorted(sagas, key=lambda saga: saga.version):
            self._newest[saga.name] = saga

    @property
    def names(self) -> list[str]:
        """The names of all of them."""
        return list(self._newest)

    def forward(self, run: WorkflowRun, finished: Sequence[str]) -> Saga:
        """Return the saga that carries the run on; raises :class:`~aicmo.saga.errors.Held` when none here can."""
        saga = self._known.get((run.workflow, run.version))
        if saga is None or list(finished) != saga.step_names[:-1][: len(finished)]:
            here = saga or self._newest[run.workflow]
            raise Held(
                f"Run {run.id} was started by {run.workflow} version {run.version} and has finished {list(finished)}; "
                f"this worker has version {here.version} with {here.step_names}. Deploy what started it, or cancel it."
            )
        return saga

    def undo(self, run: WorkflowRun) -> Saga:
        """Return the saga whose tables a run's undo deletes from: its own, else the newest of its name.

        Raises :class:`~aicmo.saga.errors.Held` when none of its name is known.
        """
        saga = self._known.get((run.workflow, run.version)) or self._newest.get(run.workflow)
        if saga is None:
            raise Held(f"Run {run.id} is one of {run.workflow}, which is not known here: only {', '.join(self.names)}.")
        return saga


@dataclass(frozen=True)
class Engine:
    """What executions share. ``tools`` are given to steps by type; ``stopping`` is asked before each step."""

    database: Database
    sagas: Sagas
    storage: Storage
    tools: Mapping[Any, Any]
    emit: Listener
    flights: Flights
    crew: Crew
    stopping: Callable[[], bool]
    watch: Watch = field(default_factory=Watch)
