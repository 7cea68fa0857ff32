"""The small types of a brief: days, money, texts of a length, and how each may be written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from aicmo.catalog.documents import Doc

Day = Annotated[
    date,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^(\d{4}-\d{2}-\d{2}|[Ii]n \d{1,4} days?)$",
            "examples": ["2027-03-01", "in 21 days"],
        },
        mode="validation",
    ),
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
HexColor = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=3)]


MONEY = re.compile(r"(?P<amount>(?:\d{1,3}(?:,\d{3})+|\d+)(?P<cents>\.\d{1,3})?) +(?P<currency>[A-Z]{3})", re.ASCII)
THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""ISO 4217 currencies of a thousand parts; elsewhere ``1.000`` means a thousand to half the world, so it is refused."""


class Money(Doc):
    """An amount with its ISO 4217 currency. A brief may write ``6000 USD``."""

    amount: Amount
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


def _money(value: Any) -> Any:
    """Accept ``6000 USD`` beside ``{amount, currency}``."""
    if not isinstance(value, str):
        return value
    match = MONEY.fullmatch(value.strip())
    if match is None or (len(match["cents"] or "") == len(".000") and match["currency"] not in THREE_DECIMALS):
        raise PydanticCustomError("money", "write an amount with its currency, such as 6000 USD or 11.50 EUR")
    return {"amount": match["amount"].replace(",", ""), "currency": match["currency"]}


MoneyText = Annotated[
    Money,
    BeforeValidator(_money),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": r"^(\d{1,3}(,\d{3})+|\d+)(\.\d{1,3})? +[A-Z]{3}$",
                    "examples": ["6000 USD"],
                },
                Money.model_json_schema(),
            ]
        },
        mode="validation",
    ),
]
