"""Figures as a client reads them."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from aicmo.onboarding.documents import Money
from aicmo.strategy.documents import Figure

LONGEST_CODE: Final = 3  # a currency's, by ISO 4217


def money(amount: Money | None) -> str:
    """Write ``USD 6,000`` or ``USD 12.50``; nothing for None."""
    return f"{amount.currency} {number(amount.amount)}" if amount else ""


def number(value: Decimal) -> str:
    """Write a number with thousands separators; whole ones without decimals, others as exact as they are."""
    if value == value.to_integral_value():
        return f"{value:,.0f}"
    plain = value.normalize()
    return f"{plain:,.{max(2, -int(plain.as_tuple().exponent))}f}"


def beside(value: Figure | None) -> str:
    """Write a figure beside the name of what it counts: of its unit only ``per …``; a dash for what nobody knows."""
    if value is None:
        return "–"
    what, per, whole = value.unit.partition(" per ")
    worded = len(what) > LONGEST_CODE and what != "%"
    return measured(value.value, f"{per.strip()} {whole}".strip() if worded else value.unit)


def measured(value: Decimal, unit: str) -> str:
    """Write a value with its unit: currencies lead, other units follow."""
    if unit == "%":
        return f"{number(value)}%"
    if len(unit) == LONGEST_CODE and unit.isupper():
        return f"{unit} {number(value)}"
    return f"{number(value)} {unit}".strip()
