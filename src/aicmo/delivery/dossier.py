"""Everything the exporters read, gathered once and put in a fixed order.

Nothing here depends on row ids or the clock: the same arguments give the same dossier, in whatever order rows come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from aicmo.catalog import channels, packs, read_toml
from aicmo.catalog.documents import DraftKind, Pack
from aicmo.catalog.locales import long_day
from aicmo.delivery.amounts import money
from aicmo.delivery.naming import FIRST_VERSION, made_on
from aicmo.onboarding.documents import LOGO, Brief, Claim, Intake, NormalizedBrief, Received, Submission
from aicmo.onboarding.models import OnboardingBrief, OnboardingIntake
from aicmo.production.documents import Card, Handwork, Revision, ShotBrief, carried, revision
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionCall, ProductionDraft
from aicmo.qc.documents import Report
from aicmo.qc.models import QcIssue, QcResult
from aicmo.review.documents import Approved, Gate, approved, versions
from aicmo.saga import Files, Run, Signals
from aicmo.strategy.documents import Slot, Strategy
from aicmo.strategy.models import StrategyDocument
from aicmo.writing import Call


@dataclass(frozen=True)
class Picture:
    """An asset with the draft it belongs to."""

    draft: ProductionDraft
    bundle: ProductionBundle
    asset: ProductionBundleAsset

    @property
    def spec(self) -> Card | ShotBrief:
        """The card or the shot brief."""
        return self.asset.spec


@dataclass(frozen=True)
class Dossier:
    """All facts of one delivery."""

    run_id: UUID
    made_at: datetime
    normalized: NormalizedBrief
    received: Received
    intake: Intake
    strategy: Strategy
    drafts: tuple[ProductionDraft, ...]
    bundles: tuple[ProductionBundle, ...]
    pictures: tuple[Picture, ...]
    report: Report
    issues: tuple[QcIssue, ...]
    files: Mapping[str, bytes]
    revision: Revision | None
    left_out: frozenset[str]
    approvals: Mapping[Gate, Mapping[str, Approved]]
    calls: tuple[Call, ...]

    @classmethod
    def gather(  # noqa: PLR0917 (it mirrors the step's facts)
        cls,
        run: Run,
        brief: OnboardingBrief,
        intake: OnboardingIntake,
        strategy: StrategyDocument,
        drafts: list[ProductionDraft],
        bundles: list[ProductionBundle],
        assets: list[ProductionBundleAsset],
        result: QcResult,
        issues: list[QcIssue],
        files: Files,
        signals: Signals,
        calls: list[ProductionCall],
    ) -> Dossier:
        """Gather the step's facts; raises KeyError when an asset's bundle or a bundle's draft is not among them."""
        return cls(
            run_id=run.id,
            made_at=run.created_at.astimezone(UTC).replace(microsecond=0),
            normalized=brief.document,
            received=Submission.model_validate(run.input).received,
            intake=intake.document,
            strategy=strategy.document,
            drafts=tuple(sorted(drafts, key=lambda draft: (draft.locale, draft.code))),
            bundles=tuple(sorted(bundles, key=lambda bundle: bundle.name)),
            pictures=_pictures(drafts, bundles, assets),
            report=result.report,
            issues=tuple(sorted(issues, key=_issue_order)),
            files=files,
            revision=revision(run),
            left_out=Handwork.of(run, signals).discarded,
            calls=tuple(call.document for call in sorted(calls, key=lambda call: call.name)),
            approvals={
                gate: carried(run, gate, of) | approved(signals, gate, of)
                for gate, of in versions(brief.document, strategy.document, {d.code: d.sha256 for d in drafts}).items()
            },
        )

    @property
    def version(self) -> str:
        """The package's version: 1.0, and 1.1 for the first revision."""
        return self.revision.version if self.revision else FIRST_VERSION

    @property
    def logo(self) -> bytes | None:
        """The client's logo as PNG, if it came with the order."""
        return self.files.get(LOGO)

    @property
    def brief(self) -> Brief:
        """The client's brief."""
        return self.normalized.brief

    @property
    def pack(self) -> Pack:
        """The pack that was ordered."""
        return packs()[self.brief.pack]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The market's time zone."""
        return ZoneInfo(self.brief.market.time_zone)

    @property
    def made_on(self) -> date:
        """The day the run was created, where the client is; never before the day the brief was received elsewhere."""
        return made_on(self.normalized, self.made_at)

    @property
    def locale(self) -> str:
        """The first locale: the language of the documents."""
        return self.brief.market.locales[0]

    def day(self, value: date) -> str:
        """Write a day as the client's market does: ``December 14, 2026``."""
        return long_day(value, self.locale)

    @property
    def approver(self) -> str | None:
        """Who approves, if the brief names someone."""
        return self.brief.approval.by if self.brief.approval else None

    @property
    def unwritten(self) -> tuple[Slot, ...]:
        """Planned drafts that the facts did not carry."""
        written = {draft.code for draft in self.drafts}
        return tuple(slot for slot in self.strategy.slots if slot.id not in written)

    @property
    def size(self) -> str:
        """How many drafts there are, and of how many planned where some are missing: ``22 of 33 planned drafts``."""
        planned = len(self.drafts) + len(self.unwritten)
        return f"{len(self.drafts)} of {planned} planned drafts" if self.unwritten else f"{planned} drafts"

    @property
    def held_back(self) -> tuple[Claim, ...]:
        """Claims without evidence: they appear in no copy."""
        return tuple(claim for claim in self.normalized.claims if claim.status == "held_back")

    @property
    def is_ai_assisted(self) -> bool:
        """Whether a language model wrote any of the drafts."""
        return any(draft.origin == "llm" for draft in self.drafts)

    def of_kind(self, *kinds: DraftKind) -> list[ProductionDraft]:
        """Return the drafts of some kinds, in order."""
        return [draft for draft in self.drafts if draft.kind in kinds]

    def fact(self, fact_id: str) -> str:
        """Return a cited fact's words, or its id if the brief has no such fact; amounts as the strategy writes them."""
        kind, _, number = fact_id.partition("-")
        if kind == "price" and number.isdecimal() and 0 < int(number) <= len(self.normalized.brief.offer.prices):
            price = self.normalized.brief.offer.prices[int(number) - 1]
            return f"{price.item}: {money(price.price)}"
        return next((fact.text for fact in self.normalized.facts if fact.id == fact_id), fact_id)

    def pillar(self, pillar_id: str) -> str:
        """Return a pillar's name, or its id if the strategy has no such pillar."""
        return next((pillar.name for pillar in self.strategy.pillars if pillar.id == pillar_id), pillar_id)

    def local(self, moment: datetime) -> datetime:
        """Return a planned time in the market's zone."""
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)


def channel_name(channel_id: str) -> str:
    """Return a channel's public name."""
    found = channels().get(channel_id)
    return found.name if found else channel_id


def kind_name(kind: str) -> str:
    """Return a draft kind in a client's words: ``post``, ``e-mail``."""
    return _kind_names()[kind]


@cache
def _kind_names() -> dict[str, str]:
    return dict(read_toml("aicmo.delivery", "kinds.toml")["name"])


def _issue_order(issue: QcIssue) -> tuple[str, ...]:
    return (issue.rule_id, issue.object_id, issue.path, issue.message, issue.excerpt)


def _pictures(
    drafts: list[ProductionDraft], bundles: list[ProductionBundle], assets: list[ProductionBundleAsset]
) -> tuple[Picture, ...]:
    draft_of = {draft.id: draft for draft in drafts}
    bundle_of = {bundle.id: bundle for bundle in bundles}
    found = [
        Picture(draft_of[bundle_of[asset.bundle_id].draft_id], bundle_of[asset.bundle_id], asset) for asset in assets
    ]
    return tuple(sorted(found, key=lambda picture: (picture.draft.locale, picture.draft.code, picture.asset.name)))
