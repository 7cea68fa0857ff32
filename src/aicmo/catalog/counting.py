"""How platforms count a text: each limit names its unit, and this module knows the units.

``characters`` are Unicode code points; ``utf16`` are UTF-16 code units; ``graphemes`` are what a reader sees as one
character; ``bytes`` are UTF-8; ``double_width`` counts East Asian wide and full-width characters twice (Google Ads);
``threads`` counts an emoji by its UTF-8 bytes (Meta); ``words`` are runs between white space that hold a letter or a
digit; ``items`` are the members of a list.

``weighted`` is X's way (twitter-text, configuration version 3): the text in NFC, four ranges of code points weigh 1 and
all others 2, an emoji sequence weighs 2, a link weighs 23 whatever its length. Links that are recognised: ``http(s)://``
with a host that has a dot, and a bare host whose last label is in ``data/domains.toml``, not glued to a word or to one
of ``@ # $ . - /`` on its left; parentheses in a path count as its own only in pairs. Where X differs on purpose: a link
with a scheme and an unknown last label is none there, and two flag letters that are no country count a little more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Final

import regex

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Unit

__all__ = ["count", "emoji_in", "links_in"]

LINK_WEIGHT: Final = 23
LIGHT_RANGES: Final = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
PICTURE: Final = r"(?:(?![©®™♟])\p{Extended_Pictographic}|[©®™♟](?=\uFE0F))(?!\uFE0E)[\uFE0F\p{EMod}]*"
EMOJI: Final = regex.compile(
    rf"\p{{RI}}{{2}}|[0-9#*]\uFE0F?\u20E3|{PICTURE}[\U000E0020-\U000E007F]*(?:\u200D{PICTURE})*|\p{{RI}}"
)
GRAPHEME: Final = regex.compile(r"\X")
WORD: Final = regex.compile(r"[\p{L}\p{N}]")
DOT: Final = regex.compile(r"\.[\p{L}\p{N}]")
"""What every link holds."""


def count(value: str | Collection[object], unit: Unit) -> int:
    """Return the length of ``value`` in ``unit``: a text in any unit, or a list in ``items``.

    A text counted in ``items`` has as many as it has lines with something on them. ``seconds`` of a text are unknown:
    ValueError.
    """
    if not isinstance(value, str):
        return len(value)
    if unit not in COUNTERS:
        raise ValueError(f"a text has no length in {unit}; units of texts are {', '.join(COUNTERS)}")
    return COUNTERS[unit](value)


def emoji_in(text: str) -> list[str]:
    """Return the emoji sequences of ``text``, in order."""
    return [match.group() for match in EMOJI.finditer(text)]


def links_in(text: str) -> list[str]:
    """Return the links of ``text`` as X would find them, in order."""
    if not DOT.search(text):
        return []
    return [match.group() for match in _links().finditer(text) if _is_link(match)]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _graphemes(text: str) -> int:
    return len(GRAPHEME.findall(text))


def _words(text: str) -> int:
    return sum(1 for run in text.split() if WORD.search(run))


def _items(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())


def _double_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _threads(text: str) -> int:
    rest, emoji = _without_emoji(text)
    return len(rest) + sum(_bytes(sequence) for sequence in emoji)


def _weighted(text: str) -> int:
    normal = unicodedata.normalize("NFC", text)
    plain, emoji = _without_emoji(_links().sub(lambda match: "" if _is_link(match) else match.group(), normal))
    return LINK_WEIGHT * len(links_in(normal)) + 2 * len(emoji) + sum(_weight(char) for char in plain)


def _weight(char: str) -> int:
    return 1 if any(first <= ord(char) <= last for first, last in LIGHT_RANGES) else 2


def _without_emoji(text: str) -> tuple[str, list[str]]:
    return str(EMOJI.sub("", text)), emoji_in(text)


def _is_link(match: regex.Match[str]) -> bool:
    """Say whether a host without a scheme ends as hosts do; all others are links."""
    end = match["end"]
    return end is None or end.lower() in _ends()


@cache
def _ends() -> frozenset[str]:
    ends = read_toml("aicmo.catalog", "domains.toml")
    return frozenset(end for key in ("generic", "countries", "reserved") for end in ends[key].split())


@cache
def _links() -> regex.Pattern[str]:
    label = r"[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?"
    paired = r"\([^\s<>\"“”()]*\)"
    path = rf"(?:(?:[^\s<>\"“”()]|{paired})*(?:[\p{{L}}\p{{N}}/=_#&+~-]|{paired}))?"
    tail = rf"(?::\d{{1,5}})?(?:/{path})?(?:\?{path})?"
    bare = rf"(?<![\p{{L}}\p{{N}}@#$._/-])(?:{label}\.)+(?P<end>{label})(?![\p{{L}}\p{{N}}@_-]|\.[\p{{L}}\p{{N}}])"
    return regex.compile(
        rf"(?:(?<![\p{{L}}\p{{N}}@#$])https?://(?:{label}\.)+\p{{L}}{{2,}}|{bare}){tail}", regex.IGNORECASE
    )


COUNTERS: Final[Mapping[str, Callable[[str], int]]] = {
    "characters": len,
    "utf16": _utf16,
    "graphemes": _graphemes,
    "bytes": _bytes,
    "weighted": _weighted,
    "threads": _threads,
    "double_width": _double_width,
    "words": _words,
    "items": _items,
}
