"""Text from outside as it may go on: one normal form, nothing invisible, no markup."""

from __future__ import annotations

import html
import unicodedata
from typing import Final

import nh3
import regex

UNWANTED: Final = regex.compile(r"[[\p{Cc}\p{Cf}\p{Co}\p{NChar}\ufffd]--[\n\t\u200c\u200d]]", regex.VERSION1)
"""Control and invisible formatting characters (bidi overrides among them), private ones and signs of damage;
joiners that scripts and emoji need stay.

Right-to-left text needs none of them: its direction follows from its letters.
"""
BREAKS: Final = regex.compile(r"\r\n|[\r\u0085\u2028\u2029]")
ADDRESS: Final = regex.compile(
    r"<((?:https?://|mailto:)[^\s<>]{1,300}|[^\s<>@]{1,64}@[^\s<>@]{1,255})>", regex.IGNORECASE
)
"""What stands between angle brackets as mail programs write it; it is no markup."""
MARKUP: Final = regex.compile(
    r"<[a-zA-Z!/?][^<>]*>|<[a-zA-Z][a-zA-Z0-9]*[\s/][^<>]*=|<(?:script|style|!--)", regex.IGNORECASE
)
"""Tags, and openings of tags that a later bracket could close. A mere sign such as in “a <b” is text."""
LINK: Final = regex.compile(
    r"""<a\s[^<>]*?href\s*=\s*["']?(https?://[^\s"'<>]+)[^<>]*>((?:(?!</?a\b).){0,300}?)</a\s*>""",
    regex.IGNORECASE | regex.DOTALL,
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
    text = unicodedata.normalize("NFC", UNWANTED.sub("", BREAKS.sub("\n", text)))
    text = ADDRESS.sub(r"\1", text)
    if MARKUP.search(text):
        text = LINK.sub(r"\2 (\1)", text)
        text = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
    return text.strip()
