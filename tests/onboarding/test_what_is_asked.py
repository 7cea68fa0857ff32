"""What is asked: a target for a measure, the age of the market, and nothing about channels the brief forbids."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aicmo.catalog import packs
from aicmo.onboarding.gaps import required_by
from aicmo.onboarding.intake import check
from aicmo.onboarding.reading import receive
from aicmo.onboarding.template import new_brief, prefilled
from onboarding.kitchen import REMOVED, TODAY, judged, spoiled

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


def test_a_measure_without_todays_figure_is_asked_for_it_once() -> None:
    kpi = {"metric": "quote requests", "target": 45, "per": "month"}
    assert asked(spoiled("goal.kpi", kpi)) == ["goal.kpi.baseline"]
    assert asked(spoiled("goal.kpi", {**kpi, "per": "campaign"})) == []
    found = judged(spoiled("on_missing", "assume", spoiled("goal.kpi", kpi)))
    assert found.brief is not None
    assert found.brief.brief.goal.kpi is not None
    assert found.brief.brief.goal.kpi.baseline is None


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
    assert problem.message.endswith("people of 21 and older only in US.")


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


@pytest.mark.parametrize(("industry", "said"), [("finance", "Capital at risk"), ("alcohol", "drink responsibly")])
def test_a_legal_line_is_asked_for_with_an_example_of_its_sector(industry: str, said: str) -> None:
    asks = {ask.field: ask for ask in judged(spoiled("brand.industry", industry)).questions}
    assert said in asks["rules.legal"].example


def test_missing_files_are_one_problem_and_each_is_named(tmp_path: Path) -> None:
    proof = [{"claim": f"Licensed {n}", "evidence": f"{n}.pdf"} for n in range(3)]
    data = spoiled("assets", [{"file": "logo.svg", "kind": "logo"}], spoiled("offer.proof", proof))
    (problem,) = judged(data, folder=tmp_path).errors
    assert problem.code == "file_not_there"
    assert all(name in problem.message for name in ("logo.svg", "0.pdf", "1.pdf", "2.pdf"))


def test_an_amount_in_words_is_answered_with_its_form() -> None:
    (problem,) = judged(spoiled("budget.media", "lots")).errors
    assert "lots is no amount of money" in problem.message
    assert "6000 USD" in problem.message


def test_what_does_not_fit_in_seven_questions_is_kept_for_later_and_marked() -> None:
    blank = receive("blank.yaml", new_brief("campaign_standard").encode())
    found = check(blank, today=TODAY)
    asked_for = {ask.field for ask in (*found.questions, *found.later)}
    assert len(found.questions) == 7
    assert asked_for >= required_by(packs()["campaign_standard"]) - {"pack"}
    marked = prefilled(blank, found)
    assert marked.count("# ?") == len(asked_for)


def test_a_new_brief_shows_lists_one_entry_a_line() -> None:
    text = new_brief("campaign_standard")
    assert "  # benefits:   # six or more, each concrete enough to picture\n  #   - Photos before and after" in text
    assert "  #   - item: Single-story clean\n  #     price: 189 USD\n" in text


def test_what_an_article_needs_is_asked_for_and_not_where_none_is_wanted() -> None:
    data = spoiled("offer.benefits", ["Photos", "One price", "Free return", "Leaves bagged", "A text before"])
    data["offer"]["questions"] = [{"ask": "At home?", "answer": "No."}, {"ask": "By card?", "answer": "Yes."}]
    (ask,) = judged(data).questions
    assert ask.field == "offer.questions"
    assert "60 make a short one" in ask.reason
    assert asked({**data, "channels": {**data["channels"], "avoid": ["blog"]}}) == []


def test_a_figure_told_in_words_is_asked_for_and_refuses_nothing() -> None:
    kpi = {"metric": "quotes", "baseline": "currently low", "target": "many more", "per": "month"}
    found = judged(spoiled("goal.kpi", kpi))
    assert found.errors == ()
    said = {ask.field: ask.reason.split("”")[0] for ask in found.questions}
    assert said == {"goal.kpi.baseline": "“currently low", "goal.kpi.target": "“many more"}
    assumed = judged(spoiled("on_missing", "assume", spoiled("goal.kpi", kpi))).brief
    assert assumed is not None
    assert assumed.brief.goal.kpi is not None
    assert (assumed.brief.goal.kpi.baseline, assumed.brief.goal.kpi.target) == (None, None)


def test_a_common_word_for_an_industry_is_led_to_its_name() -> None:
    (problem,) = judged(spoiled("brand.industry", "charity")).errors
    assert "Did you mean nonprofit?" in problem.message
