"""Prices as the reader's country writes them."""

from __future__ import annotations

from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import Money


class Currency(Doc):
    """How one currency is written: ``sign`` in its ``home`` countries, ``abroad`` elsewhere."""

    code: str
    sign: str
    abroad: str
    home: tuple[str, ...]


@cache
def currencies() -> dict[str, Currency]:
    """Return the currencies that have a sign, by ISO 4217 code."""
    rows = read_toml("aicmo.writing", "currencies.toml")["currency"]
    return {row["code"]: Currency.model_validate(row) for row in rows}


def price(money: Money, countries: tuple[str, ...]) -> str:
    """Return an amount as copy writes it: ``$189``, ``£12.50``, ``CHF 90``."""
    amount = money.amount.normalize()
    digits = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    row = currencies().get(money.currency)
    if row is None:
        return f"{money.currency} {digits}"
    home = not row.home or any(country in row.home for country in countries)
    return f"{row.sign if home else row.abroad}{digits}"
