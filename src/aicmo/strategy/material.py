"""What the planner works with: the brief, the facts it may use, the pack, and the voice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from aicmo.catalog import channels, packs
from aicmo.catalog.documents import Channel, Pack
from aicmo.catalog.locales import long_day
from aicmo.onboarding.documents import Brief, Fact, NormalizedBrief
from aicmo.saga import Rejected
from aicmo.strategy.names import core, enumeration, grammar, head, is_noun_phrase, is_weather, readers
from aicmo.strategy.voice import Voice

CONCRETE = frozenset({"benefit", "proof", "price", "question", "place", "moment"})
WEEKS_PER_MONTH = Decimal(52) / Decimal(12)


@dataclass(frozen=True)
class Material:
    """The planner's view of one brief. ``facts`` may be said: nothing held back, nothing confidential to the end."""

    normal: NormalizedBrief
    pack: Pack
    facts: tuple[Fact, ...]
    voice: Voice

    @property
    def brief(self) -> Brief:
        """The structured brief."""
        return self.normal.brief

    @property
    def months(self) -> Decimal:
        """The campaign's length in months."""
        return Decimal(self.brief.schedule.weeks) / WEEKS_PER_MONTH

    @property
    def owner(self) -> str:
        """Who answers for the work on the client's side."""
        return self.brief.approval.by if self.brief.approval else self.brief.brand.name

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        """The pack's channels that the client has not forbidden, in the pack's order."""
        avoid = set(self.brief.channels.avoid)
        return {name: channels()[name] for name in self.pack.channels if name not in avoid}

    def of_kind(self, *kinds: str) -> tuple[Fact, ...]:
        """Return the usable facts of these kinds, in the brief's order."""
        return tuple(fact for fact in self.facts if fact.kind in kinds)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words the brief writes with a capital inside a sentence, and its places; not the brand's own words."""
        brief = self.brief
        texts = (brief.audience.primary, *brief.audience.secondary, brief.offer.what)
        texts += tuple(f"{fact.text}. {fact.detail or ''}" for fact in self.facts)
        inside = {word for text in texts for word in re.findall(r"(?<=[a-z,] )[A-Z][\w’'-]*", text)}
        places = {word.strip(",.") for name in brief.market.places for word in name.split()}
        return frozenset((inside - set(brief.brand.name.split())) | places)

    def inline(self, text: str) -> str:
        """Return a phrase for use inside a sentence: its first letter lowered unless the word is a name."""
        first = re.split(r"[\s,.’']", text, maxsplit=1)[0]
        keep = (
            text.startswith(self.brief.brand.name)
            or first in self.names
            or first == "I"
            or first in grammar().calendar
            or _named(text)
            or any(letter.isupper() for letter in first[1:])
        )
        return text if keep else text[:1].lower() + text[1:]

    def spoken(self, day: date) -> str:
        """Write a date for prose, in the order the market is used to: ``January 24, 2027`` or ``24 January 2027``."""
        return long_day(day, self.brief.market.locales[0])

    @cached_property
    def public(self) -> str:
        """The primary audience as a short noun phrase."""
        found = readers(self.brief.audience.primary)
        return self.inline(found) if is_noun_phrase(found) else "the people the brief describes"

    @cached_property
    def trade(self) -> str | None:
        """What is offered as a short noun phrase, or None when the brief says it in a sentence of its own."""
        brand = re.escape(self.brief.brand.name)
        bare = re.sub(rf"^{brand}\s+(?:are|[a-z]+s)\s+", "", self.brief.offer.what)
        found = enumeration(bare) or core(head(bare))
        return self.inline(found) if is_noun_phrase(found) else None

    def sayable(self, fact: Fact, day: date) -> bool:
        """Say whether the fact may be published on a day: not expired, not under embargo, no weather on a date."""
        expired = fact.until is not None and fact.until < day
        foretold = fact.kind == "moment" and is_weather(fact.text)
        return not (expired or foretold) and not any(
            secret.text.casefold() in _words(fact) and (secret.until is None or day < secret.until)
            for secret in self.brief.rules.confidential
        )


def _named(text: str) -> bool:
    """Say whether a text opens with a name of two words (``Soil Association certified``), not with a participle."""
    first, second, *_ = (*text.split(), "", "")
    if first.casefold() in grammar().articles:
        return False
    return bool(first) and second[:1].isupper() and second[1:].islower() and not first.endswith(("ed", "ing"))


def gather(normal: NormalizedBrief) -> Material:
    """Read the brief for the planner.

    Raises:
        Rejected: the brief names a pack that the catalog does not have.
    """
    pack = packs().get(normal.brief.pack)
    if pack is None:
        raise Rejected(
            f"pack: {normal.brief.pack!r} is not in the catalog. Choose one of {', '.join(sorted(packs()))}.",
            report={"field": "pack", "value": normal.brief.pack},
        )
    voice = Voice(f"{normal.brief.client}/{normal.brief.title}/{normal.brief.offer.what}")
    return Material(normal=normal, pack=pack, facts=_usable(normal), voice=voice)


def _usable(normal: NormalizedBrief) -> tuple[Fact, ...]:
    held = {claim.id for claim in normal.claims if claim.status == "held_back"}
    texts = {claim.text.casefold() for claim in normal.claims if claim.status == "held_back"}
    last = normal.brief.schedule.ends
    return tuple(
        fact
        for fact in normal.facts
        if fact.id not in held and fact.text.casefold() not in texts and not _secret(normal, fact, last)
    )


def _secret(normal: NormalizedBrief, fact: Fact, last: date) -> bool:
    """Say whether the fact stays confidential for the whole campaign."""
    return any(
        secret.text.casefold() in _words(fact) and (secret.until is None or secret.until > last)
        for secret in normal.brief.rules.confidential
    )


def _words(fact: Fact) -> str:
    return f"{fact.text} {fact.detail or ''}".casefold()
