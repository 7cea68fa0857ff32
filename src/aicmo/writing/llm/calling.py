"""One batch's calls: found where they were kept, else paid for once; a malformed answer is asked for again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from aicmo.catalog.documents import DraftKind
from aicmo.llm.asking import SPARE_TOKENS, TRIES, Asker, Question
from aicmo.llm.redaction import Redaction
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.writing import Editor
from aicmo.writing.documents import Remark, Written
from aicmo.writing.llm.batches import Batch
from aicmo.writing.llm.formats import copy_of, formats, read, schema_of
from aicmo.writing.llm.prompts import Prompt, data_of, draft_of, sent_back


@dataclass(frozen=True, slots=True)
class Found:
    """The words of a batch by code, and the prompt that they answer."""

    words: Mapping[str, dict[str, Any]]
    prompt_sha256: str


class Caller:
    """Makes the calls of one try of one run."""

    def __init__(self, asker: Asker, editor: Editor, redaction: Redaction, brief: NormalizedBrief) -> None:
        """Nothing is asked before :meth:`texts`."""
        self._asker = asker
        self._editor = editor
        self._redaction = redaction
        self._brief = brief

    def texts(
        self, batch: Batch, answers: Mapping[str, Written | None], remarks: Mapping[str, Sequence[Remark]]
    ) -> Found | None:
        """Return what the model wrote for a batch; None when it never wrote anything readable or the purse is empty.

        Raises:
            Unavailable, Unwritten: as :meth:`LanguageModel.ask`.
        """
        most = SPARE_TOKENS + sum(len(json.dumps(copy_of(base.content))) for _, base in batch.wanted)
        question = Question(
            self._prompt(batch, answers, remarks), schema_of(batch.kind), most, partial(_is_readable, batch.kind)
        )
        for number in range(1, TRIES + 1):
            name = f"{batch.name}.{number}"
            call = self._editor.kept(name) or self._asker.paid(question, name)
            if call is None:
                return None
            if call.outcome == "answered":
                return Found(read(batch.kind, self._redaction.reveal(call.answer)), call.prompt_sha256)
        return None

    def _prompt(
        self, batch: Batch, answers: Mapping[str, Written | None], remarks: Mapping[str, Sequence[Remark]]
    ) -> Prompt:
        drafts = [draft_of(assignment, base) for assignment, base in batch.wanted]
        if batch.cycle:
            drafts = [
                sent_back(
                    draft, written.content if (written := answers[draft["code"]]) else None, remarks[draft["code"]]
                )
                for draft in drafts
            ]
        data = {**data_of(self._brief), "drafts": drafts}
        note = formats()[batch.kind].note
        return Prompt("revise" if batch.cycle else "write", self._brief, batch.locale, data, note, self._redaction.hide)


def _is_readable(kind: DraftKind, text: str) -> bool:
    try:
        return bool(read(kind, text))
    except ValueError:
        return False
