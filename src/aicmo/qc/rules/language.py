"""How it reads: Q04, Q05, Q07, Q15."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.catalog.documents import DraftKind
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.lexicon import entries, hits
from aicmo.qc.texts import sentences
from aicmo.qc.work import Draft, Work, fold, holds

WORD = re.compile(r"[^\W\d_][\w'’-]*")
READ = (
    DraftKind.SOCIAL_POST,
    DraftKind.VIDEO_SCRIPT,
    DraftKind.EMAIL,
    DraftKind.META_AD,
    DraftKind.LINKEDIN_AD,
    DraftKind.LANDING_PAGE,
    DraftKind.BLOG_POST,
    DraftKind.PRESS_RELEASE,
    DraftKind.ONE_PAGER,
)
SHORTEST = 3
VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(
    r"(?:[^aeiouylrsxzcg]|[^aeiouys]?r|[aeiouy]l|rl)es$"  # takes, rules; not boxes, changes
    r"|[^aeiouytd]ed$"  # asked; not wanted
    r"|(?:[^aeiouyl]|[aeiouyr]l)e$"  # make, whole; not little
)
SILENT_INSIDE = re.compile(
    r"[aeiouy][^aeiouy]e(?=(?:ly|ful|less|ness|ments?|where|thing|things|body|times?|houses?|books?|work|lines?|sales?)$)"
)
PARTED = re.compile(  # media, idea, actual, being, quiet, realism; not nation, special, people
    r"(?<![tcsgx])i(?:a|o|u(?!s$))(?!u)|eo(?!u|p)|(?<![qg])ua|[aeo]i?ing|iet|iest$|[^s]ism$|uous|ii|ya"
)


def check_readability(work: Work, rule: Rule) -> Checked:
    """Q04: English copy of some length reads neither like a contract nor like a primer (Flesch, wide bands)."""
    drafts = [draft for draft in work.of(*READ) if draft.locale.startswith("en")]

    def find(draft: Draft) -> Iterator[Defect]:
        if len(WORD.findall(draft.copy)) < rule.whole("min_words"):
            return
        ease = flesch(draft.copy)
        if not rule.whole("min") <= ease <= rule.whole("max"):
            yield Defect(
                draft.code, "text", f"Flesch reading ease {ease:.0f}, {rule.whole('min')} to {rule.whole('max')} wanted"
            )

    return over(drafts, find)


def flesch(text: str) -> float:
    """Return Flesch's reading ease of an English text: 206.835 - 1.015 words/sentence - 84.6 syllables/word."""
    words = [word.lower() for word in WORD.findall(text)]
    lines = sentences(text)
    if not words or not lines:
        return 100.0
    return 206.835 - 1.015 * len(words) / len(lines) - 84.6 * sum(map(syllables, words)) / len(words)


def syllables(word: str) -> int:
    """Return the syllables of an English word: its groups of vowels, less silent e's, more where two vowels part.

    Right for nine in ten of the words of the CMU Pronouncing Dictionary, and for more in copy.
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    silent = bool(SILENT_END.search(word)) + len(SILENT_INSIDE.findall(word))
    return max(1, len(VOWELS.findall(word)) - silent + len(PARTED.findall(word)))


def check_sentence_length(work: Work, rule: Rule) -> Checked:
    """Q05: sentences are short on average, and none is endless."""
    units = [(draft.code, [text.text for text in draft.said("copy")], "max_mean") for draft in work.of(*READ)]
    units += [
        (f"strategy.{part.id}", [row.text for row in part.statements], "max_mean_strategy")
        for part in work.strategy.sections
    ]
    return over(units, lambda unit: _long_sentences(*unit, rule))


def _long_sentences(object_id: str, texts: list[str], mean: str, rule: Rule) -> Iterator[Defect]:
    lines = [line for text in texts for line in sentences(text)]
    sizes = [len(line.split()) for line in lines]
    if sizes and sum(sizes) / len(sizes) > rule.whole(mean):
        yield Defect(
            object_id, "text", f"{sum(sizes) / len(sizes):.0f} words a sentence, at most {rule.whole(mean)} wanted"
        )
    for line, size in zip(lines, sizes, strict=True):
        if size > rule.whole("max"):
            yield Defect(object_id, "text", f"a sentence of {size} words", line)


def check_cliches(work: Work, rule: Rule) -> Checked:
    """Q07: no more than one worn-out phrase a draft; what the brief itself says is the client's voice."""
    known = fold(work.grounds)

    def find(draft: Draft) -> Iterator[Defect]:
        found = [hit for hit in hits("cliche", draft.copy, draft.locale) if not holds(known, hit)]
        if len(found) > rule.whole("max"):
            severity = Severity.MAJOR if len(found) > rule.whole("max_minor") else None
            yield Defect(draft.code, "text", f"{len(found)} worn-out phrases", ", ".join(found), severity)

    return over(work.drafts, find)


def check_specifics(work: Work, rule: Rule) -> Checked:
    """Q15: a draft could not be anybody's: it holds words of the brief, its names or its numbers."""
    skip = set(entries("stopword", "en"))
    known = {word for word in _words(work.grounds) if len(word) >= rule.whole("min_letters") and word not in skip}
    brand = fold(work.brief.brief.brand.name)

    def find(draft: Draft) -> Iterator[Defect]:
        own = "\n".join(text.text for text in draft.said("copy") if "/" not in text.path and text.field != "image_text")
        specifics = len(set(_words(own)) & known) + len(re.findall(r"\d+", own)) + (brand in fold(own))
        if specifics < rule.whole("min"):
            yield Defect(draft.code, "text", f"{specifics} things that only this brand could say", draft.copy)

    return over([draft for draft in work.of(*READ) if draft.locale.startswith("en")], find)


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case, plurals reduced."""
    return [word.removesuffix("'s").removesuffix("s") for word in re.findall(r"[^\W\d_][\w'-]*", fold(text))]


def content_words(text: str) -> set[str]:
    """Return the words of a text that carry its meaning."""
    skip = set(entries("stopword", "en"))
    return {word for word in _words(text) if len(word) >= SHORTEST and word not in skip and f"{word}s" not in skip}
