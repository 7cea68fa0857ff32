"""Whether the money can carry the target: what the campaign must add against what the benchmarks say it buys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from aicmo.strategy.documents import ChannelPlan
from aicmo.strategy.goals import Measure
from aicmo.strategy.material import WEEKS_PER_MONTH

WEEKS: dict[str, Decimal] = {
    "day": Decimal(1) / 7,
    "week": Decimal(1),
    "month": WEEKS_PER_MONTH,
    "quarter": 3 * WEEKS_PER_MONTH,
    "year": Decimal(52),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the campaign must add in all, and what the paid channels' forecasts sum to."""

    word: Literal["covered", "within", "beyond"]
    needed: Decimal
    low: Decimal
    high: Decimal
    refs: tuple[str, ...]


def over_campaign(value: Decimal, per: str, weeks: int) -> Decimal:
    """Return what a value per day, week or month comes to over the campaign, rounded up to whole results."""
    periods = Decimal(weeks) / WEEKS[per] if per in WEEKS else Decimal(1)
    return (value * periods).to_integral_value(ROUND_CEILING)


def verdict(measure: Measure, plans: Sequence[ChannelPlan], weeks: int) -> Verdict | None:
    """Compare target and forecast over the whole campaign; None where either is unknown.

    ``covered``: the low ends suffice; ``within``: the high ends do; ``beyond``: not even they.
    """
    found = [item for plan in plans for item in plan.forecast if item.metric == measure.metric]
    if measure.relative or not found:
        return None
    start = measure.baseline.value if measure.baseline else Decimal(0)
    needed = over_campaign(measure.target.value - start, measure.per, weeks)
    low, high = sum(item.low for item in found), sum(item.high for item in found)
    word: Literal["covered", "within", "beyond"] = "beyond"
    if needed <= high:
        word = "covered" if needed <= low else "within"
    refs = tuple(dict.fromkeys(ref for item in found for ref in item.refs))
    return Verdict(word, needed, Decimal(low), Decimal(high), refs)
