"""Texts are counted as the platforms count them."""

from __future__ import annotations

import unicodedata
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aicmo.catalog.counting import count, emoji_in, links_in
from aicmo.catalog.documents import Unit

TEXT_UNITS: list[Unit] = [unit for unit in get_args(Unit) if unit not in {"seconds", "items"}]
FAMILY = "👨‍👩‍👧‍👦"
ACCENT = "e\u0301"


@pytest.mark.parametrize(
    ("text", "unit", "length"),
    [
        ("", "characters", 0),
        ("Gutters", "characters", 7),
        (FAMILY, "characters", 7),
        (FAMILY, "utf16", 11),
        (FAMILY, "graphemes", 1),
        (FAMILY, "bytes", 25),
        (FAMILY, "weighted", 2),
        (FAMILY, "threads", 25),
        ("a👍🏽b", "threads", 10),
        ("a👍🏽b", "weighted", 4),
        ("🇺🇸🇩🇪", "weighted", 4),
        ("🇺🇸🇩🇪", "graphemes", 2),
        ("1️⃣", "weighted", 2),
        ("❤️", "weighted", 2),
        ("❤\ufe0e", "weighted", 4),
        ("© 2026", "weighted", 6),
        ("©️", "weighted", 2),
        ("屋根の掃除", "weighted", 10),
        ("屋根の掃除", "double_width", 10),
        ("\uff211", "double_width", 3),
        ("ｱ", "double_width", 1),
        ("屋根の掃除", "bytes", 15),
        ("“curly” – it’s … €", "weighted", 20),
        (ACCENT, "weighted", 1),
        (ACCENT, "graphemes", 1),
        (ACCENT, "characters", 2),
        ("x" * 280, "weighted", 280),
        ("see https://alderandrain.example/a/very/long/path?utm_source=x&utm_medium=social now", "weighted", 31),
        ("see alderandrain.com, now", "weighted", 32),
        ("https://a.example https://b.example", "weighted", 47),
        ("one price, one visit - done", "words", 5),
        ("Don't climb: $6,000", "words", 3),
        ("- one\n\n- two", "items", 2),
    ],
)
def test_a_text_has_the_length_its_platform_gives_it(text: str, unit: Unit, length: int) -> None:
    assert count(text, unit) == length


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("go to https://alder.example/x?a=1.", ["https://alder.example/x?a=1"]),
        ("(alderandrain.com)", ["alderandrain.com"]),
        ("alder.co.uk/quote, today", ["alder.co.uk/quote"]),
        ("write to hello@alderandrain.com", []),
        ("finished.Then we left", []),
        ("3.5 stars, e.g. node.js", []),
        ("#alder.com", []),
        ("HTTPS://ALDER.COM", ["HTTPS://ALDER.COM"]),
    ],
)
def test_links_are_found_with_and_without_a_scheme(text: str, links: list[str]) -> None:
    assert links_in(text) == links


def test_a_list_is_counted_in_items() -> None:
    assert count(("#a", "#b"), "items") == 2


def test_seconds_of_a_text_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no length in seconds"):
        count("three seconds", "seconds")


def test_digits_and_signs_alone_are_no_emoji() -> None:
    assert emoji_in("1 # * 2026 ™") == []


@given(st.text())
def test_the_units_keep_their_order(text: str) -> None:
    assert count(text, "graphemes") <= count(text, "characters") <= count(text, "utf16") <= count(text, "bytes")
    assert count(text, "characters") <= count(text, "double_width") <= 2 * count(text, "characters")
    assert count(text, "characters") <= count(text, "threads") <= count(text, "bytes")


@given(st.text(alphabet=st.characters(max_codepoint=0x10FF, exclude_characters="./©®:", exclude_categories=["Cs"])))
def test_plain_letters_weigh_one_after_normalisation(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assume(all(ord(letter) <= 0x10FF for letter in composed))  # two light letters may compose to a heavy one
    assert count(text, "weighted") == len(composed)


@given(st.text())
def test_weights_do_not_depend_on_the_form_of_normalisation(text: str) -> None:
    assert count(unicodedata.normalize("NFD", text), "weighted") == count(
        unicodedata.normalize("NFC", text), "weighted"
    )


@given(st.text(), st.text(), st.sampled_from([unit for unit in TEXT_UNITS if unit in {"bytes", "utf16", "words"}]))
def test_texts_apart_count_as_their_sum(left: str, right: str, unit: Unit) -> None:
    joined = f"{left} {right}"
    space = 0 if unit == "words" else 1
    assert count(joined, unit) == count(left, unit) + space + count(right, unit)


@given(st.from_regex(r"[a-z]{1,20}(/[a-z0-9]{1,30}){0,5}", fullmatch=True))
def test_any_link_weighs_twenty_three(tail: str) -> None:
    assert count(f"see https://alder.example/{tail}", "weighted") == 27
