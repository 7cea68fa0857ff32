"""What goes wrong with somebody outside our house who is asked for words: nothing for now, or nothing for good."""

from __future__ import annotations

from typing import Any


class Unavailable(Exception):
    """Who writes cannot be reached or is overloaded.

    ``after``: seconds that the other side asked us to wait; ``billed``: whether it may charge for what it did not give.
    """

    def __init__(self, message: str, *, after: float | None = None, billed: bool = False) -> None:
        """Say what was seen."""
        super().__init__(message)
        self.after = after
        self.billed = billed


class Unwritten(Exception):
    """Who writes takes no work from us, or has spent what it may; ``report`` is JSON data for the operator."""

    def __init__(self, message: str, *, report: dict[str, Any] | None = None) -> None:
        """Say why, and what to do."""
        super().__init__(message)
        self.report = report or {}


class Refusal(Unwritten):
    """Who writes will not, or cannot, write this; others may."""
