"""Which characters the shipped fonts can draw: typst leaves a gap without a word where a glyph is missing."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache

from aicmo.catalog.fonts import font_folders

BLANK = frozenset("\n\r\t\u200b")


def missing(text: str) -> set[str]:
    """Return the characters of a text that no shipped font can draw."""
    return {character for character in text if character not in BLANK and ord(character) not in _drawable()}


@cache
def _drawable() -> frozenset[int]:
    found: set[int] = set()
    for folder in font_folders():
        for path in sorted(folder.glob("*.ttf")):
            found.update(_characters(path.read_bytes()))
    return frozenset(found)


def _characters(font: bytes) -> Iterator[int]:
    """Read the code points of a font's Unicode character map (OpenType ``cmap`` formats 4 and 12)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    count = struct.unpack_from(">H", font, start + 2)[0]
    offsets = {struct.unpack_from(">HHI", font, start + 4 + 8 * number)[2] for number in range(count)}
    for offset in offsets:
        yield from _mapped(font, start + offset)


def _mapped(font: bytes, at: int) -> Iterator[int]:
    form = struct.unpack_from(">H", font, at)[0]
    if form == 12:  # noqa: PLR2004 (format 12: segmented coverage)
        groups = struct.unpack_from(">I", font, at + 12)[0]
        for number in range(groups):
            first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * number)
            yield from range(first, last + 1)
    elif form == 4:  # noqa: PLR2004 (format 4: segment mapping to delta values)
        half = struct.unpack_from(">H", font, at + 6)[0] // 2
        ends = struct.unpack_from(f">{half}H", font, at + 14)
        starts = struct.unpack_from(f">{half}H", font, at + 16 + 2 * half)
        for first, last in zip(starts, ends, strict=True):
            yield from range(first, last + 1 if last < 0xFFFF else last)  # noqa: PLR2004 (the closing segment)
