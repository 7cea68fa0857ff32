"""Text from outside as it may go on: one normal form, nothing invisible, no markup."""

from __future__ import annotations

import html
import unicodedata
from typing import Final

import nh3
import regex

UNWANTED: Final = regex.compile(r"[\p{Cc}\p{Cf}--[\n\t\u200c\u200d]]", regex.VERSION1)
"""Control and invisible formatting characters (bidi overrides among them); joiners that scripts and emoji need stay.

Right-to-left text needs none of them: its direction follows from its letters.
"""
MARKUP: Final = regex.compile(r"<[a-zA-Z!/?][^>]*>?")
LINK: Final = regex.compile(
    r"""<a\s[^>]*?href\s*=\s*["']?(https?://[^\s"'>]+)[^>]*>(.*?)</a\s*>""", regex.IGNORECASE | regex.DOTALL
)
ROUNDS: Final = 5
"""Markup hidden in entities inside markup is taken off layer by layer, at most so many."""


def clean(text: str) -> str:
    """Return text in NFC, without control or invisible characters, markup as plain text and links with their address.

    Cleaning twice is the same as cleaning once.
    """
    for _ in range(ROUNDS):
        cleaned = _once(text)
        if cleaned == text:
            return text
        text = cleaned
    return text.replace("<", "").strip()


def _once(text: str) -> str:
    text = unicodedata.normalize("NFC", UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if MARKUP.search(text):
        text = LINK.sub(r"\2 (\1)", text)
        text = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
    return text.strip()
