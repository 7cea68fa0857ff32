"""Forecasts: what the money can buy by benchmark, as low, expected and high, or the reason why nobody can say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from aicmo.catalog.documents import Objective
from aicmo.onboarding.documents import Money
from aicmo.strategy.benchmarks import Chain, chain
from aicmo.strategy.countries import countries
from aicmo.strategy.documents import Range
from aicmo.strategy.material import Material
from aicmo.strategy.thresholds import thresholds
from aicmo.strategy.voice import listed

MEASURED_AS_LEADS = frozenset({Objective.LEADS})


@dataclass(frozen=True, slots=True)
class Forecast:
    """Ranges of one channel's outcomes over the whole campaign, or the reason for none."""

    ranges: tuple[Range, ...]
    chain: Chain
    reason: str | None = None

    def expected(self, metric: str) -> Decimal | None:
        """Return the expected value of one metric, if it is forecast."""
        return next((found.expected for found in self.ranges if found.metric == metric), None)


def forecast(material: Material, channel: str, money: Money) -> Forecast:
    """Forecast clicks, and leads where the study counted leads, for one paid channel's money.

    clicks = spend / CPC; leads = spend / CPL where the study reports it (averages do not multiply), else clicks × CVR.
    Low and high are applied once, to the outcome.
    """
    brief = material.brief
    figures = chain(channel, brief.brand.industry, brief.market.countries, money.currency)
    cost = figures.get("cpc")
    if not cost:
        return Forecast((), figures, _reason(material, channel, money.currency))
    clicks = money.amount / cost
    ranges = [_range("clicks", clicks, "spend / CPC", figures)]
    lead, rate = figures.get("cpl"), figures.get("cvr")
    if brief.goal.objective in MEASURED_AS_LEADS:
        if lead:
            ranges.append(_range(outcome_name(material), money.amount / lead, "spend / CPL", figures))
        elif rate:
            ranges.append(_range(outcome_name(material), clicks * rate, "spend / CPC × CVR", figures))
    return Forecast(tuple(ranges), figures)


def outcome_name(material: Material) -> str:
    """Return the KPI's name in the client's words, or ``conversions``."""
    kpi = material.brief.goal.kpi
    return kpi.metric if kpi else "conversions"


def _range(metric: str, outcome: Decimal, formula: str, figures: Chain) -> Range:
    low, high = thresholds().outcome_low, thresholds().outcome_high
    return Range(
        metric=metric,
        unit=metric,
        low=_whole(outcome * low),
        expected=_whole(outcome),
        high=_whole(outcome * high),
        formula=f"{formula}; low × {low}, high × {high} on the outcome",
        refs=figures.refs,
    )


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _reason(material: Material, channel: str, currency: str) -> str:
    where = listed(countries(material.brief.market.countries))
    name = material.channels[channel].name
    return (
        f"No forecast: no study in hand gives a cost per click for {name} in {currency} for {where}. "
        "Week one of the campaign supplies your own figure."
    )
