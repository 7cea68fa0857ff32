"""The Writer: the house's only port, because it has two real implementations (built-in and language model).

What goes wrong with a writer outside our house is one of two things: :class:`Unavailable` for now, or
:class:`Unwritten` for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from aicmo.writing.spending import Call, Outcome, Spent, spent, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.writing.documents import Assignment, Review, Written

__all__ = ["Call", "Editor", "Outcome", "Refusal", "Spent", "Unavailable", "Unwritten", "Writer", "spent", "told"]


class Writer(Protocol):
    """Turns assignments into written content."""

    def write(self, assignments: Sequence[Assignment], editor: Editor) -> list[Written | None]:
        """Write each assignment, in order.

        All assignments of a package are given at once, so that a writer can keep openings, angles and calls to action
        apart. None stands for "the facts do not suffice for this one": fewer drafts, never padding.

        Raises:
            Unavailable: another try later makes sense; what the editor keeps is not done again then.
            Unwritten: this work will not be written.
        """
        ...


class Editor(Protocol):
    """Who a writer works with: reviews what is written, and keeps what was paid for, beyond a crash."""

    def review(self, answers: Sequence[Written | None]) -> Review:
        """Review everything written so far, in the order of the assignments."""
        ...

    def kept(self, name: str) -> Call | None:
        """Return the call that was kept under this name, by this try or an earlier one."""
        ...

    def keep(self, call: Call) -> None:
        """Keep a call, once and at once; called from several threads."""
        ...

    def calls(self) -> Sequence[Call]:
        """Return all calls kept so far, oldest first."""
        ...


class Unavailable(Exception):
    """The writer cannot be reached or is overloaded.

    ``after``: seconds that the other side asked us to wait; ``billed``: whether it may charge for what it did not give.
    """

    def __init__(self, message: str, *, after: float | None = None, billed: bool = False) -> None:
        """Say what was seen."""
        super().__init__(message)
        self.after = after
        self.billed = billed


class Unwritten(Exception):
    """The writer takes no work from us, or has spent what it may; ``report`` is JSON data for the operator."""

    def __init__(self, message: str, *, report: dict[str, Any] | None = None) -> None:
        """Say why, and what to do."""
        super().__init__(message)
        self.report = report or {}


class Refusal(Unwritten):
    """The writer will not, or cannot, write this; others may."""
