"""Prices and offers are the brief's: C13."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.onboarding.documents import Price
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.amounts import amounts
from aicmo.qc.rules.grounding import ungrounded
from aicmo.qc.rules.language import content_words
from aicmo.qc.rules.typography import without_links
from aicmo.qc.texts import sentences
from aicmo.qc.work import Draft, Work, fold, holds

OFFERS = ("free", "scarcity")


def check_prices(work: Work, _rule: Rule) -> Checked:
    """C13: every amount is the brief's and still valid when published; nothing is free or scarce on our account."""
    known = fold(work.grounds)
    without_source = ungrounded(work, "money")
    allowed = amounts(work.grounds) | {row.price.amount.normalize() for row in work.brief.brief.offer.prices}
    gifts = [content_words(line) for line in work.grounds.splitlines() if hits("free", line, "en")]

    def find(draft: Draft) -> Iterator[Defect]:
        ended = _ended(work, draft)
        for trace in without_source.get(draft.code, ()):
            yield Defect(draft.code, trace.path, f"{trace.text!r} is no price of the brief", trace.sentence)
        for text in draft.said("copy", "alt"):
            plain = without_links(text.text)
            told = amounts(plain)
            for amount in sorted(told - allowed) if draft.code not in without_source else ():
                yield Defect(draft.code, text.path, f"{amount:f} is no price of the brief", text.text)
            for price in ended:
                if price.price.amount.normalize() in told:
                    yield Defect(draft.code, text.path, f"the price of {price.item!r} ends on {price.until}", text.text)
            for line, hit in _offers(plain, draft.locale):
                if not holds(known, hit) and not any(len(content_words(line) & gift) > 1 for gift in gifts):
                    yield Defect(draft.code, text.path, f"the brief does not say {hit!r}", line)

    return over(work.drafts, find)


def _offers(text: str, locale: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence that gives something away or presses for time, with the words that do."""
    if any(hits(name, text, locale) for name in OFFERS):
        yield from ((line, hit) for line in sentences(text) for name in OFFERS for hit in hits(name, line, locale))


def _ended(work: Work, draft: Draft) -> list[Price]:
    """Return the prices that end before the draft is published, if none of the same amount goes on."""
    at = draft.slot.publish_at
    prices = work.brief.brief.offer.prices
    going = {row.price.amount for row in prices if at is None or row.until is None or at.date() <= row.until}
    return [row for row in prices if row.price.amount not in going]
