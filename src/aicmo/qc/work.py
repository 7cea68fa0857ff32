"""What the rules look at: the brief, the strategy and the drafts, with every text of a draft laid out flat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from aicmo.catalog import channels, packs
from aicmo.catalog.documents import Channel, DraftKind, Pack
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.documents import AssetSpec
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.qc.texts import Role, Text, laid_out, published
from aicmo.saga import Files, Run
from aicmo.strategy.documents import Slot, Strategy
from aicmo.strategy.models import StrategyDocument
from aicmo.writing.documents import Content

KEPT: Final = 16_384
"""Folded texts that are kept for the length of an evaluation: each is compared with many."""


@dataclass(frozen=True)
class Draft:
    """One draft with its assets. ``code`` is its name in findings; ``origin`` says who wrote it last."""

    code: str
    channel_id: str
    locale: str
    slot: Slot
    content: Content
    facts: tuple[str, ...]
    assets: tuple[tuple[str, AssetSpec], ...] = ()
    origin: str = "builtin"

    @property
    def kind(self) -> DraftKind:
        """The draft's format."""
        return DraftKind(self.content.kind)

    @property
    def channel(self) -> Channel | None:
        """The catalog's channel, or None when the draft names one that does not exist."""
        return channels().get(self.channel_id)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text of the content and of its assets, in reading order."""
        own = laid_out(self.content)
        return own + tuple(text for name, spec in self.assets for text in laid_out(spec, f"assets/{name}/"))

    def said(self, *roles: Role) -> tuple[Text, ...]:
        """Return the texts of some roles that are not empty."""
        return tuple(text for text in self.texts if text.role in roles and text.text.strip())

    @cached_property
    def copy(self) -> str:
        """All that a reader reads, as one text."""
        return "\n".join(text.text for text in self.said("copy"))

    @cached_property
    def published(self) -> str:
        """What is pasted into the platform: caption, link and hashtags for posts, else the copy."""
        return published(self.content) or self.copy


@dataclass(frozen=True, eq=False)
class Work:
    """One run's work under evaluation. ``today`` is the day it is evaluated, in the market's time zone."""

    brief: NormalizedBrief
    strategy: Strategy
    drafts: tuple[Draft, ...]
    today: date

    @property
    def pack(self) -> Pack:
        """The pack that was ordered."""
        return packs()[self.brief.brief.pack]

    def of(self, *kinds: DraftKind) -> tuple[Draft, ...]:
        """Return the drafts of some formats, in order."""
        return tuple(draft for draft in self.drafts if draft.kind in kinds)

    def on(self, channel_id: str) -> tuple[Draft, ...]:
        """Return the drafts of one channel, in order."""
        return tuple(draft for draft in self.drafts if draft.channel_id == channel_id)

    @cached_property
    def strategy_texts(self) -> tuple[Text, ...]:
        """Every text of the strategy, with its path."""
        return laid_out(self.strategy)

    @cached_property
    def grounds(self) -> str:
        """What copy may rest on, as one text: see :attr:`told`."""
        return "\n".join(text for _, text in self.told)

    @cached_property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Path and text of all that may be told: offer, facts, market, dates, binding lines; no claim held back."""
        brief = self.brief.brief
        held = {fold(claim.text) for claim in self.brief.claims if claim.status == "held_back"}
        offer = brief.offer.model_copy(
            update={"proof": tuple(proof for proof in brief.offer.proof if fold(proof.claim) not in held)}
        )
        parts = [
            ("brief.brand", brief.brand.model_copy(update={"colors": ()})),
            ("brief.offer", offer),
            ("brief.audience.primary", brief.audience.primary),
            ("brief.market", brief.market),
            ("brief.context.events", brief.context.events),
            ("brief.rules.include", brief.rules.include),
            ("brief.rules.legal", brief.rules.legal),
            ("brief.email", brief.email),
            ("brief.schedule", brief.schedule),
            ("brief.schedule.ends", brief.schedule.ends),
            ("brief.launch", brief.launch),
            *((f"facts.{fact.id}", fact) for fact in self.brief.facts if fold(fact.text) not in held),
        ]
        return tuple(row for path, part in parts for row in leaves(part, path))


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """Return a text in lower case with plain quotes and single spaces, for comparison."""
    return (
        re.sub(r"\s+", " ", text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"'))
        .strip()
        .casefold()
    )


def holds(text: str, phrase: str) -> bool:
    """Say whether a folded text holds a phrase as whole words."""
    plain = fold(phrase)
    start = text.find(plain)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(plain) : start + len(plain) + 1]
        if not (before.isalnum() and plain[:1].isalnum()) and not (after.isalnum() and plain[-1:].isalnum()):
            return True
        start = text.find(plain, start + 1)
    return False


def work_of(
    run: Run,
    brief: OnboardingBrief,
    strategy: StrategyDocument,
    drafts: Sequence[ProductionDraft],
    bundles: Sequence[ProductionBundle],
    assets: Sequence[ProductionBundleAsset],
    files: Files,
) -> Work:
    """Turn a run's rows into what the rules look at. A card whose file is missing is no asset."""
    owners = {bundle.id: bundle.draft_id for bundle in bundles}
    there = [asset for asset in assets if asset.spec.kind != "card" or asset.spec.file in files]
    zone = ZoneInfo(brief.document.brief.market.time_zone)
    return Work(
        brief=brief.document,
        strategy=strategy.document,
        drafts=tuple(
            Draft(
                code=row.code,
                channel_id=row.channel,
                locale=row.locale,
                slot=row.slot,
                content=row.content,
                facts=tuple(row.facts),
                origin=row.origin,
                assets=tuple((asset.name, asset.spec) for asset in there if owners.get(asset.bundle_id) == row.id),
            )
            for row in drafts
        ),
        today=run.created_at.astimezone(zone).date(),
    )


def leaves(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of every scalar of a document, a list or a mapping."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json")
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from leaves(part, f"{path}[{index}]")
    elif value is not None:
        yield path, str(value)
