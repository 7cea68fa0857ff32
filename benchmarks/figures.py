"""What was measured: figures with their target, and how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``met`` is None where the target cannot be judged here."""

    number: str
    what: str
    found: str
    target: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class Spread:
    """A median with the least and the most of a few measurements."""

    values: Sequence[float]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.values)

    def __format__(self, form: str) -> str:
        """Write it like ``0.58 (0.51–0.63)``."""
        return f"{self.median:{form}} ({min(self.values):{form}}–{max(self.values):{form}})"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Compare what was measured turn about, pair by pair."""
    return Spread([one / other for one, other in zip(ours, theirs, strict=True)])


def at_least(number: str, what: str, found: Spread, target: float, *, said: str = "", unit: str = "") -> Figure:
    """Make the figure of something that must be at least ``target``."""
    text = f"{found:.2f}{unit}" + (f"; {said}" if said else "")
    return Figure(number, what, text, f"≥ {target:g}{unit}", found.median >= target)


def at_most(number: str, what: str, found: Spread, target: float, *, said: str = "", unit: str = "") -> Figure:
    """Make the figure of something that must be at most ``target``."""
    text = f"{found:.2f}{unit}" + (f"; {said}" if said else "")
    return Figure(number, what, text, f"≤ {target:g}{unit}", found.median <= target)


def turn_about(rounds: int, *players: Callable[[], float]) -> list[list[float]]:
    """Let each play in each round, in an order that changes; return what each one got."""
    got: list[list[float]] = [[] for _ in players]
    for turn in range(rounds):
        places = range(len(players)) if turn % 2 == 0 else reversed(range(len(players)))
        for place in places:
            got[place].append(players[place]())
    return got


Size = Literal["smoke", "quick", "full"]
