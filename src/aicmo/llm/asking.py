"""One paid call: reserved, made and kept with what it took, whatever became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, Protocol

from aicmo.llm.errors import Unavailable
from aicmo.llm.model import LanguageModel, tokens_of
from aicmo.llm.prompting import hash_of
from aicmo.llm.purse import Purse
from aicmo.llm.spending import Call, Outcome

TRIES: Final = 3
SPARE_TOKENS: Final = 1_500
"""For the thoughts of models that think before they answer, and for JSON's own signs."""


class Prompt(Protocol):
    """What is sent; ``name`` is the names of its templates."""

    name: str
    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, the schema of its answer, how many tokens that may take, and what makes it readable."""

    prompt: Prompt
    schema: dict[str, Any]
    most_tokens: int
    is_readable: Callable[[str], bool]


class Asker:
    """Asks one model out of one purse; each call is kept, by ``keep``, the moment it is over."""

    def __init__(self, model: LanguageModel, purse: Purse, keep: Callable[[Call], None]) -> None:
        """Nothing is asked before :meth:`paid`."""
        self._model = model
        self._purse = purse
        self._keep = keep

    def paid(self, question: Question, name: str) -> Call | None:
        """Make a call and keep it under ``name``; None when its worst case is no longer in the purse.

        Raises:
            Unavailable, Unwritten: as :meth:`LanguageModel.ask`.
        """
        prompt = question.prompt
        sent = len(f"{prompt.system}{prompt.user}".encode())
        worst = (sent // 2, question.most_tokens)
        if not self._purse.reserve(*worst):
            return None
        used, started = (0, 0), monotonic()
        try:
            answer = self._model.ask(prompt.system, prompt.user, question.schema, question.most_tokens)
            used = (answer.input_tokens, answer.output_tokens)
        except Unavailable as error:
            if error.billed:
                used = (tokens_of(sent), 0)
                self._kept(prompt, name, "lost", "", used, started)
            raise
        finally:
            self._purse.give_back(worst[0] - used[0], worst[1] - used[1])
        outcome: Outcome = "answered" if answer.whole and question.is_readable(answer.text) else "malformed"
        return self._kept(prompt, name, outcome, answer.text, used, started)

    def _kept(
        self, prompt: Prompt, name: str, outcome: Outcome, text: str, used: tuple[int, int], started: float
    ) -> Call:
        call = Call(
            name=name,
            model=self._model.name,
            prompt=prompt.name,
            prompt_sha256=hash_of(prompt.system, prompt.user),
            outcome=outcome,
            answer=text,
            input_tokens=used[0],
            output_tokens=used[1],
            cost=self._purse.cost(*used),
            elapsed_ms=round((monotonic() - started) * 1000),
        )
        self._purse.wait(call.elapsed_ms)
        self._keep(call)
        return call
