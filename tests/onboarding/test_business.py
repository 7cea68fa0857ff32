"""Who buys, by the words of the brief."""

from __future__ import annotations

import pytest

from onboarding.kitchen import judged, spoiled


@pytest.mark.parametrize(
    ("audience", "buys"),
    [
        ("Plant managers of food manufacturers who lose hours to changeovers", "b2b"),
        ("Finance managers at companies with two hundred employees", "b2b"),
        ("Families in the neighbourhood who bake on Sundays and run out of flour", "b2c"),
        ("Owners of houses under trees who put it off until water runs down the wall", "b2c"),
    ],
)
def test_the_audiences_words_decide_who_buys(audience: str, buys: str) -> None:
    found = judged(spoiled("audience.primary", audience))
    assert found.brief is not None
    assert found.brief.business == buys
