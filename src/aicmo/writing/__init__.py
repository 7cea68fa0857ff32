"""The Writer: the house's only port, because it has two real implementations (built-in and language model).

What goes wrong with a writer outside our house is one of two things: :class:`Unavailable` for now, or
:class:`Unwritten` for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from aicmo.llm import Call, Outcome, Refusal, Spent, Unavailable, Unwritten, spent, told

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
