"""What the planner works with: the brief, the facts it may use, the pack, and the voice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from aicmo.catalog import channels, packs
from aicmo.catalog.documents import Channel, Pack
from aicmo.onboarding.documents import Brief, Fact, NormalizedBrief
from aicmo.saga import Rejected
from aicmo.strategy.voice import Voice

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

    def sayable(self, fact: Fact, day: date) -> bool:
        """Say whether the fact may be published on a day: not expired, not under embargo."""
        expired = fact.until is not None and fact.until < day
        return not expired and not any(
            secret.text.casefold() in _words(fact) and (secret.until is None or day < secret.until)
            for secret in self.brief.rules.confidential
        )


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
