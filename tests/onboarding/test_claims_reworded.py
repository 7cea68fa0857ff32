"""Claims in other words: comparisons and shares need evidence, and a claim held back stays so however it is said."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.kitchen import GOOD, judged, spoiled


def with_benefit(text: str, *claims: str) -> dict[str, Any]:
    proof = [*GOOD["offer"]["proof"], *({"claim": claim} for claim in claims)]
    return spoiled("offer.proof", proof, spoiled("offer.benefits", [*GOOD["offer"]["benefits"], text]))


def held(data: dict[str, Any]) -> set[str]:
    found = judged(data)
    assert found.brief is not None, (found.errors, found.questions)
    told = {fact.text for fact in found.brief.facts}
    back = {claim.text for claim in found.brief.claims if claim.status == "held_back"}
    assert not told & back
    return back


@pytest.mark.parametrize(
    "claim",
    [
        "1st in customer care in Oregon",
        "Ranked first in Oregon for roofs",
        "Twice as fast as any other crew",
        "9 out of 10 neighbors call us again",
        "Nine in ten gutters stay clear",
        "Lasts three times longer",
        "3x faster than a ladder",
        "Half the price of a roofer",
        "Costs 189 USD, and 98% come back",
    ],
)
def test_a_comparison_needs_evidence(claim: str) -> None:
    assert held(with_benefit(claim)) == {claim}


@pytest.mark.parametrize(
    "harmless",
    [
        "We come twice a year",
        "Rinsed three times until it runs clear",
        "First in line is whoever calls first",
        "The visit takes half the day",
        "Two people arrive in ten minutes",
        "Children help for half an hour",
    ],
)
def test_a_count_of_what_is_done_is_no_comparison(harmless: str) -> None:
    assert held(with_benefit(harmless)) == set()


@pytest.mark.parametrize(
    ("claim", "reworded"),
    [
        ("1,240 houses cleaned since 2021", "Since 2021 we have been cleaning 1240 homes"),
        ("Families come back every year", "Every year, families are coming back to us"),
        ("The gutters of our clients never clog", "Our clients' gutters have never clogged"),
    ],
)
def test_other_words_for_a_claim_held_back_stay_back_and_are_registered(claim: str, reworded: str) -> None:
    assert held(with_benefit(reworded, claim)) == {claim, reworded}


@pytest.mark.parametrize(
    ("claim", "harmless"),
    [
        ("The best flat roof repair in Portland", "Flat roofs in Portland are swept too"),
        ("Families come back every year", "Families get a photo every time"),
        ("189 families trust us", "Pay the 189 by card"),
    ],
)
def test_a_shared_word_is_no_repetition(claim: str, harmless: str) -> None:
    assert held(with_benefit(harmless, claim)) == {claim}


def test_an_offer_that_repeats_a_claim_held_back_is_asked_about() -> None:
    data = spoiled("offer.proof", [{"claim": "Families come back every year"}])
    data["offer"]["what"] = "Gutter cleaning for houses in Portland, to which families come back every year."
    assert [ask.field for ask in judged(data).questions] == ["offer.what"]


def test_a_proven_claim_is_told_although_a_bolder_one_is_held_back() -> None:
    proven = {"claim": "Rated 4.9 of 5 by 212 customers", "evidence": "https://reviews.example"}
    found = judged(spoiled("offer.proof", [proven, {"claim": "Rated 4.9 of 5 by 212 customers everywhere"}]))
    assert found.brief is not None
    assert proven["claim"] in {fact.text for fact in found.brief.facts}


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("offer.benefits", [*GOOD["offer"]["benefits"], "[insert benefit]"], "offer.benefits.5"),
        (
            "offer.questions",
            [*GOOD["offer"]["questions"], {"ask": "Why us?", "answer": "TBD by Maya"}],
            "offer.questions.2.answer",
        ),
        ("offer.what", "Lorem ipsum dolor sit amet, consectetur adipiscing elit sed do.", "offer.what"),
        ("brand.tone", ["xxx"], "brand.tone.0"),
        ("market.places", ["<city>"], "market.places.0"),
        ("context.events", [{"name": "First rain", "on": "TBC"}], "context.events.0.on"),
        ("approval.by", "{{approver}}", "approval.by"),
        ("extras", ["???"], "extras.0"),
        ("approval.by", "N/A", "approval.by"),
    ],
)
def test_a_placeholder_anywhere_is_asked_about(path: str, value: Any, field: str) -> None:
    found = judged(spoiled(path, value))
    assert ([ask.field for ask in found.questions], found.errors) == ([field], ())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("brand.tone", ["flexible", "warm"]),
        ("rules.avoid", ["xxx", "TBD"]),
        ("brand.website", ""),
        ("extras", ["XXL poster"]),
    ],
)
def test_a_word_that_means_something_is_no_placeholder(path: str, value: Any) -> None:
    assert judged(spoiled(path, value)).outcome == "accepted"
