"""One round is enough: what cannot be read hides nothing of what can."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.kitchen import GOOD, REMOVED, judged, spoiled


def spoiled_twice(*changes: tuple[str, Any]) -> dict[str, Any]:
    data = GOOD
    for path, value in changes:
        data = spoiled(path, value, data)
    return data


@pytest.mark.parametrize(
    ("malformed", "code"),
    [
        (("budget.media", "lots"), "money"),
        (("market.countries", "US"), "tuple_type"),
        (("brand", "Alder"), "model_type"),
        (("offer.benefits", [["a"]]), "string_type"),
        (("titel", "x"), "unknown_key"),
    ],
)
def test_a_malformed_field_hides_no_problem_of_the_others(malformed: tuple[str, Any], code: str) -> None:
    found = judged(spoiled_twice(malformed, ("schedule.starts", "2020-01-01"), ("channels.avoid", ["instagram"])))
    codes = {problem.code for problem in found.errors}
    assert codes == {code, "date_in_the_past", "channel_wanted_and_forbidden"}


def test_what_is_refused_is_told_together_with_what_is_open() -> None:
    found = judged(spoiled_twice(("budget.media", "lots"), ("goal", REMOVED), ("audience.primary", "everyone")))
    assert [problem.code for problem in found.errors] == ["money"]
    assert [ask.field for ask in found.questions] == ["goal.objective", "audience.primary"]


def test_gaps_do_not_hide_what_the_rules_ask() -> None:
    found = judged(spoiled_twice(("title", REMOVED), ("offer.what", "cleaning"), ("schedule.deliver_by", "2020-01-01")))
    assert [ask.field for ask in found.questions] == ["title", "offer.what"]
    assert [problem.code for problem in found.errors] == ["impossible_delivery"]


def test_nothing_is_refused_for_a_default_nobody_accepted() -> None:
    late = spoiled_twice(("schedule.starts", REMOVED), ("schedule.deliver_by", "in 30 days"))
    found = judged(late)
    assert (found.errors, [ask.field for ask in found.questions]) == ((), ["schedule.starts"])


def test_a_section_that_is_a_word_is_malformed_and_not_overwritten() -> None:
    found = judged(spoiled("schedule", "soon"), assume=True)
    assert [problem.message for problem in found.errors] == [
        "schedule (line 1): write its fields below it, each on a line of its own."
    ]
    assert found.questions == ()
