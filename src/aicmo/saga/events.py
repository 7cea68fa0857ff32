"""What happens to runs, as values for whoever listens: progress displays, logs, metrics."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

LOG = logging.getLogger("aicmo.saga")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one run."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class RunClaimed(Event):
    """A worker took the run; ``fence`` above 1 means that it was held before.

    ``status`` says whether it goes forward or back; ``waited`` is how long it was due before, in seconds of the
    database's clock; ``taken_over`` says that its last holder was gone.
    """

    fence: int
    workflow: str
    status: str
    attempt: int
    waited: float
    taken_over: bool


@dataclass(frozen=True, slots=True)
class StepStarted(Event):
    """A step begins its work, for the ``tries``-th time in this attempt (of a step that fans out: 1)."""

    step: str
    tries: int


@dataclass(frozen=True, slots=True)
class StepCommitted(Event):
    """A step's rows, ledger and checkpoint are committed; ``made`` counts them by table, and ``files``."""

    step: str
    elapsed_ms: int
    made: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class EntryKept(Event):
    """An entry of a working step's journal is committed, with ``made`` by table; ``entries`` are there now."""

    step: str
    entry: str
    entries: int
    made: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StepFailed(Event):
    """A step, or an item of it, failed at its ``tries``-th try; ``retry_in`` is in seconds, None for never again."""

    step: str
    error: str
    retry_in: float | None
    tries: int


@dataclass(frozen=True, slots=True)
class RunWaits(Event):
    """A step waits for a signal, ``within`` so many seconds; nobody holds the run meanwhile."""

    step: str
    signal: str
    within: float


@dataclass(frozen=True, slots=True)
class WaitExpired(Event):
    """What the run waited for did not come in time, and it goes on without."""

    signal: str


@dataclass(frozen=True, slots=True)
class CompensationStarted(Event):
    """The run will be undone, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class EffectUndone(Event):
    """What a step did outside, under this key, was undone."""

    step: str
    key: str


@dataclass(frozen=True, slots=True)
class StepUndone(Event):
    """Everything one step made is gone; ``receipt`` counts it."""

    step: str
    receipt: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    """The run came to a stop in ``status``; ``error`` and ``reason`` say why when that is no success."""

    status: str
    error: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class RunLost(Event):
    """The claim on the run was lost: another worker has it, or it was cancelled meanwhile."""


@dataclass(frozen=True, slots=True)
class RunDied(Event):
    """A process that carried the run alone died, and how."""

    how: str


Listener = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """Listen to nothing."""


def in_turn(*listeners: Listener) -> Listener:
    """Return one listener that tells several, in order; one that fails keeps nothing from the others.

    A listener looks on: what it raises is logged, once for each listener and kind of error, and never harms a run.
    """
    said: set[tuple[int, type[Exception]]] = set()

    def hear(event: Event) -> None:
        for number, listener in enumerate(listeners):
            try:
                listener(event)
            except Exception as error:  # whatever it is, the run goes on
                if (number, type(error)) not in said:
                    said.add((number, type(error)))
                    LOG.exception("A listener failed at %s; the run goes on without it.", type(event).__name__)

    return hear


def as_words(event: Event) -> dict[str, Any]:
    """Return an event as JSON data, to be told to another process."""
    return {"event": type(event).__name__, **{field.name: getattr(event, field.name) for field in fields(event)}}


def from_words(words: Mapping[str, Any]) -> Event:
    """Return the event that another process told."""
    kinds = {kind.__name__: kind for kind in Event.__subclasses__()}
    values = {name: value for name, value in words.items() if name not in {"event", "run_id"}}
    return kinds[words["event"]](UUID(words["run_id"]), **values)
