"""A writer whose drafts are mended before anybody reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aicmo.qc.fixes import mended
from aicmo.writing import Call, Editor, Writer
from aicmo.writing.documents import Assignment, Review, Written

Answers = Sequence[Written | None]


class MendedWriter:
    """Lets another writer write, and mends what needs no judgement; what was mended is kept with each answer."""

    def __init__(self, writer: Writer) -> None:
        """``writer`` writes; what people write is never given to this one."""
        self._writer = writer

    def write(self, assignments: Sequence[Assignment], editor: Editor) -> list[Written | None]:
        """Write each assignment, in order, as the other writer does; what it has reviewed is mended first."""

        def mend(answers: Answers) -> list[Written | None]:
            return [each and _mended(each, given) for each, given in zip(answers, assignments, strict=True)]

        return mend(self._writer.write(assignments, _MendingEditor(editor, mend)))


class _MendingEditor:
    """Another editor, who is shown what the mending leaves of each draft."""

    def __init__(self, editor: Editor, mend: Callable[[Answers], Answers]) -> None:
        self._mend = mend
        self._editor = editor

    def review(self, answers: Answers) -> Review:
        """Review everything as it would be delivered."""
        return self._editor.review(self._mend(answers))

    def kept(self, name: str) -> Call | None:
        """As the other editor does."""
        return self._editor.kept(name)

    def keep(self, call: Call) -> None:
        """As the other editor does."""
        self._editor.keep(call)

    def calls(self) -> Sequence[Call]:
        """As the other editor does."""
        return self._editor.calls()


def _mended(answer: Written, assignment: Assignment) -> Written:
    content, fixes = mended(answer.content, assignment.slot, assignment.brief)
    return answer.model_copy(update={"content": content, "fixes": (*answer.fixes, *fixes)}) if fixes else answer
