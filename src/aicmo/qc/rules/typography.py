"""Signs on the page: Q10 to Q13."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from aicmo.catalog.counting import emoji_in, links_in
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.work import Draft, Work, fold, holds

CAPITALS = regex.compile(r"(?<![\p{L}\p{N}#@/_.-])\p{Lu}{4,}(?![\p{L}\p{N}@_])")
BULLET = regex.compile(r"(?m)^\s*\p{Extended_Pictographic}\uFE0F?\s+\S")
ROW = regex.compile(r"(?:[\p{Extended_Pictographic}--[©®™]]\uFE0F?\p{EMod}?\s?){4,}", regex.V1)


def without_links(text: str) -> str:
    """Return a text without its links, whose signs follow rules of their own."""
    for link in links_in(text):
        text = text.replace(link, "")
    return text


def mixes_quotes(text: str) -> bool:
    """Say whether a text has straight and curly quotes or apostrophes."""
    return ("’" in text or "“" in text) and ("'" in text or '"' in without_links(text))


def check_typography(work: Work, _rule: Rule) -> Checked:
    """Q10: spaces, quotes, numbers and currency as the locale writes them."""

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy"):
            for hit in hits("typography", without_links(text.text), draft.locale):
                yield Defect(draft.code, text.path, f"not how {draft.locale} writes it", hit)
        if mixes_quotes(draft.copy):
            yield Defect(draft.code, "text", "straight and curly quotes in one draft")

    return over(work.drafts, find)


def check_emoji(work: Work, rule: Rule) -> Checked:
    """Q11: emoji are few, never a row, never bullets."""

    def find(draft: Draft) -> Iterator[Defect]:
        number = len(emoji_in(draft.copy))
        if number * rule.whole("characters_each") > len(draft.copy) and number > 1:
            yield Defect(draft.code, "text", f"{number} emoji in {len(draft.copy)} characters")
        for pattern, problem in ((ROW, "more than three emoji in a row"), (BULLET, "an emoji as a bullet")):
            if match := pattern.search(draft.copy):
                yield Defect(draft.code, "text", problem, match.group())

    return over(work.drafts, find)


def check_shouting(work: Work, rule: Rule) -> Checked:
    """Q12: at most two words in capitals that are no name, and no "!!" or "??"."""
    known = set(CAPITALS.findall(work.grounds))

    def find(draft: Draft) -> Iterator[Defect]:
        loud = [word for word in CAPITALS.findall(draft.copy) if word not in known and not hits("acronym", word)]
        if len(loud) > rule.whole("max_capitals"):
            yield Defect(draft.code, "text", f"{len(loud)} words in capitals", ", ".join(loud))
        for mark in ("!!", "??", "!?"):
            if mark in draft.copy:
                yield Defect(draft.code, "text", f"{mark} shouts", mark)

    return over(work.drafts, find)


def check_dialect(work: Work, _rule: Rule) -> Checked:
    """Q13: American and British spelling do not mix with the other's locale; the brief's own words stay."""
    known = fold(work.grounds)

    def find(draft: Draft) -> Iterator[Defect]:
        for wrong in _foreign(draft.locale):
            for hit in hits(wrong, draft.copy, "en"):
                if not holds(known, hit):
                    yield Defect(draft.code, "text", f"is not spelt so in {draft.locale}", hit)

    return over([draft for draft in work.drafts if draft.locale.startswith("en")], find)


def _foreign(locale: str) -> tuple[str, ...]:
    return (
        ("british",)
        if locale in {"en", "en-US"}
        else ("american",)
        if locale in {"en-GB", "en-IE", "en-AU", "en-NZ"}
        else ()
    )
