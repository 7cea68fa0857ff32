"""Money to the minor unit: exact splits, never a lost cent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import Money


class Currencies(Doc):
    """Minor-unit exponents of the currencies that do not have two decimals; ``codes`` are those read in prose."""

    source: str
    checked_on: date
    codes: tuple[str, ...]
    exponent: dict[str, int]


@cache
def currencies() -> Currencies:
    """Return the shipped exponents (ISO 4217)."""
    return Currencies.model_validate(read_toml("aicmo.strategy", "currencies.toml"))


def unit(currency: str) -> Decimal:
    """Return the smallest amount of a currency: 0.01 USD, 1 JPY, 0.001 KWD."""
    return Decimal(1).scaleb(-currencies().exponent.get(currency, 2))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's minor unit."""
    return amount.quantize(unit(currency), rounding=ROUND_HALF_UP)


def apportion(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """Split ``total`` by ``weights`` into multiples of ``step`` that sum to it exactly (largest remainder).

    ``total`` must itself be a multiple of ``step``. Without any weight, everything falls on the first part.
    """
    if not weights:
        return []
    whole = sum(weights, Decimal(0))
    fair = [total * (weight / whole if whole else Decimal(index == 0)) for index, weight in enumerate(weights)]
    parts = [(part / step).to_integral_value(ROUND_FLOOR) * step for part in fair]
    left = int(((total - sum(parts, Decimal(0))) / step).to_integral_value())
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - fair[index], index))
    for index in by_remainder[:left]:
        parts[index] += step
    return parts


def split(money: Money, weights: Sequence[Decimal]) -> list[Money]:
    """Split an amount by weights; the parts sum to it exactly, to the minor unit."""
    parts = apportion(rounded(money.amount, money.currency), weights, unit(money.currency))
    return [Money(amount=part, currency=money.currency) for part in parts]


def written(money: Money) -> str:
    """Write an amount for prose: ``USD 6,000``, ``JPY 500,000``, ``USD 12.50``."""
    amount = rounded(money.amount, money.currency)
    whole = amount == amount.to_integral_value()
    return f"{money.currency} {amount:,.0f}" if whole else f"{money.currency} {amount:,}"


@cache
def _amount() -> re.Pattern[str]:
    codes = "|".join(currencies().codes)
    return re.compile(rf"\b(\d[\d,]*(?:\.\d+)?)((?: (?:thousand|million|billion))?) ?({codes})\b")


def restyled(text: str) -> str:
    """Write the amounts in a client's sentence as we write ours: ``300 USD`` becomes ``USD 300``."""
    return _amount().sub(lambda found: f"{found[3]} {_grouped(found[1])}{found[2]}", text)


def _grouped(digits: str) -> str:
    whole, point, rest = digits.replace(",", "").partition(".")
    return f"{int(whole):,}{point}{rest}"
