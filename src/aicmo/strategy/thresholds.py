"""Planning defaults and money thresholds, as data; a threshold without a row for the currency does not apply."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc


class FlightRule(Doc):
    """A phase of spending: its share of the channel money (%) and of the weeks."""

    name: str
    share: Decimal
    weeks_share: Decimal


class Carries(Doc):
    """How many paid channels a monthly media budget below an amount carries, in these currencies."""

    currencies: tuple[str, ...]
    below: Decimal | None = None
    channels: int


class Thresholds(Doc):
    """The planner's defaults with their source."""

    source: str
    checked_on: date
    reserve_share: Decimal
    fees_share: Decimal
    outcome_low: Decimal
    outcome_high: Decimal
    share_step: int
    flight: tuple[FlightRule, ...]
    carries: tuple[Carries, ...]

    def paid_channels(self, monthly: Decimal, currency: str) -> int | None:
        """Return how many paid channels the money carries; None if the currency has no row."""
        for row in self.carries:
            if currency in row.currencies and (row.below is None or monthly < row.below):
                return row.channels
        return None


@cache
def thresholds() -> Thresholds:
    """Return the shipped defaults."""
    return Thresholds.model_validate(read_toml("aicmo.strategy", "thresholds.toml"))
