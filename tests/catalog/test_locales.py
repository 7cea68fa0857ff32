"""Days and shares are written as the market's readers write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from aicmo.catalog.locales import full_day, long_day, percent, percents

DAY = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("locale", "long", "full"),
    [
        ("en-US", "December 4, 2026", "Friday, December 4, 2026"),
        ("en-CA", "December 4, 2026", "Friday, December 4, 2026"),
        ("en-GB", "4 December 2026", "Friday, 4 December 2026"),
        ("en-IE", "4 December 2026", "Friday 4 December 2026"),
        ("en-AU", "4 December 2026", "Friday, 4 December 2026"),
        ("de-DE", "4 December 2026", "Friday, 4 December 2026"),  # no row: the international order
    ],
)
def test_a_day_is_written_in_the_order_of_the_locale(locale: str, long: str, full: str) -> None:
    assert (long_day(DAY, locale), full_day(DAY, locale)) == (long, full)


def test_shares_of_one_table_have_the_same_decimals() -> None:
    assert percent(Decimal("50.0")) == "50%"
    assert percent(Decimal("33.3")) == "33.3%"
    assert percents([Decimal(45), Decimal("45.0"), Decimal(10)]) == ["45%", "45%", "10%"]
    assert percents([Decimal("76.5"), Decimal("8.5"), Decimal(15)]) == ["76.5%", "8.5%", "15.0%"]
