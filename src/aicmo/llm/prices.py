"""What a call costs, in millionths of a US dollar."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_UP, Decimal

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc

FREE = "ollama"


class Price(Doc):
    """A row of ``data/models.toml``: US dollars per million tokens, that is millionths of a dollar a token."""

    provider: str
    name: str
    input: Decimal
    output: Decimal
    source: str
    checked_on: date
    secondary: bool = False

    def of(self, input_tokens: int, output_tokens: int) -> int:
        """Return the price of a call, rounded up."""
        return int((self.input * input_tokens + self.output * output_tokens).to_integral_value(ROUND_UP))


def price_of(provider: str, model: str) -> Price | None:
    """Return what a model costs, or None when nobody told us. Its name may go on with a date."""
    if provider == FREE:
        zero = Decimal(0)
        return Price(provider=FREE, name=model, input=zero, output=zero, source="own machine", checked_on=date.min)
    rows = [Price.model_validate(row) for row in read_toml("aicmo.llm", "models.toml")["model"]]
    for row in rows:
        if row.provider == provider and re.fullmatch(re.escape(row.name) + r"(-20\d\d[\d-]*)?", model):
            return row
    return None
