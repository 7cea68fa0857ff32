"""Typographic quotation marks and apostrophes, for the text of every room."""

from __future__ import annotations

import re
from typing import Final

_MARKS: Final = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<!\w)'(?=\d0s\b)"), "’"),
    (re.compile(r"(?<![\w'])'(?=\S)([^'\n]*?)(?<=\S)'(?!\w)"), r"‘\1’"),
    (re.compile(r"(?<=[sS])'(?=\s|$)"), "’"),
    (re.compile(r'(?<![\w"])"(?=\S)([^"\n]*?)(?<=\S)"(?!\w)'), r"“\1”"),
)


def curled(text: str) -> str:
    """Return a text with curly apostrophes, and curly marks around what stands in a pair of straight ones.

    A mark without its partner, and the inch after a figure, stay as they are.
    """
    for pattern, mark in _MARKS:
        text = pattern.sub(mark, text)
    return text
