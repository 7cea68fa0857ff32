"""Counts, durations and times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUTE_MS: Final = 60_000
KILO: Final = 1000


def counted(made: Mapping[str, int]) -> str:
    """Return counts by table in words: ``27 drafts · 27 bundles · 40 files``."""
    return " · ".join(_thing(name, count) for name, count in made.items()) or "nothing"


def seconds(milliseconds: int) -> str:
    """Return a duration: ``0.42 s``, ``75 s``."""
    return f"{milliseconds / KILO:.2f} s" if milliseconds < MINUTE_MS else f"{milliseconds / KILO:.0f} s"


def size(number: int) -> str:
    """Return a number of bytes: ``812 B``, ``14 kB``, ``3.1 MB``."""
    if number < KILO:
        return f"{number} B"
    return f"{number / KILO:.0f} kB" if number < KILO * KILO else f"{number / KILO / KILO:.1f} MB"


def moment(time: datetime | None) -> str:
    """Return a UTC time to the second."""
    return "" if time is None else f"{time:%Y-%m-%d %H:%M:%S}"


def ago(time: datetime) -> str:
    """Return how long ago something was: ``3 hours ago``."""
    minutes = int((datetime.now(UTC) - time).total_seconds() // 60)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            return f"{minutes // size} {unit}{'s' * (minutes >= 2 * size)} ago"
    return "just now"


def _thing(table: str, count: int) -> str:
    # The tables are named after their room; the room says nothing to the one who waits for drafts.
    name = table.partition("_")[2].replace("_", " ") or table
    return f"{count} {name.removesuffix('s') if count == 1 else name}"
