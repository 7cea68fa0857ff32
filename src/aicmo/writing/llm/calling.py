"""One batch's calls: found where they were kept, else paid for once; a malformed answer is asked for again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from aicmo.catalog.documents import DraftKind
from aicmo.llm import Refusal
from aicmo.llm.asking import SPARE_TOKENS, TRIES, Asker, Question
from aicmo.llm.model import tokens_of
from aicmo.llm.redaction import Redaction
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.writing import Editor
from aicmo.writing.documents import Remark, Written
from aicmo.writing.llm.batches import Batch
from aicmo.writing.llm.formats import bounded, copy_of, formats, read, schema_of
from aicmo.writing.llm.prompts import Prompt, data_of, draft_of, sent_back

Answers = Mapping[str, Written]
Remarks = Mapping[str, Sequence[Remark]]
SPARE_PART: Final = 16
"""Where the window is small, this part of it is what an answer may have beside the drafts."""
TWICE: Final = 2
"""How much longer than its plain version an answer may become there."""


@dataclass(frozen=True, slots=True)
class Found:
    """The words of a batch by code, and the prompt that they answer."""

    words: Mapping[str, dict[str, Any]]
    prompt_sha256: str


class Caller:
    """Makes the calls of one try of one run."""

    def __init__(
        self, asker: Asker, editor: Editor, redaction: Redaction, brief: NormalizedBrief, window: int | None
    ) -> None:
        """Nothing is asked before :meth:`texts`; ``window`` is tokens of a prompt and its answer, None any."""
        self._asker = asker
        self._editor = editor
        self._redaction = redaction
        self._brief = brief
        self._window = window

    def fits(self, batch: Batch, answers: Answers, remarks: Remarks) -> bool:
        """Say whether a batch can be asked for in one call, with as many facts as its format is shown."""
        return self._fits(self._question(batch, answers, remarks, formats()[batch.kind].facts))

    def texts(self, batch: Batch, answers: Answers, remarks: Remarks) -> Found | None:
        """Return what the model wrote for a batch; None when it never wrote anything readable or the purse is empty.

        Raises:
            Refusal: the batch does not fit into the model's window, or as :meth:`LanguageModel.ask`.
            Unavailable, Unwritten: as :meth:`LanguageModel.ask`.
        """
        question = self._fitting(batch, answers, remarks)
        for number in range(1, TRIES + 1):
            name = f"{batch.name}.{number}"
            call = self._editor.kept(name) or self._asker.paid(question, name)
            if call is None:
                return None
            if call.outcome == "answered":
                return Found(read(batch.kind, self._redaction.reveal(call.answer)), call.prompt_sha256)
        return None

    def _fitting(self, batch: Batch, answers: Answers, remarks: Remarks) -> Question:
        """Return the question with as many facts as there is room for."""
        facts = formats()[batch.kind].facts
        while facts:
            question = self._question(batch, answers, remarks, facts)
            if self._fits(question):
                return question
            facts //= 2
        raise Refusal(
            f"{', '.join(batch.codes)}: prompt and answer do not fit into the model's window of {self._window} tokens. "
            "Give its server more and say so in AICMO_WRITER_WINDOW; AICMO_WRITER_FALLBACK=builtin would let the "
            "built-in writer write what does not fit."
        )

    def _fits(self, question: Question) -> bool:
        prompt = question.prompt
        sent = tokens_of(len(f"{prompt.system}{prompt.user}".encode()))
        return self._window is None or sent + question.most_tokens <= self._window

    def _question(self, batch: Batch, answers: Answers, remarks: Remarks, facts: int) -> Question:
        prompt = self._prompt(batch, answers, remarks, facts)
        plain = {assignment.slot.id: base.content for assignment, base in batch.wanted}
        size = sum(len(json.dumps(copy_of(content))) for content in plain.values())
        is_readable = partial(_is_readable, batch.kind)
        if self._window is None:
            return Question(prompt, schema_of(batch.kind), SPARE_TOKENS + size, is_readable)
        most = min(SPARE_TOKENS, self._window // SPARE_PART) + tokens_of(size * TWICE)
        return Question(prompt, bounded(batch.kind, plain), most, is_readable)

    def _prompt(self, batch: Batch, answers: Answers, remarks: Remarks, facts: int) -> Prompt:
        drafts = [draft_of(assignment, base, facts) for assignment, base in batch.wanted]
        if batch.cycle:
            drafts = [
                sent_back(
                    draft, written.content if (written := answers.get(draft["code"])) else None, remarks[draft["code"]]
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
