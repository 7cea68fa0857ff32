"""The step of the production room: every planned slot is written, and bundled with what publishing it needs."""

from __future__ import annotations

import hashlib
import json

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.assets import Studio
from aicmo.production.checklists import checklist
from aicmo.production.documents import Card
from aicmo.production.links import tagged
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionDraft
from aicmo.saga import File, Rejected, Run
from aicmo.strategy.documents import Slot, Strategy
from aicmo.strategy.models import StrategyDocument
from aicmo.writing import Writer
from aicmo.writing.documents import Assignment, Content

FIRST_REVISION = 1
BUNDLED = frozenset(DraftKind) - {DraftKind.BIO, DraftKind.SEARCH_AD}

Row = ProductionDraft | ProductionBundle | ProductionBundleAsset


def generate_draft(run: Run, brief: OnboardingBrief, strategy: StrategyDocument, writer: Writer) -> list[Row | File]:  # noqa: ARG001 (a step says which run it works for)
    """Write every slot that the facts carry, with a bundle and its assets for each draft that is published.

    Raises:
        Rejected: not a single draft could be written.
    """
    plan = strategy.document
    written = writer.write([assignment(brief.document, plan, slot) for slot in plan.slots])
    studio = Studio(brief.document)
    rows: list[Row] = []
    for slot, answer in zip(plan.slots, written, strict=True):
        if answer is None:
            continue
        draft = _draft(strategy, slot, answer.content, answer.facts, writer.origin)
        rows.append(draft)
        if slot.kind in BUNDLED:
            rows += _bundle(brief.document, studio, draft)
    if not rows:
        raise Rejected(
            "No draft could be written: the brief has too few facts that may be said in English. "
            "Add benefits, prices, proof, or answers to customers' questions."
        )
    files = studio.files()
    _stamp(rows, files)
    return [*rows, *files]


def assignment(brief: NormalizedBrief, plan: Strategy, slot: Slot) -> Assignment:
    """Return everything a writer may say in one slot."""
    persona = next((person for person in plan.personas if person.id == slot.persona), plan.personas[0])
    return Assignment(
        slot=slot,
        pillar=plan.pillar(slot.pillar),
        persona=persona,
        idea=plan.ideas[0],
        promise=plan.promise,
        brief=brief,
        link=tagged(brief.brief, slot, channels()[slot.channel], FIRST_REVISION),
    )


def _draft(
    strategy: StrategyDocument, slot: Slot, content: Content, facts: tuple[str, ...], origin: str
) -> ProductionDraft:
    return ProductionDraft(
        strategy_id=strategy.id,
        code=slot.id,
        kind=slot.kind.value,
        channel=slot.channel,
        locale=slot.locale,
        revision=FIRST_REVISION,
        origin=origin,
        sha256=fingerprint(content),
        facts=facts,
        slot=slot,
        content=content,
    )


def fingerprint(content: Content) -> str:
    """Return the SHA-256 of a draft's canonical JSON: sorted keys, no spaces, UTF-8."""
    data = json.dumps(content.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(data.encode()).hexdigest()


def _bundle(brief: NormalizedBrief, studio: Studio, draft: ProductionDraft) -> list[Row]:
    specs = studio.assets(draft.slot, draft.content)
    bundle = ProductionBundle(
        draft_id=draft.id,
        name=f"{draft.code} for {channels()[draft.channel].name}",
        checklist=checklist(brief.brief, draft.slot, draft.content, specs),
    )
    rows: list[Row] = [bundle]
    for spec in specs:
        name = spec.file if isinstance(spec, Card) else f"{draft.code} shot brief"
        rows.append(ProductionBundleAsset(bundle_id=bundle.id, name=name, kind=spec.kind, sha256=None, spec=spec))
    return rows


def _stamp(rows: list[Row], files: list[File]) -> None:
    """Give each rendered card's row the SHA-256 of its file."""
    hashes = {file.name: hashlib.sha256(file.content).hexdigest() for file in files}
    for row in rows:
        if isinstance(row, ProductionBundleAsset):
            row.sha256 = hashes.get(row.name)
