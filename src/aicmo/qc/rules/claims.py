"""Claims need evidence: C01 to C03. Prices and offers: C13."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from aicmo.onboarding.documents import Claim, Price
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.lexicon import hits
from aicmo.qc.rules.language import content_words
from aicmo.qc.rules.typography import without_links
from aicmo.qc.texts import Text
from aicmo.qc.work import Draft, Work, fold

NUMBER = re.compile(r"(?<![\w#])\d[\d.,]*(?=\D|$)|(?<=#)\d+")
AMOUNT = re.compile(
    r"(?:[$€£¥]|\b(?:US|CA|AU|NZ)\$|\b(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY)\s?)\s?(\d[\d.,]*\d|\d)"
    r"|(\d[\d.,]*\d|\d)\s?(?:[$€£¥]|(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|JPY|dollars|euros|pounds)\b)"
)


def numbers(text: str) -> set[Decimal]:
    """Return the numbers of a text, thousands separators removed."""
    return {number for found in NUMBER.findall(text) if (number := _number(found)) is not None}


def _number(digits: str) -> Decimal | None:
    plain = re.sub(r",(?=\d{3}(?:\D|$))", "", digits.strip(".,"))
    try:
        return Decimal(plain.replace(",", ".")).normalize()
    except InvalidOperation:
        return None


def check_unproven(work: Work, rule: Rule) -> Checked:
    """C01: no claim that was held back, no number the brief does not give, no word of proof without evidence."""
    known, allowed = fold(work.grounds), numbers(work.grounds)
    held = [claim for claim in work.brief.claims if claim.status == "held_back"]

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt"):
            for claim in held:
                if _tells(claim, text.text, rule.share("min_share"), known):
                    yield Defect(
                        draft.code, text.path, f"tells {claim.id}, which was held back: {claim.text}", text.text
                    )
            for hit in hits("claim", text.text, draft.locale):
                if fold(hit) not in known:
                    yield Defect(draft.code, text.path, "a claim without evidence in the brief", hit)
            for number in sorted(numbers(_uncounted(text, draft.locale)) - allowed):
                yield Defect(draft.code, text.path, f"{number:f} is not a number of the brief", text.text)

    return over(work.drafts, find)


def _uncounted(text: Text, locale: str) -> str:
    """Return a text without links and without counts of its own parts ("3 signs", "2 minutes to read")."""
    plain = without_links(text.text)
    for hit in hits("own_count", plain, locale):
        plain = plain.replace(hit, "")
    return plain


def _tells(claim: Claim, text: str, share: float, known: str) -> bool:
    """Say whether a text tells a claim held back: its words, its numbers with some words, or most of its words."""
    if fold(claim.text).strip(" .") in fold(text):
        return True
    carrying = content_words(claim.text)
    own = {word for word in carrying if word not in known}
    told = carrying & content_words(text)
    figures = numbers(claim.text) - numbers(known)
    if figures and figures & numbers(text) and told:
        return True
    return bool(own & told) and len(carrying) > 1 and len(told) / len(carrying) >= share


def check_superlatives(work: Work, _rule: Rule) -> Checked:
    """C02: a superlative stands in the brief or in the claims register, or nowhere."""
    register = fold("\n".join(claim.text for claim in work.brief.claims if claim.status != "held_back"))
    known = f"{fold(work.grounds)}\n{register}"

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt"):
            for hit in hits("superlative", text.text, draft.locale):
                if fold(hit) not in known:
                    yield Defect(draft.code, text.path, "a superlative that nothing in the brief supports", hit)

    return over(work.drafts, find)


def check_guarantees(work: Work, _rule: Rule) -> Checked:
    """C03: no absolute promise; a guarantee only where the brief gives one."""
    known = fold(work.grounds)

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt"):
            for hit in hits("absolute", text.text, draft.locale):
                yield Defect(draft.code, text.path, "promises what nobody can guarantee", hit)
            for hit in hits("guarantee", text.text, draft.locale):
                if "guarante" not in known and "warrant" not in known:
                    yield Defect(draft.code, text.path, "the brief gives no guarantee", hit)

    return over(work.drafts, find)


def check_prices(work: Work, _rule: Rule) -> Checked:
    """C13: every amount is the brief's and still valid when published; nothing is free or scarce on our account."""
    known = fold(work.grounds)
    amounts = {price.price.amount.normalize() for price in work.brief.brief.offer.prices}
    allowed = amounts | amounts_in(work.grounds)

    def find(draft: Draft) -> Iterator[Defect]:
        for text in draft.said("copy", "alt"):
            plain = without_links(text.text)
            for amount in sorted(amounts_in(plain) - allowed):
                yield Defect(draft.code, text.path, f"{amount:f} is no price of the brief", text.text)
            for price in _expired(work, draft):
                if price.price.amount.normalize() in amounts_in(plain):
                    yield Defect(draft.code, text.path, f"the price of {price.item!r} ends on {price.until}", text.text)
            for name in ("free", "scarcity"):
                for hit in hits(name, plain, draft.locale):
                    if fold(hit) not in known and not _given(name, known):
                        yield Defect(draft.code, text.path, f"the brief does not say {hit!r}", text.text)

    return over(work.drafts, find)


def amounts_in(text: str) -> set[Decimal]:
    """Return the amounts of money in a text."""
    found = (before or after for before, after in AMOUNT.findall(text))
    return {number for digits in found if (number := _number(digits)) is not None}


def _expired(work: Work, draft: Draft) -> list[Price]:
    """Return the prices that end before the draft is published, if none of the same amount goes on."""
    at = draft.slot.publish_at
    prices = work.brief.brief.offer.prices
    going = {row.price.amount for row in prices if at is None or row.until is None or at.date() <= row.until}
    return [row for row in prices if row.price.amount not in going]


def _given(name: str, known: str) -> bool:
    return name == "free" and bool(hits("free_of_charge", known, "en"))
