"""The Writer: the house's only port, because it has two real implementations (built-in and language model)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.writing.documents import Assignment, Written

__all__ = ["Writer"]


class Writer(Protocol):
    """Turns assignments into written content."""

    @property
    def origin(self) -> Literal["builtin", "llm"]:
        """Who writes, as each draft records it."""
        ...

    def write(self, assignments: Sequence[Assignment]) -> list[Written | None]:
        """Write each assignment, in order.

        All assignments of a package are given at once, so that a writer can keep openings, angles and calls to action
        apart. None stands for "the facts do not suffice for this one": fewer drafts, never padding.
        """
        ...
