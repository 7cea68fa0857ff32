"""Other people's lines, handled without rewriting them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmo.writing.builtin import lines
from aicmo.writing.builtin.hashtags import tag, topics
from aicmo.writing.builtin.tellings import readers


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("No. Leave the side gate open; we send the photos.", ["No.", "Leave the side gate open; we send the photos."]),
        ("Clogged again? We come back", ["Clogged again?", "We come back"]),
        ("Meet us in St. Johns. Ring twice.", ["Meet us in St. Johns.", "Ring twice."]),
        ("Costs 4.50 a day", ["Costs 4.50 a day"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, parts: list[str]) -> None:
    assert lines.sentences(text) == parts


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Photos before and after, sent the same day", "Sent the same day: photos before and after."),
        ("One price for the house, agreed before we climb", "Agreed before we climb: one price for the house."),
        ("We come back, served or not", None),
        ("Bread, butter and jam", None),
        ("Portland crews, trained here", "Trained here: Portland crews."),
    ],
)
def test_a_detail_may_lead_where_grammar_allows(text: str, turned: str | None) -> None:
    assert lines.flipped(text, {"Portland"}) == turned


def test_own_spellings_survive() -> None:
    assert lines.opened("iPhone repairs") == "iPhone repairs"
    assert lines.lowered("ISO 27001 certified") == "ISO 27001 certified"
    assert lines.lowered("X-rays included") == "X-rays included"
    assert lines.lowered("A bowl under the bench") == "a bowl under the bench"
    assert lines.lowered("Whitby flour", {"Whitby"}) == "Whitby flour"
    assert lines.tidy("the guests' hall isn't 'far'") == "the guests’ hall isn’t ‘far’"


@pytest.mark.parametrize(
    ("briefed", "said"),
    [
        ("Owners of houses under trees, 35-65, who put it off.", "owners of houses under trees"),
        ("People from 35 to 65 in Sheffield who would like to help", "people in Sheffield"),
        ("Landlords with two to ten houses", "landlords"),
    ],
)
def test_nobody_is_told_what_the_briefing_says_of_them(briefed: str, said: str) -> None:
    assert readers(briefed) == said


def test_topics_and_tags_come_from_what_is_offered() -> None:
    what = "Gutter cleaning and small roof repairs for houses in Portland, in one visit that saves time."
    assert topics(what)[:2] == ["Gutter cleaning", "roof repairs"]
    assert topics("We repair bikes and scooters at your door") == ["bike repair", "scooter repair"]
    assert topics("We deliver chilled food from regional producers to restaurants") == ["chilled food delivery"]
    assert topics("Services for dentists") == ["Services"]
    assert topics("Coffee roasted in a shed behind our shop") == ["Coffee"]
    assert topics("Sells used phones, with a guarantee") == ["used phones"]
    assert topics("Makes cheese in Cork, by hand") == ["cheese"]
    assert topics("Design studio for small breweries") == ["Design studio"]
    assert topics("Our coffee cart in Leeds") == ["coffee cart"]
    assert tag("roof repairs") == "#RoofRepairs"
    assert tag("Kettle & Chair") == "#KettleAndChair"
    assert tag("2026") is None
    assert tag("love") is None


@given(st.text(max_size=200))
def test_any_text_is_handled(text: str) -> None:
    finished = lines.finished(lines.tidy(text))
    assert finished == lines.finished(finished)
    assert "\n" not in lines.tidy(text)
    head = lines.head_of(text, 12)
    assert head is None or lines.count_words(head) <= 12
    assert all(piece.strip() for piece in lines.sentences(text))


def test_a_list_of_subjects_is_not_cut_after_its_first() -> None:
    assert (
        lines.head_of("A blanket, music of your own and a break after ten minutes are there for the asking", 12) is None
    )
    assert (
        lines.head_of("One price for the house, agreed before we climb and written down for you to keep", 12)
        is not None
    )
