"""Ordinary human copy that rules must leave alone, per word list and language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aicmo.qc.lexicon import hits
from aicmo.qc.rules.amounts import amounts, numbers
from aicmo.qc.rules.language import syllables
from aicmo.qc.rules.links import tracking_problems
from aicmo.qc.rules.privacy import private

INNOCENT = [
    ("placeholder_word", "es", "Todo incluido, para todo el mundo. TODO INCLUIDO."),
    ("placeholder_word", "pt", "Tudo e todo dia, TODO DIA."),
    ("placeholder_word", "en", "Dr. Atkins shops at TK Maxx; write to todo@alder.example."),
    ("placeholder_word", "en", "Size XXL, and a Roman numeral nobody reads."),
    ("placeholder", "en", "Your company saves a day a week (and [sic] stays calm). Why? Because."),
    ("placeholder", "en", "If a < b then we stop. Arrays look like a[1]. Price <b>."),
    ("residue", "en", "Sure. We come at eight. Here is your key to a dry wall. Option one is to wait."),
    ("residue", "en", "As an AI company in Leeds we count pallets."),
    ("secret", "en", "The secret: ask early. Password rules bore everybody. sk-ate park at noon."),
    ("active", "en", "- one\n- two\n@alderandrain\n+1 503 555 0142\nScript in hand, on time = on budget."),
    ("fake_reply", "en", "Reasons to look up. Regarding your roof: rain."),
    ("claim", "en", "Half the battle is starting. Twice a year is enough, and half your morning is free."),
    (
        "superlative",
        "en",
        "The best time to plant is now. Practice makes perfect. Leading up to the day. We do our best.",
    ),
    ("absolute", "en", "Nothing is risk-free, and no honest roofer says otherwise."),
    ("guarantee", "en", "Nobody can guarantee the weather. Estimates, not guarantees."),
    (
        "free",
        "en",
        "Feel free to ask. Gluten-free bread, a hands-free lock, free of dust. Keep the morning free.",
    ),
    ("scarcity", "en", "No need to hurry. We are never in a hurry on a roof."),
    ("cliche", "en", "Look at the top of the ladder, the edge and the seam."),
    ("typography", "en", "Ten to six: €3.50, 1,240 houses, e.g. ours. Well … yes. $189 and 95 USD."),
    ("typography", "de", "Das kostet 1.240,50 € !"),
    ("doubled_allowed", "en", "the the"),
    ("sequence", "en", "Upper Floors Welcome Too"),
    ("generic_name", "en", "Everyone's neighbour under the maples"),
    ("alt_opening", "en", "A woman photographs a gutter. Picture frames hang behind."),
    ("british", "en", "The color gray in the center of the neighborhood."),
    ("american", "en", "The colour grey in the centre of the neighbourhood."),
]


@pytest.mark.parametrize(("name", "language", "text"), INNOCENT)
def test_ordinary_copy_is_left_alone(name: str, language: str, text: str) -> None:
    assert hits(name, text, language) == []


@pytest.mark.parametrize(
    ("name", "language", "text", "hit"),
    [
        ("placeholder_word", "en", "TODO add a line", "TODO"),
        ("placeholder_word", "es", "TODO: el precio", "TODO:"),
        ("placeholder_word", "en", "Price TK.", "TK"),
        ("placeholder", "de", "Hallo {{vorname}}", "{{vorname}}"),
        ("free", "en", "A free roof check", "free"),
        ("guarantee", "en", "We guarantee it", "guarantee"),
        ("claim", "en", "It is #1 in town", "#1"),
        ("cliche", "en", "a game-changer", "game-changer"),
        ("scarcity", "en", "Don’t miss out", "Don't miss out"),
        ("rival_action", "en", "Book a call", "Book"),
        ("rival_action", "en", "Call us in order to plan", "Call"),
    ],
)
def test_the_same_lists_still_bite(name: str, language: str, text: str, hit: str) -> None:
    assert hits(name, text, language) == [hit]


@pytest.mark.parametrize(
    "text",
    [
        "On 2026-12-25 10:00 and from 9:00 to 17:30.",
        "1,240 houses, 200 ft, $189, 12 000 km.",
        "Order 4111 1111 1111 1112.",
        "Sizes 10-12-14.",
    ],
)
def test_figures_are_no_private_data(text: str) -> None:
    assert list(private(text)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bob@mail.example", "an e-mail address"),
        ("(503) 555-0199", "a phone number"),
        ("+44 20 7946 0958", "a phone number"),
        ("4111 1111 1111 1111", "a card number"),
        ("GB82 WEST 1234 5698 7654 32", "an account number"),
    ],
)
def test_private_data_is_recognised(text: str, kind: str) -> None:
    assert kind in {found for found, _ in private(f"Ask {text} today")}


def test_numbers_are_read_with_their_separators() -> None:
    assert numbers("1,240 houses, 4.9 of 5, #1") == {Decimal(1240), Decimal("4.9"), Decimal(5), Decimal(1)}
    assert amounts("$189, 95 USD, €3.80 and 12 ft") == {Decimal(189), Decimal(95), Decimal("3.8")}


@pytest.mark.parametrize(("word", "number"), [("gutter", 2), ("price", 1), ("little", 2), ("agree", 2), ("repairs", 2)])
def test_syllables_are_counted_well_enough(word: str, number: int) -> None:
    assert syllables(word) == number


def test_a_client_s_own_scheme_wins() -> None:
    link = "https://a.example/?utm_source=IG&utm_medium=Paid Social&utm_campaign=winter"
    assert list(tracking_problems(link, {"utm_source": "IG", "utm_medium": "Paid Social"}, "social")) == []
