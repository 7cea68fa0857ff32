"""The client's words inside our sentences: woven in where grammar allows, quoted where somebody is speaking."""

from __future__ import annotations

import re

from aicmo.onboarding.documents import Fact
from aicmo.strategy.material import Material
from aicmo.strategy.money import restyled, written
from aicmo.strategy.names import grammar
from aicmo.strategy.voice import listed, quote

QUOTED_AT_MOST = 2


def speaks(text: str) -> bool:
    """Say whether a text addresses somebody (``we``, ``you``, a question, a request): it needs quotation marks."""
    words = re.findall(r"[\w’']+", text.casefold())
    closed = grammar()
    several = re.search(r"[.!?]\s+[A-Z]", text) is not None
    voices = {*closed.first_person, *closed.second_person}
    return (
        several
        or "?" in text
        or "!" in text
        or bool(voices & set(words))
        or bool(words and words[0] in closed.imperatives)
    )


def woven(material: Material, text: str) -> str:
    """Return a client's phrase as part of our sentence: no capital, no stop, money in our style; speech is quoted."""
    bare = " ".join(text.split()).rstrip(" .;,:")
    if speaks(bare):
        return quote(bare)
    said = material.inline(restyled(bare))
    return f"it {said[:1].lower()}{said[1:]}" if is_predicate(bare) else said


def is_predicate(text: str) -> bool:
    """Say whether a text is a sentence without its subject: ``Reads the barcode``, ``Matches invoices``."""
    first, second, *_ = (*text.casefold().split(), "", "")
    return first in grammar().predicates or (first.endswith("s") and second in grammar().determiners)


def told(material: Material, fact: Fact) -> str:
    """Return a fact for use inside a sentence; a price as ``Two-story clean at USD 269``, its item named as it is."""
    full = priced(material, fact)
    item, found, cost = full.rpartition(": ")
    if fact.kind != "price" or not found:
        return woven(material, full)
    return f"{material.inline(item) if item.split()[0].casefold() in grammar().articles else item} at {cost}"


def priced(material: Material, fact: Fact) -> str:
    """Return a fact's text as it stands, a price as ``Two-story clean: USD 269``."""
    number = fact.id.removeprefix("price-")
    prices = material.brief.offer.prices
    if fact.kind != "price" or not number.isdigit() or not 0 < int(number) <= len(prices):
        return fact.text
    price = prices[int(number) - 1]
    return f"{price.item}: {written(price.price)}"


def series(material: Material, texts: list[str], most: int) -> str:
    """List client's phrases in one sentence: at most ``most``, and never more than two in quotation marks."""
    kept: list[str] = []
    for text in texts:
        said = woven(material, text)
        quoted = sum(part.startswith("“") for part in (*kept, said))
        if len(kept) < most and quoted <= QUOTED_AT_MOST:
            kept.append(said)
    return listed(kept)


def possessive(text: str) -> str:
    """Return a text about the brand in the third person as far as a possessive does it: ``our shop``, ``its shop``."""
    return re.sub(r"\b[Oo]ur\b", "its", text)
