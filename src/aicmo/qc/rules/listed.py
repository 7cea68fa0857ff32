"""Finding the words of a list in copy, where nothing excuses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.lexicon import hits
from aicmo.qc.work import Draft, fold, holds


def unless_said(drafts: Sequence[Draft], name: str, message: str, known: str = "") -> Checked:
    """Find the words of the list ``name`` in copy and descriptions, except those that ``known`` says itself."""
    said = fold(known)

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt"):
            for hit in hits(name, text.text, draft.locale):
                if not (said and holds(said, hit)):
                    yield Defect(draft.code, text.path, message, hit)

    return over(drafts, find)
