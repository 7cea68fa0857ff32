"""What a review found: each of these once had the wrong outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aicmo.onboarding.errors import BriefError
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import read_brief, receive
from onboarding.kitchen import GOOD, TODAY, judged, spoiled

if TYPE_CHECKING:
    from pathlib import Path

EVIDENCE = "https://licenses.example/1"


def with_benefit(text: str, proof: list[dict[str, str]] | None = None) -> dict[str, Any]:
    data = spoiled("offer.benefits", [*GOOD["offer"]["benefits"], text])
    if proof is not None:
        data["offer"]["proof"] = proof
    return data


def test_a_comma_that_splits_a_claim_in_two_is_named_with_its_cure() -> None:
    data = spoiled("offer.proof", [{"claim": "1", "240 houses cleaned": None}])
    found = judged(data)
    assert found.outcome == "rejected"
    (problem,) = found.errors
    assert problem.code == "unknown_key"
    assert "240 houses cleaned" in problem.message
    assert "in quotes" in problem.message


def test_five_percent_is_not_proven_by_fifteen() -> None:
    proof = [{"claim": "15% fewer leaks in our 2025 survey", "evidence": EVIDENCE}]
    found = judged(with_benefit("5% fewer leaks", proof))
    assert found.brief is not None
    assert "5% fewer leaks" in {claim.text for claim in found.brief.claims if claim.status == "held_back"}
    assert all(fact.text != "5% fewer leaks" for fact in found.brief.facts)


def test_a_benefit_that_repeats_a_claim_held_back_is_held_back_too() -> None:
    found = judged(
        with_benefit("Trusted: families come back every year.", [{"claim": "Families come back every year"}])
    )
    assert found.brief is not None
    assert not [fact for fact in found.brief.facts if "come back every year" in fact.text]


@pytest.mark.parametrize(
    "harmless",
    [
        "What is the best day to call?",
        "Stairs leading to the roof are checked first",
        "Our best ladder comes along",
        "Ask for the best before date on each bag",
        "Only two people come, and they stay until it is done",
    ],
)
def test_ordinary_words_are_no_claims(harmless: str) -> None:
    found = judged(with_benefit(harmless))
    assert found.brief is not None
    assert harmless in {fact.text for fact in found.brief.facts}


@pytest.mark.parametrize(
    "claim",
    [
        "The best gutter service in Portland",
        "Number one in Oregon",
        "98% come back",
        "Did you know we are number one in Oregon?",
        "Why do 98% of families come back?",
    ],
)
def test_real_claims_stay_held_back(claim: str) -> None:
    found = judged(with_benefit(claim))
    assert found.brief is not None
    assert claim not in {fact.text for fact in found.brief.facts}


def test_a_placeholder_among_the_benefits_is_asked_about() -> None:
    found = judged(with_benefit("TBD"))
    assert [ask.field for ask in found.questions] == ["offer.benefits.5"]


def test_where_less_is_better_the_target_lies_below_the_baseline() -> None:
    kpi = {"metric": "cost per lead", "baseline": "40", "target": "30"}
    assert judged(spoiled("goal.kpi", kpi)).outcome == "accepted"
    wrong = judged(spoiled("goal.kpi", {**kpi, "target": "50"}))
    assert [problem.code for problem in wrong.errors] == ["target_not_better"]


@pytest.mark.parametrize("metric", ["cost savings booked", "returns on ad spend", "days to event signups"])
def test_a_word_of_cost_in_a_rising_measure_changes_nothing(metric: str) -> None:
    kpi = {"metric": metric, "baseline": "30", "target": "40"}
    assert judged(spoiled("goal.kpi", kpi)).outcome == "accepted"


def test_secondary_measures_are_judged_alike() -> None:
    data = spoiled("goal", {"objective": "leads", "secondary": [{"metric": "calls", "baseline": "9", "target": "3"}]})
    assert [problem.code for problem in judged(data).errors] == ["target_not_better"]


def test_a_wish_we_do_not_sell_is_shown_as_not_included_and_refuses_nothing() -> None:
    found = judged(spoiled("extras", ["design us a new logo"]))
    assert found.brief is not None
    assert [(wish.text, wish.status) for wish in found.brief.requests] == [("design us a new logo", "not_included")]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("market.countries", "US", "market.countries (line 1): write a list, such as [US]."),
        ("schedule.weeks", "soon", "schedule.weeks (line 1): write a whole number."),
        ("goal.objective", "fame", "goal.objective (line 1): 'fame' is none of "),
        ("brand.colors", ["green"], "brand.colors.0 (line 1): write a color as hex in quotes"),
        (
            "client",
            "Alder & Rain",
            "client (line 1): write a key of small letters, digits and hyphens",
        ),
        ("schedule.starts", "20261201", "schedule.starts (line 1): write a date as 2027-03-01 or in 10 days."),
        ("title", "y" * 200, "title (line 1): at most 120 characters; this has 200."),
        ("brand", "Alder", "brand (line 1): write its fields below it, each on a line of its own."),
    ],
)
def test_a_malformed_field_is_explained_in_a_clients_words(path: str, value: object, said: str) -> None:
    messages = [problem.message for problem in judged(spoiled(path, value)).errors]
    assert len(messages) == 1
    assert messages[0].startswith(said)


def test_what_is_no_regular_file_is_refused_without_reading(tmp_path: Path) -> None:
    for special in (tmp_path, tmp_path.__class__("/dev/zero")):
        with pytest.raises(BriefError, match="is no file with text in it"):
            read_brief(special)


def test_a_null_in_a_free_map_is_no_unknown_key() -> None:
    assert check(receive("b.json", b'{"tracking": {"utm": {"x": null}}}'), today=TODAY).outcome != "accepted"


def test_a_spreadsheet_formula_is_refused_where_it_stands() -> None:
    found = judged(with_benefit('=HYPERLINK("http://evil.example","free")'))
    (problem,) = found.errors
    assert (problem.code, problem.message.split(":")[0]) == ("formula_in_brief", "offer.benefits.5")


@pytest.mark.parametrize("harmless", ["-20 degrees is no problem", "+1 503 555 0142 any day", "= the price you see"])
def test_a_sign_in_front_of_words_or_numbers_is_no_formula(harmless: str) -> None:
    assert judged(with_benefit(harmless)).outcome == "accepted"
