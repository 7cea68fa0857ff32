"""A letter that is quoted from: what of it is shown, and where in it a quote stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice
from typing import Final

from aicmo.catalog import read_toml
from aicmo.onboarding.freetext.blocks import blocks
from aicmo.onboarding.words import first_match

Span = tuple[int, int]
"""From and to, in characters."""

CONFIDENTIAL: Final = "rules.confidential"
LONGEST: Final = 2_000
PLACES: Final = 10
"""Of one quote that are looked at; what stands more often says little."""
COVER: Final = "\0"
"""Stands for what is not shown: no text that was received holds it, and so no quote does."""
PARAGRAPH: Final = re.compile(r"(?:^.*\S.*$\n?)+", re.MULTILINE)
GAP: Final = r"[\s>]+"
ALIKE: Final = ("'’‘`", '"“”„«»', "-–—\u2011")
"""Signs that a model writes for one another; letters and digits are never alike."""
INSIDE: Final = r"[.,:'’/-]"
BREAKS: Final = (r"[.!?;:](?=\s)", r"\n\s*\n", r"\n\s*[-*•]")
REACH: Final = 300


class Source:
    """A letter's text, in its normal form, and what of it may be quoted."""

    def __init__(self, text: str) -> None:
        """Cover what is confidential, and every paragraph that speaks to a machine.

        ``others`` are names of whom the letter speaks beside the client, as far as they are known.
        """
        self.text = text
        self.others: list[str] = []
        self.shown = text
        for start, end in self._secret():
            covered = re.sub(r"[^\n]", COVER, text[start:end])
            self.shown = self.shown[:start] + covered + self.shown[end:]

    @cached_property
    def lines(self) -> list[str]:
        """The lines that a model is shown."""
        return [line for line in self.shown.splitlines() if line.strip(COVER).strip()]

    @property
    def is_covered(self) -> bool:
        """Whether anything is not shown."""
        return COVER in self.shown

    def find(self, quote: str, within: Span | None = None) -> Iterator[Span]:
        """Yield the first places where a quote stands as whole words, in any spacing; none where it does not stand."""
        plain = quote.strip(" \t\n…\"“”„'‘’*_")[:LONGEST]
        if pattern := _pattern(plain):
            for match in islice(pattern.finditer(self.shown, *(within or ())), PLACES):
                if not within or match.end() <= within[1]:
                    yield match.span()

    def said(self, span: Span) -> str:
        """Return the words of a place on one line, as the letter writes them."""
        return re.sub(GAP, " ", self.text[slice(*span)]).strip()

    def line(self, at: int) -> int:
        """Return the number of a place's line, from 1."""
        return self.text.count("\n", 0, at) + 1

    def before(self, at: int) -> str:
        """Return what its clause says before a place."""
        head = self.shown[max(0, at - REACH) : at]
        ends = [match.end() for match in _breaks().finditer(head)]
        return head[ends[-1] if ends else 0 :]

    def other(self, span: Span) -> str | None:
        """Return of whom else the clause around a place speaks."""
        clause = f"{self.before(span[0])} {self.after(span[1])}".casefold()
        return next((name for name in self.others if name.casefold() in clause), None)

    def after(self, at: int) -> str:
        """Return what its clause says after a place."""
        tail = self.shown[at : at + REACH]
        end = _breaks().search(tail)
        return tail[: end.start() if end else len(tail)]

    def _secret(self) -> Iterator[Span]:
        for match in PARAGRAPH.finditer(self.text):
            if first_match("steering", " ".join(match.group().split())):
                yield match.span()
        starts = [0, *(match.end() for match in re.finditer("\n", self.text)), len(self.text) + 1]
        for block in blocks(self.text):
            if block.path == CONFIDENTIAL:
                for number in {block.line, *(piece.line for piece in block.pieces)}:
                    yield starts[number - 1], starts[number] - 1


@cache
def _breaks() -> re.Pattern[str]:
    """Return what ends a clause."""
    words: list[str] = read_toml("aicmo.onboarding", "words.toml")["clause"]["patterns"]
    return re.compile("|".join((*BREAKS, *words)), re.IGNORECASE)


def _pattern(quote: str) -> re.Pattern[str] | None:
    words = quote.split()
    if not words:
        return None
    text = GAP.join("".join(_sign(sign) for sign in word) for word in words)
    begins = rf"(?<!\d{INSIDE})(?<!\d )" if re.match(r"\d{3}\b", quote) else rf"(?<!\d{INSIDE})"
    before = begins if quote[0].isdigit() else ""
    after = rf"(?!{INSIDE}\d)" if quote[-1].isdigit() else ""
    return re.compile(rf"(?<!\w){before}{text}{after}(?!\w)", re.IGNORECASE)


def _sign(sign: str) -> str:
    alike = next((signs for signs in ALIKE if sign in signs), None)
    return f"[{re.escape(alike)}]" if alike else re.escape(sign)
