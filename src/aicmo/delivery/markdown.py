"""Outlines and texts as Markdown in which hostile text stays text."""

from __future__ import annotations

import re
from typing import Final

from aicmo.delivery.outline import (
    Bars,
    Block,
    Bullets,
    Heading,
    Note,
    Outline,
    Prose,
    Sentence,
    Slogan,
    Table,
    Terms,
)
from aicmo.delivery.sheets import printable

# What Markdown or raw HTML acts on: anywhere in a line, and at its start. Signs inside words and before hashtags are
# left alone, because people copy these lines.
ANYWHERE: Final = re.compile(r"[\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
AT_START: Final = re.compile(r"^(?:#{1,6}(?=\s|$)|[+-](?=\s|$)|[-=]+$|\d+(?=[.)]\s))")


def escape(text: str) -> str:
    """Return text on one line with everything escaped that Markdown or raw HTML would act on."""
    flat = " ".join(printable(text).split())
    inert = ANYWHERE.sub(lambda found: f"\\{found[0]}", flat)
    return AT_START.sub(_escaped_start, inert)


def _escaped_start(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def paragraphs(text: str) -> str:
    """Return text of several paragraphs, line breaks kept as hard breaks."""
    blocks = re.split(r"\n\s*\n", printable(text).strip())
    return "\n\n".join("\\\n".join(escape(line) for line in block.splitlines() if line.strip()) for block in blocks)


def table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], figures: tuple[bool, ...] = ()) -> str:
    """Return a pipe table."""
    rule = ["---:" if index < len(figures) and figures[index] else "---" for index in range(len(header))]
    lines = [header, *rows]
    cells = [" | ".join(escape(cell) for cell in line) for line in lines]
    return "\n".join([f"| {cells[0]} |", f"| {' | '.join(rule)} |", *(f"| {line} |" for line in cells[1:])])


def write(outline: Outline) -> bytes:
    """Return an outline as a Markdown file."""
    head = [f"# {escape(outline.title)}"]
    if outline.subtitle:
        head.append(f"*{escape(outline.subtitle)}*")
    if outline.particulars:
        head.append("\n".join(f"- **{escape(label)}:** {escape(text)}" for label, text in outline.particulars))
    parts = [*head, *(_block(block) for block in (*outline.preface, *outline.blocks))]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _block(block: Block) -> str:  # noqa: PLR0911 (one answer per kind of block)
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {escape(block.text)}"
        case Prose():
            return _prose(block)
        case Bullets():
            return "\n".join(f"- {_prose(item)}" for item in block.items)
        case Terms():
            return _terms(block)
        case Table():
            return _table(block)
        case Bars():
            lines = [f"**{escape(block.caption)}**", ""]
            return "\n".join(lines + [f"- {escape(bar.label)}: {escape(bar.text)}" for bar in block.bars])
        case Note():
            return f"> **{escape(block.title)}** {escape(block.text)}"
        case Slogan():
            return f"> {escape(block.label)}\n>\n> **{escape(block.text)}**"


def _prose(prose: Prose) -> str:
    return " ".join(_sentence(each) for each in prose.sentences)


def _sentence(sentence: Sentence) -> str:
    marks = f" \\[{escape(', '.join(sentence.marks))}\\]" if sentence.marks else ""
    return escape(sentence.text) + marks


def _terms(block: Terms) -> str:
    title = [f"**{escape(block.title)}**", ""] if block.title else []
    return "\n".join(title + [f"- **{escape(label)}:** {escape(text)}" for label, text in block.pairs])


def _table(block: Table) -> str:
    body = table(
        tuple(column.title for column in block.columns), block.rows, tuple(column.figures for column in block.columns)
    )
    return f"**{escape(block.caption)}**\n\n{body}" if block.caption else body
