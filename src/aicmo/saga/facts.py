"""What a step gets and gives beside rows: the run it works for, and files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
