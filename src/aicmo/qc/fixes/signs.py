"""Spaces and quotation marks, for Q10: English only, where we know how they are set."""

from __future__ import annotations

import re
from typing import Final

from aicmo.catalog.typography import curled
from aicmo.qc.fixes.ground import Ground
from aicmo.qc.rules.typography import mixes_quotes
from aicmo.qc.texts import laid_out
from aicmo.writing.documents import Content

_SPACES: Final = (
    (re.compile(r",(?=[A-Za-z]{2})"), ", "),
    (re.compile(r"(?<=\S) {2,}(?=\S)"), " "),
    (re.compile(r"(?<=\() +(?=\S)"), ""),
    (re.compile(r"(?<=\S) +(?=\))"), ""),
    (re.compile(r"(?<=\S) +(?=[,;:!?](?:\s|$))"), ""),
)


def mend_spaces(content: Content, ground: Ground) -> Content:
    """Take out double spaces and those before a mark or inside brackets, and put the one after a comma."""
    return ground.reworded(content, _spaced) if ground.english else content


def _spaced(text: str) -> str:
    for pattern, new in _SPACES:
        text = pattern.sub(new, text)
    return text


def curl_quotes(content: Content, ground: Ground) -> Content:
    """Curl the straight quotes of a draft that has both; one that has only straight ones has chosen."""
    copy = "\n".join(text.text for text in laid_out(content) if text.role == "copy")
    return ground.reworded(content, curled) if ground.english and mixes_quotes(copy) else content
