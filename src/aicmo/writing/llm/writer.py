"""The model's drafts: written in batches, reviewed, sent back at most twice, and then somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from aicmo.llm.asking import Asker
from aicmo.llm.model import LanguageModel
from aicmo.llm.purse import Purse
from aicmo.llm.redaction import Redaction
from aicmo.llm.terms import Terms
from aicmo.writing import Editor, Refusal, Unavailable, Unwritten
from aicmo.writing.builtin import BuiltinWriter
from aicmo.writing.documents import Assignment, Remark, Review, Written
from aicmo.writing.llm.batches import Batch, share_out
from aicmo.writing.llm.calling import Caller
from aicmo.writing.llm.formats import formats, rewritten
from aicmo.writing.llm.redacted import redaction

CYCLES: Final = 2


class ModelWriter:
    """Has a language model rewrite what the built-in writer makes of the facts."""

    def __init__(self, model: LanguageModel, terms: Terms) -> None:
        """Nothing is asked before :meth:`write`."""
        self._model = model
        self._terms = terms

    def write(self, assignments: Sequence[Assignment], editor: Editor) -> list[Written | None]:
        """Write each assignment that the built-in writer has facts enough for; None for the others."""
        plain = BuiltinWriter().write(assignments, editor)
        if not any(plain):
            return plain
        brief, terms = assignments[0].brief, self._terms
        purse = Purse(terms.tokens, terms.micros, terms.price, editor.calls(), terms.seconds)
        hidden = redaction(brief) if terms.redacts(brief.brief.client) else Redaction()
        caller = Caller(Asker(self._model, purse, editor.keep), editor, hidden, brief, terms.window)
        return _Package(caller, purse, terms, editor, assignments, plain).written()


class _Package:
    """One package under way: the plain versions, and the model's answers so far."""

    def __init__(
        self,
        caller: Caller,
        purse: Purse,
        terms: Terms,
        editor: Editor,
        assignments: Sequence[Assignment],
        plain: Sequence[Written | None],
    ) -> None:
        self._caller = caller
        self._purse = purse
        self._terms = terms
        self._editor = editor
        self._assignments = {each.slot.id: each for each in assignments}
        self._plain = {each.slot.id: base for each, base in zip(assignments, plain, strict=True) if base is not None}
        self._answers: dict[str, Written] = {}
        self._refused: set[str] = set()

    def written(self) -> list[Written | None]:
        """Write, have it reviewed and mend it; what is still wrong then is the fallback's, or the last review's."""
        todo: dict[str, Sequence[Remark]] = dict.fromkeys(self._plain, ())
        for cycle in range(CYCLES + 1):
            self._ask(todo, cycle)
            review = self._reviewed()
            todo = {code: remarks for code, remarks in self._wrong(review).items() if code not in self._refused}
            if not todo:
                break
        if self._terms.falls_back:
            self._fall_back(review, todo)
        elif missing := sorted(self._plain.keys() - self._answers.keys()):
            raise Unwritten(self._why(missing), report={"unwritten": missing})
        return self._all()

    def _why(self, missing: Sequence[str]) -> str:
        codes = ", ".join(missing)
        help_ = "AICMO_WRITER_FALLBACK=builtin would let the built-in writer write them."
        if self._purse.is_spent:
            return (
                f"The run's budget for its writer does not suffice: {codes} not written. "
                f"Raise AICMO_WRITER_TOKENS, AICMO_WRITER_DOLLARS or AICMO_WRITER_MINUTES; {help_}"
            )
        return f"The model wrote nothing usable for {codes}. {help_}"

    def _ask(self, todo: dict[str, Sequence[Remark]], cycle: int) -> None:
        """Ask for drafts, batches side by side; one that fails for now fails the try, after the others."""
        wanted = [(self._assignments[code], self._plain[code]) for code in todo]
        batches = share_out(wanted, cycle, lambda batch: self._caller.fits(batch, self._answers, todo))
        if self._terms.parallel == 1:
            # Nothing is gained by the longest first, and what is short is right more often.
            batches.sort(key=lambda batch: formats()[batch.kind].per_call, reverse=True)
        with ThreadPoolExecutor(self._terms.parallel) as pool:
            futures = [pool.submit(self._carry, batch, todo) for batch in batches]
        errors = [error for future in futures if (error := future.exception()) is not None]
        for error in errors:
            if not isinstance(error, Unavailable):
                raise error
        if errors:
            pauses = [error.after for error in errors if isinstance(error, Unavailable) and error.after is not None]
            raise Unavailable(str(errors[0]), after=max(pauses, default=None))

    def _carry(self, batch: Batch, todo: dict[str, Sequence[Remark]]) -> None:
        try:
            found = self._caller.texts(batch, self._answers, todo)
        except Refusal:
            if not self._terms.falls_back:
                raise
            self._refused.update(batch.codes)
            return
        if found is None:
            return
        for code in batch.codes:
            base = self._plain[code]
            content = rewritten(base.content, found.words[code]) if code in found.words else None
            if content is not None:
                answer = Written(content=content, facts=base.facts, origin="llm", prompt_sha256=found.prompt_sha256)
                self._answers[code] = answer

    def _reviewed(self) -> Review:
        return self._editor.review(self._all())

    def _wrong(self, review: Review) -> dict[str, Sequence[Remark]]:
        """Return the model's drafts with the remarks that send them back, and those it has not written."""
        wrong: dict[str, Sequence[Remark]] = {code: () for code in self._plain if code not in self._answers}
        for code in self._answers:
            if remarks := [each for each in review.remarks if each.code == code and not each.minor]:
                wrong[code] = remarks
        return wrong

    def _fall_back(self, review: Review, wrong: dict[str, Sequence[Remark]]) -> None:
        """Take the plain version of what is wrong until nothing is; of all, when no one draft is to blame."""
        while answered := set(self._answers):
            bad = wrong.keys() & answered
            if review.passed and not bad:
                break
            for code in bad or answered:
                del self._answers[code]
            review = self._reviewed()
            wrong = self._wrong(review)

    def _all(self) -> list[Written | None]:
        return [self._answers.get(code) or self._plain.get(code) for code in self._assignments]
