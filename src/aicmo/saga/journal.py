"""What a step has already done and must not do again: kept under the run at once, found again by a later try."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from aicmo.saga.errors import DefinitionError
from aicmo.saga.storage import check_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aicmo.saga.models import Owned
    from aicmo.saga.outcomes import Kept

R = TypeVar("R", bound="Owned")

LONGEST_NAME = 100


class Journal:
    """The entries of one step of one run: rows under a name, committed the moment they are made.

    For long work in pieces that somebody is paid for. A step that fails, or whose machine dies, is tried again with
    the entries it has made; they are undone with the step, and part of what it made when it succeeds. Several threads
    of the step may use it at once.
    """

    def __init__(self, kept: dict[str, Kept], keep: Callable[[str, Sequence[Owned]], Kept]) -> None:
        """``kept`` are the entries there are; ``keep`` commits one."""
        self._kept = kept
        self._keep = keep
        self._lock = Lock()

    def keep(self, name: str, rows: Sequence[Owned]) -> None:
        """Commit an entry; rows belong to models that the step returns.

        Raises:
            DefinitionError: the name is taken or too long, or the database refuses the rows.
            Stale: another worker has the run now; nothing was written.
        """
        with self._lock:
            if name in self._kept or not 0 < len(name) <= LONGEST_NAME:
                raise DefinitionError(f"A journal's entry is named once, by 1-{LONGEST_NAME} characters: {name!r}.")
            check_names([name])
        kept = self._keep(name, rows)
        with self._lock:
            self._kept[name] = kept

    def rows(self, name: str, model: type[R]) -> list[R]:
        """Return the rows of an entry that are of one model; none when there is no such entry."""
        with self._lock:
            kept = self._kept.get(name)
        return [row for row in kept.rows if isinstance(row, model)] if kept else []

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the entries, in the order in which they were kept."""
        with self._lock:
            return iter(list(self._kept))
