"""Plans for markets without benchmarks: the money still follows the planner's points, and holidays are known."""

from __future__ import annotations

from datetime import date

import pytest

from aicmo.catalog.holidays import public_holidays
from aicmo.strategy.assembly import assembled
from aicmo.strategy.documents import Strategy
from aicmo.strategy.plan import make
from strategy.trades import gutters, normalized


def abroad(country: str, media: str, *use: str) -> Strategy:
    raw = gutters()
    raw["market"] = {"countries": [country], "locales": ["en-GB"], "time_zone": "Europe/Berlin"}
    raw["budget"] = {"media": media, "for": "whole campaign"}
    raw["channels"] = {"use": list(use)}
    return assembled(make(normalized(raw)))


@pytest.mark.parametrize(("country", "media"), [("DE", "8000 EUR"), ("GB", "3500 GBP"), ("SE", "40000 SEK")])
def test_a_wish_for_a_network_opens_it_to_ads_so_the_money_does_not_fall_on_search_alone(
    country: str, media: str
) -> None:
    strategy = abroad(country, media, "google_search", "facebook", "email")
    shares = {plan.channel: plan.share for plan in strategy.channels if plan.share}
    assert shares == {"google_search": 55, "meta_ads": 45}
    channels = " ".join(row.text for part in strategy.sections if part.id == "channels" for row in part.statements)
    assert "Facebook" in channels
    assert "clude it in the brief" in channels


def test_money_for_posts_alone_is_spent_on_their_network() -> None:
    strategy = abroad("IE", "3000 EUR", "instagram")
    assert [line.channel for line in strategy.budget if line.kind == "channel"] == ["meta_ads"]


def test_a_forbidden_ad_channel_stays_forbidden() -> None:
    raw = gutters()
    raw["channels"] = {"use": ["google_search", "facebook"], "avoid": ["meta_ads"]}
    assert "meta_ads" not in {plan.channel for plan in assembled(make(normalized(raw))).channels}


def cadence(strategy: Strategy) -> str:
    return " ".join(row.text for part in strategy.sections if part.id == "cadence" for row in part.statements)


def test_nothing_is_published_on_a_public_holiday_and_the_plan_names_it() -> None:
    raw = gutters()
    raw["schedule"] = {"starts": "2026-11-16", "weeks": 8}
    strategy = assembled(make(normalized(raw)))
    used = {slot.publish_at.date() for slot in strategy.slots if slot.publish_at}
    assert used.isdisjoint({date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1)})
    assert "November 26, 2026 (Thanksgiving)" in cadence(strategy)


def test_a_country_whose_holidays_are_not_known_is_named() -> None:
    strategy = abroad("JP", "600000 JPY")
    assert "Japan" in cadence(strategy)
    assert "check" in cadence(strategy)


@pytest.mark.parametrize(
    ("country", "day", "name"),
    [
        ("US", date(2027, 5, 31), "Memorial Day"),
        ("IE", date(2026, 10, 26), "the October bank holiday"),
        ("DE", date(2027, 5, 6), "Ascension Day"),
        ("SE", date(2027, 6, 26), "Midsummer Day"),
        ("NZ", date(2027, 6, 25), "Matariki"),
    ],
)
def test_a_holiday_falls_on_its_day(country: str, day: date, name: str) -> None:
    assert public_holidays(day, day, [country]) == {day: name}
