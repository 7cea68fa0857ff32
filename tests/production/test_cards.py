"""Cards: colours that carry text, words that fit, strings that stay strings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aicmo.catalog.contrast import contrast
from aicmo.production.cards import design, kicker, render
from aicmo.production.colors import schemes
from aicmo.production.documents import Card
from aicmo.production.glyphs import missing
from e2e.agency import accepted

COLORS = st.from_regex(r"#[0-9A-F]{6}", fullmatch=True)


def a_card(text: str, file: str = "cards/a.png", *, width: int = 540, height: int = 675) -> Card:
    return Card(
        width=width,
        height=height,
        text=text,
        kicker="On record",
        signature="Alder & Rain",
        background="#1F3A3D",
        foreground="#FFFFFF",
        accent="#E9C46A",
        contrast=12.0,
        alt_text="",
        file=file,
    )


def test_only_what_customers_asked_is_said_to_be_asked() -> None:
    normal, asked = accepted("brief").normalized, design().kicker["question"]

    assert kicker(normal, "Do you clean in the rain?", 0) in asked
    assert kicker(normal, "You put it off until water runs down the wall?", 0) == "Portland, OR"


@given(st.lists(COLORS, max_size=4))
def test_every_scheme_of_any_brand_is_legible(colors: list[str]) -> None:
    found = schemes(tuple(colors), "seed")
    assert found
    for scheme in found:
        assert contrast(scheme.background, scheme.foreground) >= 4.5
        assert scheme.accent != scheme.background


@pytest.mark.parametrize(
    "hostile",
    [
        '#eval("1+1")',
        "\n#panic()",
        "$x^2$",
        "*bold* _it_",
        "`raw`",
        "<label> @ref",
        '"); panic("',
        "\\u{41}",
        "= Heading",
    ],
)
def test_hostile_words_are_set_as_words(hostile: str) -> None:
    plain = render([(a_card("x" * len(hostile)), "statement")], "en-US")[0]
    shown = render([(a_card(hostile), "statement")], "en-US")[0]
    assert shown.startswith(b"\x89PNG")
    assert shown != plain


@pytest.mark.parametrize("layout", ["statement", "panel", "orbit"])
@pytest.mark.parametrize("text", ["Hi", "Donaudampfschifffahrtsgesellschaftskapitän " * 2, "word " * 40, "", "W" * 120])
def test_any_length_of_text_is_rendered(layout: str, text: str) -> None:
    assert render([(a_card(text), layout)], "en-GB")[0].startswith(b"\x89PNG")


def test_cards_of_several_sizes_come_back_in_order() -> None:
    cards = [a_card("one", "a.png"), a_card("two", "b.png", width=600, height=314), a_card("three", "c.png")]
    images = render([(card, "panel") for card in cards], "en-US")
    alone = [render([(card, "panel")], "en-US")[0] for card in cards]
    assert images == alone


@settings(max_examples=25)
@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x24F), max_size=20))
def test_latin_text_can_be_drawn(text: str) -> None:
    assert not missing("".join(character for character in text if character.isalpha()))


def test_missing_glyphs_are_found() -> None:
    assert missing("Tea 茶") == {"茶"}
    assert not missing("Crème brûlée, £4.50 – “naïve”, Łódź")
