"""A writer whose drafts are mended before anybody reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from aicmo.qc.fixes import mended
from aicmo.writing import Writer
from aicmo.writing.documents import Assignment, Written


class MendedWriter:
    """Lets another writer write, and mends what needs no judgement; what was mended is kept with each answer."""

    def __init__(self, writer: Writer) -> None:
        """``writer`` writes; what people write is never given to this one."""
        self._writer = writer

    @property
    def origin(self) -> Literal["builtin", "llm"]:
        """Who writes."""
        return self._writer.origin

    def write(self, assignments: Sequence[Assignment]) -> list[Written | None]:
        """Write each assignment, in order, as the other writer does."""
        answers = self._writer.write(assignments)
        return [each and _mended(each, given) for each, given in zip(answers, assignments, strict=True)]


def _mended(answer: Written, assignment: Assignment) -> Written:
    content, fixes = mended(answer.content, assignment.slot, assignment.brief)
    return answer.model_copy(update={"content": content, "fixes": (*answer.fixes, *fixes)}) if fixes else answer
