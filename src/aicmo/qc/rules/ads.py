"""Search ads and the headlines of all ads: L06 to L08."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from aicmo.catalog.counting import emoji_in
from aicmo.catalog.documents import DraftKind
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.limits import exceeded
from aicmo.qc.texts import Text
from aicmo.qc.work import Draft, Work, fold
from aicmo.writing.documents import SearchAd

ADS = (DraftKind.SEARCH_AD, DraftKind.META_AD, DraftKind.LINKEDIN_AD)
PHONE = re.compile(r"\+?\(?\d[\d\s().-]{7,}\d")
CAPITALS = re.compile(r"\b[A-Z]{5,}\b")
REPEATED = re.compile(r"([!?.,;:*~])\1+")


def check_search_ad(work: Work, _rule: Rule) -> Checked:
    """L06: 3 to 15 headlines, 2 to 4 descriptions, every part within its width (double-width characters count two)."""
    return over(work.of(DraftKind.SEARCH_AD), lambda draft: exceeded(draft, hard=True))


def check_headline_variety(work: Work, rule: Rule) -> Checked:
    """L07: enough distinct headlines, and none that needs another before it."""
    return over(work.of(DraftKind.SEARCH_AD), lambda draft: _variety(draft, rule))


def _variety(draft: Draft, rule: Rule) -> Iterator[Defect]:
    content = draft.content
    if not isinstance(content, SearchAd):
        return
    distinct = {fold(line).strip(" .!") for line in content.headlines}
    if len(distinct) < rule.whole("min_distinct"):
        yield Defect(
            draft.code, "headlines", f"{len(distinct)} distinct headlines, {rule.whole('min_distinct')} are needed"
        )
    for (first, one), (second, two) in combinations(enumerate(content.headlines), 2):
        if fuzz.ratio(fold(one), fold(two)) > 100 * rule.share("max_similarity"):
            yield Defect(draft.code, f"headlines[{second}]", f"says nearly the same as headlines[{first}]", two)
    for index, line in enumerate(content.headlines):
        if hits("sequence", line, draft.locale):
            yield Defect(draft.code, f"headlines[{index}]", "only makes sense after another headline", line)


def check_headline_style(work: Work, _rule: Rule) -> Checked:
    """L08: no exclamation mark, repeated punctuation, shouting, emoji or phone number where Google refuses them."""
    brand = work.brief.brief.brand.name
    known = set(CAPITALS.findall(work.grounds))

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy"):
            if text.field not in {"headline", "description", "sitelink_text", "callout"}:
                continue
            for problem in _gimmicks(text, text.text.replace(brand, ""), known, draft.kind):
                yield Defect(draft.code, text.path, problem, text.text)

    return over(work.of(*ADS), find)


def _gimmicks(text: Text, words: str, known: set[str], kind: DraftKind) -> Iterator[str]:
    if kind is DraftKind.SEARCH_AD and text.field == "headline" and "!" in words:
        yield "an exclamation mark in a headline"
    if REPEATED.search(words.replace("...", "…")):
        yield "repeated punctuation"
    if set(CAPITALS.findall(words)) - known:
        yield "a word in capitals"
    if kind is DraftKind.SEARCH_AD and emoji_in(words):
        yield "an emoji"
    if PHONE.search(words):
        yield "a phone number"
