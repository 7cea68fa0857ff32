"""Sentence grammars: a shape arranges two facts into paragraphs; the least heard opening wins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc

_TOKEN = re.compile(r"\{(\w+)\}")
OPTIONAL = frozenset({"rest", "later"})


class Shape(Doc):
    """One arrangement, for lead facts of certain kinds."""

    lead: tuple[str, ...]
    paragraphs: tuple[str, ...]

    def tokens(self) -> set[str]:
        """Return the names of all tokens."""
        return {token for paragraph in self.paragraphs for token in _TOKEN.findall(paragraph)}

    def complete(self, said: Mapping[str, str]) -> bool:
        """Say whether every fact the shape cannot do without is there."""
        return all(said.get(token) for token in self.tokens() - OPTIONAL)

    def arrange(self, said: Mapping[str, str]) -> tuple[str, ...]:
        """Return the paragraphs; one whose own facts are missing is left out."""
        filled = (self._fill(paragraph, said) for paragraph in self.paragraphs)
        return tuple(paragraph for paragraph in filled if paragraph)

    @staticmethod
    def _fill(paragraph: str, said: Mapping[str, str]) -> str:
        names = _TOKEN.findall(paragraph)
        if not any(said.get(name) for name in names):
            return ""
        return " ".join(_TOKEN.sub(lambda match: said.get(match[1], ""), paragraph).split(" ")).strip()


@cache
def shapes(kind: str) -> tuple[Shape, ...]:
    """Return the shapes for a lead fact of this kind."""
    rows = read_toml("aicmo.writing", "shapes.toml")["shape"]
    return tuple(shape for row in rows if kind in (shape := Shape.model_validate(row)).lead)
