"""One batch's calls: found where they were kept, else paid for once; a malformed answer is asked for again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from aicmo.onboarding.documents import NormalizedBrief
from aicmo.writing import Call, Editor, Outcome, Unavailable
from aicmo.writing.documents import Remark, Written
from aicmo.writing.llm.batches import Batch
from aicmo.writing.llm.formats import copy_of, formats, read, schema_of
from aicmo.writing.llm.model import LanguageModel, tokens_of
from aicmo.writing.llm.pace import Pace
from aicmo.writing.llm.prompts import Prompt, data_of, draft_of, sent_back
from aicmo.writing.llm.purse import Purse
from aicmo.writing.llm.redaction import Redaction

TRIES: Final = 3
SPARE_TOKENS: Final = 1_500
"""For the thoughts of models that think before they answer, and for JSON's own signs."""


@dataclass(frozen=True, slots=True)
class Found:
    """The words of a batch by code, and the prompt that they answer."""

    words: Mapping[str, dict[str, Any]]
    prompt_sha256: str


class Caller:
    """Makes the calls of one try of one run."""

    def __init__(
        self,
        model: LanguageModel,
        pace: Pace,
        editor: Editor,
        purse: Purse,
        redaction: Redaction,
        brief: NormalizedBrief,
    ) -> None:
        """Nothing is asked before :meth:`texts`."""
        self._model = model
        self._pace = pace
        self._editor = editor
        self._purse = purse
        self._redaction = redaction
        self._brief = brief

    def texts(
        self, batch: Batch, answers: Mapping[str, Written | None], remarks: Mapping[str, Sequence[Remark]]
    ) -> Found | None:
        """Return what the model wrote for a batch; None when it never wrote anything readable or the purse is empty.

        Raises:
            Unavailable, Unwritten: as :meth:`LanguageModel.ask`.
        """
        prompt = self._prompt(batch, answers, remarks)
        for number in range(1, TRIES + 1):
            call = self._editor.kept(f"{batch.name}.{number}") or self._paid(batch, prompt, f"{batch.name}.{number}")
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

    def _paid(self, batch: Batch, prompt: Prompt, name: str) -> Call | None:
        """Make a call and keep it; None when its worst case is no longer in the purse."""
        sent = len(f"{prompt.system}{prompt.user}".encode())
        most = SPARE_TOKENS + sum(len(json.dumps(copy_of(base.content))) for _, base in batch.wanted)
        worst = (sent // 2, most)
        if not self._purse.reserve(*worst):
            return None
        used, started = (0, 0), monotonic()
        try:
            self._pace.wait()
            answer = self._model.ask(prompt.system, prompt.user, schema_of(batch.kind), most)
            used = (answer.input_tokens, answer.output_tokens)
        except Unavailable as error:
            if error.billed:
                used = (tokens_of(sent), 0)
                self._keep(prompt, name, "lost", "", used, started)
            raise
        finally:
            self._purse.give_back(worst[0] - used[0], worst[1] - used[1])
        outcome: Any = "answered" if answer.whole and _is_readable(batch, answer.text) else "malformed"
        return self._keep(prompt, name, outcome, answer.text, used, started)

    def _keep(
        self, prompt: Prompt, name: str, outcome: Outcome, text: str, used: tuple[int, int], started: float
    ) -> Call:
        call = Call(
            name=name,
            model=self._model.name,
            prompt=prompt.name,
            prompt_sha256=prompt.sha256,
            outcome=outcome,
            answer=text,
            input_tokens=used[0],
            output_tokens=used[1],
            cost=self._purse.cost(*used),
            elapsed_ms=round((monotonic() - started) * 1000),
        )
        self._editor.keep(call)
        return call


def _is_readable(batch: Batch, text: str) -> bool:
    try:
        return bool(read(batch.kind, text))
    except ValueError:
        return False
