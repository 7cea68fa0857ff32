"""What is asked: a target for a measure, the age of the market, and nothing about channels the brief forbids."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.kitchen import REMOVED, judged, spoiled

PAID = ["google_search", "meta_ads", "linkedin_ads"]


def asked(data: dict[str, Any], **options: Any) -> list[str]:
    found = judged(data, **options)
    assert found.errors == ()
    return [ask.field for ask in found.questions]


@pytest.mark.parametrize("kpi", [{"metric": "quotes"}, {"metric": "quotes", "baseline": 24}])
def test_a_measure_without_a_target_is_asked_for_one(kpi: dict[str, Any]) -> None:
    assert asked(spoiled("goal.kpi", kpi)) == ["goal.kpi.target"]
    found = judged(spoiled("goal.kpi", kpi), assume=True)
    assert found.brief is not None
    assert found.brief.brief.goal.kpi is not None
    assert found.brief.brief.goal.kpi.target is None
    assert found.brief.assumptions == ()


def drinks(countries: list[str], age: int | None) -> dict[str, Any]:
    data = spoiled("brand.industry", "alcohol")
    data["market"]["countries"] = countries
    data["rules"] = {"legal": [{"text": "Drink responsibly."}]}
    data["audience"] |= {"min_age": age} if age else {}
    return data


def test_the_age_is_the_highest_of_the_countries() -> None:
    (ask,) = judged(drinks(["GB", "US"], None)).questions
    assert (ask.field, ask.default) == ("audience.min_age", "21")
    assert judged(drinks(["GB"], 18)).outcome == "accepted"
    (problem,) = judged(drinks(["US"], 18)).errors
    assert (problem.code, problem.span) == ("under_age", "18")


@pytest.mark.parametrize(
    ("gone", "channels", "rules"),
    [
        ("email", {"avoid": ["email"]}, {}),
        ("budget", {"avoid": PAID}, {}),
        ("budget", {"use": ["instagram"]}, {"avoid": ["no paid ads"]}),
    ],
)
def test_nothing_is_asked_about_what_the_brief_forbids(gone: str, channels: Any, rules: Any) -> None:
    data = spoiled("rules", rules, spoiled("channels", channels, spoiled(gone, REMOVED)))
    assert judged(data).outcome == "accepted"


def test_seven_questions_at_most_gaps_first() -> None:
    data = spoiled("brand.regulated", ["credit"], spoiled("goal", REMOVED))
    del data["title"], data["approval"]
    data["offer"] = {"what": "loans", "benefits": ["TBD"]}
    found = asked(data)
    assert found[:3] == ["title", "offer.benefits.0", "goal.objective"]
    assert {"rules.legal", "approval.by"} <= set(found)
    assert len(found) == 7
