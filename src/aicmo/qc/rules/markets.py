"""One market does not read another's lines: B10, N14."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.rules.residue import texts_by_object
from aicmo.qc.rules.typography import without_links
from aicmo.qc.texts import Text
from aicmo.qc.work import Draft, Work, fold

CODE = re.compile(r"(?<![\w/.=-])(USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|SEK|NOK|DKK|PLN)(?![\w/=-])")
SIGN = re.compile(r"[$€£¥](?=\s?\d)|(?<=\d)\s?[€£¥]")
MEANS = {"$": {"USD", "CAD", "AUD", "NZD"}, "€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY"}}


def check_legal_locale(work: Work, _rule: Rule) -> Checked:
    """B10: a legal line made for one locale stands in no draft of another."""
    lines = [line for line in work.brief.brief.rules.legal if line.locale]

    def find(draft: Draft) -> Iterator[Defect]:
        for line in lines:
            if line.locale != draft.locale and fold(line.text) in fold(draft.copy):
                yield Defect(
                    draft.code, "text", f"a legal line for {line.locale} in a draft for {draft.locale}", line.text
                )

    return over(work.drafts, find)


def check_currencies(work: Work, _rule: Rule) -> Checked:
    """N14: money is in the brief's currencies, in drafts and in the strategy."""
    brief = work.brief.brief
    money = [row.price for row in brief.offer.prices]
    if brief.budget:
        money += [brief.budget.media, *([brief.budget.fees] if brief.budget.fees else [])]
    own = {row.currency for row in money} | set(_named(work.grounds))
    objects = list(texts_by_object(work))
    defects = [
        Defect(object_id, text.path, f"{', '.join(sorted(own))} is the brief's money", sign)
        for object_id, _, texts in objects
        if own
        for text in texts
        for sign in _foreign(text, own)
    ]
    return Checked(len(objects), tuple(defects))


def _named(text: str) -> Iterator[str]:
    """Yield every currency that a text may mean."""
    yield from CODE.findall(text)
    for sign in SIGN.findall(text):
        yield from MEANS[sign.strip()]


def _foreign(text: Text, own: set[str]) -> Iterator[str]:
    plain = without_links(text.text) if text.role != "link" else ""
    yield from (code for code in CODE.findall(plain) if code not in own)
    yield from (sign.strip() for sign in SIGN.findall(plain) if not MEANS[sign.strip()] & own)
