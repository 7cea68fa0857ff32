"""A document as blocks, told once and set three times: as PDF, as DOCX and as Markdown."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from aicmo.catalog.documents import Doc


class Heading(Doc):
    """A heading; level 1 starts a section."""

    kind: Literal["heading"] = "heading"
    text: str
    level: Literal[1, 2, 3] = 1


class Sentence(Doc):
    """Words, with the marks of their origin (``B``, ``S1``, ``A2``, ``C``)."""

    text: str
    marks: tuple[str, ...] = ()


class Prose(Doc):
    """A paragraph of sentences; the first of a section leads."""

    kind: Literal["prose"] = "prose"
    sentences: tuple[Sentence, ...]
    lead: bool = False


def prose(text: str, *marks: str, lead: bool = False) -> Prose:
    """Return a paragraph of one sentence."""
    return Prose(sentences=(Sentence(text=text, marks=marks),), lead=lead)


class Bullets(Doc):
    """A list of short paragraphs."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[Prose, ...]


class Terms(Doc):
    """Labels with what they stand for: a card of facts."""

    kind: Literal["terms"] = "terms"
    title: str = ""
    pairs: tuple[tuple[str, str], ...]


class Column(Doc):
    """A column's title, its part of the width (0: as wide as its words), and whether it holds figures (flush right)."""

    title: str
    width: int = 1
    figures: bool = False


class Table(Doc):
    """A table with a header row; the last row is a sum when ``total`` is set."""

    kind: Literal["table"] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False


class Bar(Doc):
    """One bar: its label, its length in percent, and the words at its end."""

    label: str
    share: Decimal
    text: str


class Bars(Doc):
    """A bar chart that reads as a list where nothing can be drawn."""

    kind: Literal["bars"] = "bars"
    caption: str
    bars: tuple[Bar, ...]


class Note(Doc):
    """A boxed remark."""

    kind: Literal["note"] = "note"
    title: str
    text: str


class Slogan(Doc):
    """One line set large: the idea, the promise."""

    kind: Literal["slogan"] = "slogan"
    label: str
    text: str


Block = Annotated[Heading | Prose | Bullets | Terms | Table | Bars | Note | Slogan, Field(discriminator="kind")]


class Outline(Doc):
    """A whole document. ``particulars`` stand on its cover, ``preface`` beside the contents; ``logo`` is a PNG."""

    title: str
    subtitle: str
    brand: str
    logo: bytes | None = Field(default=None, exclude=True, repr=False)
    language: str
    particulars: tuple[tuple[str, str], ...] = ()
    preface: tuple[Block, ...] = ()
    blocks: tuple[Block, ...]
