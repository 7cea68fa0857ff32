"""Asks a language model what a letter says; whatever goes wrong, the letter is as readable as before."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from aicmo.llm import Call, Unavailable, Unwritten
from aicmo.llm.asking import SPARE_TOKENS, TRIES, Asker, Question
from aicmo.llm.model import LanguageModel, tokens_of
from aicmo.llm.prompting import Fence, fenced, filled
from aicmo.llm.purse import Purse
from aicmo.llm.redaction import Redaction
from aicmo.llm.terms import Terms
from aicmo.onboarding.documents import Reading, Received, Understood
from aicmo.onboarding.freetext.converting import tidy
from aicmo.onboarding.freetext.understanding import understand
from aicmo.onboarding.quoting.answer import is_readable, schema, statements
from aicmo.onboarding.quoting.fields import quotable
from aicmo.onboarding.quoting.source import Source
from aicmo.onboarding.reading import is_free_text

HERE: Final = "aicmo.onboarding"
SYSTEM, TASK = "read.system.v1", "read.v1"
MOST_TOKENS: Final = 12_000
LEAST_TOKENS: Final = 500
"""An answer of less holds next to nothing."""
PERSONAL: Final = frozenset({"approval.by", "email.postal_address", "email.sender"})
ALONE: Final = "What is understood here was read without it."


class LetterPrompt:
    """What is sent of one letter."""

    def __init__(self, source: Source, known: tuple[Understood, ...], redaction: Redaction) -> None:
        """Fence the letter in; ``known`` is what was read of it without a model."""
        told = {row.field: row.value for row in known}
        kept = {path: row.ask for path, row in quotable().items() if path not in told or row.kind in {"words", "read"}}
        data: dict[str, Any] = {"letter": source.lines, "known": told, "fields": kept}
        fence = Fence(source.text).marks
        self.canary = f"mark-{sha256(f'canary {source.text}'.encode()).hexdigest()[:10]}"
        self.name = f"{SYSTEM}+{TASK}"
        self.system = filled(HERE, SYSTEM, canary=self.canary, **fence)
        self.user = filled(HERE, TASK, data=redaction.hide(fenced(data)), **fence)


class ModelReader:
    """Reads letters with a language model, each with a budget of its own."""

    def __init__(self, model: LanguageModel, terms: Terms) -> None:
        """Nothing is asked before :meth:`read`."""
        self._model = model
        self._terms = terms

    def read(self, received: Received, earlier: Sequence[Call] = ()) -> Reading:
        """Return what the model says of a letter, with what it took; never raises for what a model does.

        ``earlier`` are the calls that were made for it before; they count in its budget, and stay on its bill.
        """
        if not is_free_text(received):
            return Reading(
                calls=tuple(earlier),
                said=f"{received.name} is a structured brief: it leaves nothing for a model to read.",
            )
        source, known = Source(tidy(received.text)), understand(received.name, received.text).understood
        redaction = self._redaction(source.text, known)
        prompt = LetterPrompt(source, known, redaction)
        calls = [*earlier]
        purse = Purse(self._terms.tokens, self._terms.micros, self._terms.price, earlier, self._terms.seconds)
        asker = Asker(self._model, purse, lambda call: calls.append(_storable(call)))
        try:
            answer = _answer(asker, self._question(prompt, len(source.text.encode())), len(earlier))
        except (Unavailable, Unwritten) as error:
            return Reading(calls=tuple(calls), said=f"{error} {ALONE}")
        if prompt.canary in answer:
            words = "Something in the letter gave the model orders, and it obeyed: nothing of its answer was taken."
            return Reading(calls=tuple(calls), said=words)
        return Reading(statements=statements(redaction.reveal(answer)), calls=tuple(calls))

    def _question(self, prompt: LetterPrompt, size: int) -> Question:
        """Return what is asked about a letter of so many bytes; raises Unwritten when the model has no room for it."""
        most, window = min(SPARE_TOKENS + size, MOST_TOKENS), self._terms.window
        if window is not None:
            most = min(most, window - tokens_of(len(f"{prompt.system}{prompt.user}".encode())))
        if most < LEAST_TOKENS:
            raise Unwritten(
                f"The letter does not fit into the model's window of {window} tokens (AICMO_WRITER_WINDOW)."
            )
        return Question(prompt, schema(), most, is_readable)

    def _redaction(self, text: str, known: tuple[Understood, ...]) -> Redaction:
        told = {row.field: row.value for row in known}
        if not self._terms.redacts(told.get("client")):
            return Redaction()
        return Redaction(text, [told[path] for path in sorted(PERSONAL & told.keys())])


def _storable(call: Call) -> Call:
    return call.model_copy(update={"answer": call.answer.replace("\0", "\ufffd")})


def _answer(asker: Asker, question: Question, before: int) -> str:
    """Return the first readable answer of a few; raises Unwritten when there is none, or no money for one."""
    for number in range(before + 1, before + TRIES + 1):
        call = asker.paid(question, f"brief.{number}")
        if call is None:
            raise Unwritten(
                "The letter is too long for what a model may spend (AICMO_WRITER_TOKENS, AICMO_WRITER_DOLLARS)."
            )
        if call.outcome == "answered":
            return call.answer
    raise Unwritten(f"The model gave no usable answer in {TRIES} tries.")
