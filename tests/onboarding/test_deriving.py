"""What a brief need not say: derived from the countries as a numbered assumption, or asked, never silently chosen."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.kitchen import REMOVED, judged, spoiled


def with_market(market: dict[str, Any]) -> dict[str, Any]:
    return spoiled("market", market)


def test_one_country_with_one_zone_decides_zone_and_language() -> None:
    found = judged(with_market({"countries": ["IE"]}))
    assert found.brief is not None
    market = found.brief.brief.market
    assert (market.time_zone, market.locales) == ("Europe/Dublin", ("en-IE",))
    assumed = [(each.id, each.field, each.value) for each in found.brief.assumptions]
    assert assumed == [("A1", "market.time_zone", "Europe/Dublin"), ("A2", "market.locales", "en-IE")]


@pytest.mark.parametrize("countries", [["US"], ["IE", "GB"], ["AU"]])
@pytest.mark.parametrize("assume", [False, True])
def test_a_choice_of_zones_is_asked_and_never_utc(countries: list[str], *, assume: bool) -> None:
    found = judged(with_market({"countries": countries, "locales": ["en-GB"]}), assume=assume)
    assert [ask.field for ask in found.questions] == ["market.time_zone"]


def test_a_country_without_its_english_is_asked_with_a_default() -> None:
    data = with_market({"countries": ["DE"]})
    assert [(ask.field, ask.default) for ask in judged(data).questions] == [("market.locales", "[en-GB]")]
    found = judged(data, assume=True)
    assert found.brief is not None
    assert found.brief.brief.market.locales == ("en-GB",)
    assert "market.locales" in {each.field for each in found.brief.assumptions}


def test_norway_is_a_country() -> None:
    found = judged(with_market({"countries": ["NO"], "locales": ["en-GB"]}))
    assert found.brief is not None
    assert found.brief.brief.market.time_zone == "Europe/Oslo"


def test_the_approver_is_the_sender_and_that_is_said() -> None:
    found = judged(spoiled("approval", REMOVED))
    assert found.brief is not None
    assert [each.field for each in found.brief.assumptions] == ["approval.by"]


@pytest.mark.parametrize("path", ["brand.industry", "brand.regulated"])
def test_a_regulated_sector_needs_a_named_approver_and_its_legal_lines(path: str) -> None:
    data = spoiled(path, "credit" if path == "brand.industry" else ["credit"])
    del data["approval"]
    assert {ask.field for ask in judged(data, assume=True).questions} == {"approval.by", "rules.legal"}
