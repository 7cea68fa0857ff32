"""What a step gets and gives beside rows: the run it works for, and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Run:
    """The run a step works for: its input and identity, nothing that changes while it runs."""

    id: UUID
    workflow: str
    subject: str
    input: dict[str, Any]
    created_at: datetime
    attempt: int = 1
    meta: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """A file a step returns. ``name`` is a relative path such as ``cards/ig-01.png``, unique within the run."""

    name: str
    content: bytes = field(repr=False)


class Key(str):
    """An external effect's idempotency key: give it to the other side, so that a call made twice acts once.

    It stays the same when a call is made again, also after a crash, and is another one after an undo.
    """

    __slots__ = ()


class Item(str):
    """The name of one item of a step that fans out."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Message:
    """Something to be told to somebody outside, by the worker's handler of ``topic``; ``payload`` is JSON data.

    It is written with the rows of the step that returns it, and sent afterwards, once or more often.
    """

    topic: str
    payload: dict[str, Any] = field(default_factory=dict)


class Files(Mapping[str, bytes]):
    """The files that earlier steps of the run returned, by name; content is read when asked for."""

    def __init__(self, known: Mapping[str, Callable[[], bytes]]) -> None:
        """``known`` maps each name to a function that reads its content."""
        self._known = known

    def __getitem__(self, name: str) -> bytes:
        """Return the content of one file."""
        return self._known[name]()

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, in the order the files were returned."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._known)


@dataclass(frozen=True, slots=True)
class Signal:
    """Something a run was told from outside. ``expired`` says that it is no answer: the wait for it is over.

    ``attempt`` is the run's attempt that was told so: after a rewind or a new start, it may be about work that is gone.
    """

    id: UUID
    name: str
    payload: dict[str, Any]
    sent_by: str | None
    sent_at: datetime
    attempt: int = 1
    expired: bool = False


class Signals(Sequence[Signal]):
    """Everything the run was told so far, oldest first."""

    def __init__(self, known: Sequence[Signal] = ()) -> None:
        """``known`` are oldest first."""
        self._known = tuple(known)

    def latest(self, name: str) -> Signal | None:
        """Return the newest signal of this name, None if none came."""
        return next((signal for signal in reversed(self._known) if signal.name == name and not signal.expired), None)

    def expired(self, name: str) -> bool:
        """Say whether a wait for this signal has passed its deadline, in the run's present attempt."""
        return any(signal.name == name and signal.expired for signal in self._known)

    @overload
    def __getitem__(self, place: int) -> Signal: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Signal]: ...
    def __getitem__(self, place: int | slice) -> Signal | Sequence[Signal]:
        """Return by place, oldest first."""
        return self._known[place]

    def __len__(self) -> int:
        """Return how many came."""
        return len(self._known)
