"""Numbers and amounts of money in a text."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

NUMBER = re.compile(r"(?<![\w#])\d[\d.,]*(?=\D|$)|(?<=#)\d+")
CODES = "USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY"
AMOUNT = re.compile(
    rf"(?:[$€£¥]|\b(?:{CODES})\s?)\s?(\d[\d.,]*\d|\d)"
    rf"|(\d[\d.,]{{0,20}}\d|\d)\s?(?:[$€£¥]|(?:{CODES}|dollars|euros|pounds)\b)"
)


def numbers(text: str) -> set[Decimal]:
    """Return the numbers of a text, thousands separators removed."""
    return {value for found in NUMBER.findall(text) if (value := number(found)) is not None}


def amounts(text: str) -> set[Decimal]:
    """Return the amounts of money in a text, whatever their currency."""
    found = (before or after for before, after in AMOUNT.findall(text))
    return {value for digits in found if (value := number(digits)) is not None}


def number(digits: str) -> Decimal | None:
    """Return the value of digits with their separators; None when they are none."""
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", digits.strip(".,"))
    try:
        return Decimal(plain.replace(",", ".")).normalize()
    except InvalidOperation:
        return None
