"""A small finished campaign, made by hand: what every exporter must be able to deliver."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from aicmo.catalog.documents import DraftKind, Stage
from aicmo.delivery.steps import create_package
from aicmo.onboarding.documents import (
    Ask,
    Intake,
    NormalizedBrief,
    Received,
    Submission,
)
from aicmo.onboarding.models import OnboardingBrief, OnboardingIntake
from aicmo.production.documents import Card, ShotBrief
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.qc.documents import Finding, Report, RuleResult, Score, Severity
from aicmo.qc.models import QcIssue, QcResult
from aicmo.saga import File, Files, Run, Signals
from aicmo.strategy.documents import (
    Slot,
    Strategy,
)
from aicmo.strategy.models import StrategyDocument
from aicmo.writing.documents import (
    Content,
)
from delivery.alder_brief import brief, normalized
from delivery.alder_drafts import contents
from delivery.alder_strategy import strategy

RUN = UUID("01930000-0000-7000-8000-000000000001")
CREATED = datetime(2026, 11, 23, 17, 30, 12, 345678, tzinfo=UTC)
RECEIVED = "brief: 1\ntitle: Before the rain\npack: campaign_standard\n"


def png(width: int = 4, height: int = 5) -> bytes:
    """Return a real picture, as small as one can be."""
    rows = b"".join(b"\x00" + b"\x1f\x3a\x3d" * width for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@dataclass
class World:
    """The arguments of ``create_package``; change any before :meth:`deliver`."""

    normalized: NormalizedBrief = field(default_factory=normalized)
    strategy: Strategy = field(default_factory=strategy)
    contents: dict[str, tuple[str, Content, datetime | None]] = field(default_factory=contents)
    received: Received = field(
        default_factory=lambda: Received(
            name="brief.yaml", text=RECEIVED, sha256=hashlib.sha256(RECEIVED.encode()).hexdigest()
        )
    )
    state: str = "PASS_WITH_WARNINGS"
    cards: bool = True
    origin: str = "builtin"
    article_words: int | None = None
    findings: tuple[Finding, ...] = (
        Finding(
            rule_id="Q05",
            severity=Severity.MINOR,
            object_id="ig-01",
            path="text",
            message="A sentence of 24 words",
            excerpt="If a maple",
            fix_hint="Split it",
        ),
    )

    def deliver(self) -> list[Any]:
        """Run the step with new row ids."""
        submission = Submission(normalized=self.normalized, received=self.received)
        run = Run(
            id=RUN,
            workflow="client_to_delivery",
            subject="alder",
            input=submission.model_dump(mode="json", by_alias=True),
            created_at=CREATED,
        )
        given = self.normalized.brief
        onboarded = OnboardingBrief(client=given.client, title=given.title, pack=given.pack, document=self.normalized)
        ask = Ask(field="goal.kpi.per", reason="Targets need a period.", example="month", default="month")
        intake = OnboardingIntake(
            brief_id=onboarded.id,
            received_name=self.received.name,
            received_sha256=self.received.sha256,
            received_bytes=len(self.received.text),
            document=Intake(outcome="accepted", questions=(ask,)),
        )
        planned = StrategyDocument(brief_id=onboarded.id, title="Strategy", document=self.strategy)
        drafts = [self._draft(planned, code, *parts) for code, parts in self.contents.items()]
        bundles = [ProductionBundle(draft_id=draft.id, name=draft.code, checklist=("approve",)) for draft in drafts]
        assets = [self._asset(bundle) for bundle in bundles if bundle.name in {"ig-01", "fb-01", "meta-01", "vid-01"}]
        result = QcResult(strategy_id=planned.id, state=self.state, score=0.96, report=self._report())
        issues = [
            QcIssue(
                result_id=result.id,
                rule_id=each.rule_id,
                severity=each.severity,
                object_id=each.object_id,
                path=each.path,
                message=each.message,
                excerpt=each.excerpt,
                fix_hint=each.fix_hint,
            )
            for each in self._report().findings
        ]
        files = Files({f"cards/{code}.png": png for code in ("ig-01", "fb-01", "meta-01")} if self.cards else {})
        return list(
            create_package(
                run, onboarded, intake, planned, drafts, bundles, assets, result, issues, files, Signals(), []
            )
        )

    def files(self) -> dict[str, bytes]:
        """Run the step and return its files by name."""
        return {each.name: each.content for each in self.deliver() if isinstance(each, File)}

    def with_brief(self, **changes: Any) -> World:
        """Return this world with another brief."""
        return replace(self, normalized=normalized(brief(**changes)))

    def _draft(
        self, planned: StrategyDocument, code: str, channel: str, content: Content, at: datetime | None
    ) -> ProductionDraft:
        slot = Slot(
            id=code,
            kind=DraftKind(content.kind),
            channel=channel,
            locale="en-US",
            stage=Stage.AWARENESS,
            pillar="photos",
            persona="P1",
            angle="question",
            facts=("benefit-1", "proof-1"),
            action="ask for a price",
            publish_at=at,
            owner="Maya Ortiz",
            words=self.article_words if content.kind == "blog_post" else None,
        )
        return ProductionDraft(
            strategy_id=planned.id,
            code=code,
            kind=content.kind,
            channel=channel,
            locale="en-US",
            revision=1,
            origin=self.origin,
            sha256=hashlib.sha256(code.encode()).hexdigest(),
            facts=slot.facts,
            slot=slot,
            content=content,
        )

    def _asset(self, bundle: ProductionBundle) -> ProductionBundleAsset:
        if bundle.name == "vid-01":
            spec: Card | ShotBrief = ShotBrief(
                width=1080,
                height=1920,
                subject="Water over a gutter",
                framing="from below",
                on_image_text="Hear that?",
                rules=("no customers' faces",),
                alt_text="Water runs over a gutter.",
            )
        else:
            spec = Card(
                width=1080,
                height=1350,
                text="Look up",
                kicker="",
                signature="Alder & Rain",
                background="#1F3A3D",
                foreground="#ffffff",
                accent="#E9C46A",
                contrast=11.9,
                alt_text="Words: look up.",
                file=f"cards/{bundle.name}.png",
            )
        return ProductionBundleAsset(bundle_id=bundle.id, name=bundle.name, kind=spec.kind, sha256=None, spec=spec)

    def _report(self) -> Report:
        score = Score(raw=Decimal("0.960"), shown=Decimal("0.960"), gate=True, passed=True)
        return Report(
            state="PASS_WITH_WARNINGS",
            score=score,
            categories={"limits": score},
            drafts={"ig-01": score},
            rules=(RuleResult(rule_id="Q05", severity=Severity.MINOR, units=8, failed=1),),
            findings=self.findings,
            rules_version="2026-11",
        )
