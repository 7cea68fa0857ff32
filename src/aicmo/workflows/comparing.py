"""What changed between two runs' drafts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from aicmo.qc.texts import laid_out
from aicmo.workflows import desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from aicmo.db import Database
    from aicmo.production.models import ProductionDraft


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, went, or came."""

    change: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class Part:
    """One part of a draft that is not as it was; ``path`` is such as ``scenes[0].voice``."""

    path: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Difference:
    """A draft that changed, came or went, with its parts."""

    code: str
    change: Literal["changed", "added", "removed"]
    origin: str
    parts: tuple[Part, ...]


def compare(database: Database, old: UUID, new: UUID) -> list[Difference]:
    """Return the drafts in which two runs differ, in the plan's order; empty when all hashes are the same."""
    before, after = desk.drafts(database, old), desk.drafts(database, new)
    codes = list(dict.fromkeys([*before, *after]))
    return [each for code in codes if (each := _difference(code, before.get(code), after.get(code)))]


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Return what became of a text, word by word; the pieces that stayed and came are the new text."""
    left, right = _split(old), _split(new)
    pieces: list[Piece] = []
    for tag, at, to, start, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(right[start:end])))
            continue
        gone, come = "".join(left[at:to]), "".join(right[start:end])
        pieces += [Piece("removed", gone)] if gone else []
        pieces += [Piece("added", come)] if come else []
    return tuple(pieces)


def _difference(code: str, before: ProductionDraft | None, after: ProductionDraft | None) -> Difference | None:
    if before and after and before.sha256 == after.sha256:
        return None
    change: Literal["changed", "added", "removed"] = "added" if not before else "changed" if after else "removed"
    one = after or before
    return Difference(code, change, one.origin if one else "", tuple(_parts(_texts(before), _texts(after))))


def _parts(before: dict[str, str], after: dict[str, str]) -> Iterator[Part]:
    for path in dict.fromkeys([*before, *after]):
        if before.get(path, "") != after.get(path, ""):
            yield Part(path, words(before.get(path, ""), after.get(path, "")))


def _texts(draft: ProductionDraft | None) -> dict[str, str]:
    return {text.path: text.text for text in laid_out(draft.content)} if draft else {}


def _split(text: str) -> Sequence[str]:
    return re.findall(r"\w+(?:['’]\w+)*|\s+|[^\w\s]", text)
