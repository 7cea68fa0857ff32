"""Lines as labelled blocks: what a label, a heading, a question or a table row announces, with its line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from aicmo.onboarding.freetext.labels import field_of

LABEL: Final = re.compile(r"^(?P<label>[^:|]{2,60}?)\s*(?::|\s[–—-]\s)\s*(?P<rest>.*)$")
HEADING: Final = re.compile(r"^#{1,6}\s+(?P<label>.+?)\s*#*$")
BULLET: Final = re.compile(r"^\s*(?:[-*•‣▪–]|\(?\d{1,2}[.)]|\(?[a-h][.)])\s+(?P<rest>\S.*)$")
EMPHASIS: Final = re.compile(r"(\*\*|__)(?P<text>.+?)\1")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of an answer: where it stands (1-based), and its text."""

    line: int
    text: str
    is_bullet: bool = False


@dataclass(slots=True)
class Block:
    """What stands under one label. ``path`` is the brief's field that the label means, "" for a heading of no field."""

    path: str
    label: str
    line: int
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole answer as one line."""
        return " ".join(piece.text for piece in self.pieces)


def blocks(text: str) -> Iterator[Block]:
    """Yield the labelled blocks of a text, in order; what stands before the first label comes under none."""
    current = Block("", "", 1)
    for number, raw in enumerate(text.splitlines(), 1):
        line = EMPHASIS.sub(lambda match: match["text"], raw).strip()
        found = _opened(line, number)
        if found is None:
            _add(current, line, number)
            continue
        yield current
        current = found
    yield current


def _opened(line: str, number: int) -> Block | None:
    """Return the block that a line opens, with the part of the answer that stands on the same line."""
    if heading := HEADING.match(line):
        label, rest = heading["label"], ""
        if inner := LABEL.match(label):
            label, rest = (inner["label"], inner["rest"]) if field_of(inner["label"]) else (label, "")
        return _block(field_of(label) or "", label, number, rest)
    for label, rest in _candidates(line):
        if path := field_of(label):
            return _block(path, label, number, rest)
    return None


def _candidates(line: str) -> Iterator[tuple[str, str]]:
    """Yield how a line may split into a label and its answer."""
    if line.startswith("|"):
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        yield cells[0], " ".join(cells[1:]).strip()
        return
    bullet = BULLET.match(line)
    plain = bullet["rest"] if bullet else line
    if label := LABEL.match(plain):
        yield label["label"], label["rest"]
    head, mark, rest = plain.partition("?")
    if mark:
        yield head, rest.strip()
    if not bullet:
        yield plain, ""


def _block(path: str, label: str, line: int, rest: str) -> Block:
    found = Block(path, label.strip(), line)
    if rest.strip():
        found.pieces.append(Piece(line, rest.strip()))
    return found


def _add(block: Block, line: str, number: int) -> None:
    if not line or set(line) <= set("-=_*|: "):
        return
    bullet = BULLET.match(line)
    block.pieces.append(Piece(number, (bullet["rest"] if bullet else line).strip("| "), is_bullet=bool(bullet)))
