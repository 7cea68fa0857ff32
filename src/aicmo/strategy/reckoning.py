"""Plan beside forecast: what the KPI tree asks of paid channels, what the money may buy, and how they compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from aicmo.onboarding.documents import Money
from aicmo.strategy.credibility import over_campaign
from aicmo.strategy.documents import ChannelPlan, KpiNode
from aicmo.strategy.goals import Measure
from aicmo.strategy.money import unit


@dataclass(frozen=True, slots=True)
class Gap:
    """What the tree asks of the channels that have a forecast of the goal's measure, and that forecast, in all.

    ``below``: the plan asks for less than the low forecast; ``inside`` it; ``above``: for more than the high one.
    """

    word: Literal["below", "inside", "above"]
    channels: tuple[str, ...]
    planned: Decimal
    low: Decimal
    high: Decimal
    refs: tuple[str, ...]


def asked(root: KpiNode, measure: Measure, weeks: int) -> dict[str, Decimal]:
    """Return what the tree asks of each channel over the whole campaign."""
    return {
        node.channel: over_campaign(node.value.value, measure.per, weeks)
        for node in _nodes(root)
        if node.channel and node.value and node.value.value > 0
    }


def ceiling(money: Money, results: Decimal) -> Money:
    """Return what one of ``results`` may cost at most when all of them are paid from ``money``."""
    amount = (money.amount / results).quantize(unit(money.currency), ROUND_FLOOR)
    return Money(amount=amount, currency=money.currency)


def gap(measure: Measure, plans: Sequence[ChannelPlan]) -> Gap | None:
    """Compare plan and forecast over the channels that have both; None if none has."""
    both = [
        (plan, found) for plan in plans if plan.planned for found in plan.forecast if found.metric == measure.metric
    ]
    if not both:
        return None
    planned = sum((plan.planned or Decimal(0) for plan, _ in both), Decimal(0))
    low = sum((found.low for _, found in both), Decimal(0))
    high = sum((found.high for _, found in both), Decimal(0))
    word: Literal["below", "inside", "above"] = "inside"
    if not low <= planned <= high:
        word = "below" if planned < low else "above"
    refs = tuple(dict.fromkeys(ref for _, found in both for ref in found.refs))
    return Gap(word, tuple(plan.channel for plan, _ in both), planned, low, high, refs)


def _nodes(node: KpiNode) -> Iterator[KpiNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)
