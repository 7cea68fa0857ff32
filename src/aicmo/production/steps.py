"""The step of the production room: every planned slot is written, and bundled with what publishing it needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind
from aicmo.onboarding.documents import NormalizedBrief, Reading
from aicmo.onboarding.models import OnboardingBrief
from aicmo.production.assets import Studio
from aicmo.production.checklists import checklist
from aicmo.production.documents import Card, Handwork, Kept, revision
from aicmo.production.editor import Reviewer, RunEditor
from aicmo.production.links import tagged
from aicmo.production.models import ProductionBundle, ProductionBundleAsset, ProductionCall, ProductionDraft
from aicmo.saga import File, Journal, Rejected, Retry, Run, Signals
from aicmo.strategy.documents import Slot, Strategy
from aicmo.strategy.models import StrategyDocument
from aicmo.writing import Call, Unavailable, Unwritten, Writer, spent, told
from aicmo.writing.documents import Assignment, Content, Review, Written

FIRST_REVISION = 1
BUNDLED = frozenset(DraftKind) - {DraftKind.BIO, DraftKind.SEARCH_AD}

Row = ProductionDraft | ProductionBundle | ProductionBundleAsset


def generate_draft(
    run: Run,
    brief: OnboardingBrief,
    strategy: StrategyDocument,
    writer: Writer,
    reviewer: Reviewer,
    signals: Signals,
    journal: Journal,
) -> list[Row | ProductionCall | File]:
    """Write every slot that the facts carry, with a bundle and its assets for each draft that is published.

    What people have edited stays in their words, what they have kept is not written again, what they have discarded is
    not written at all.

    Raises:
        Rejected: not a single draft could be written, all were discarded, or the writer will not write.
        Retry: the writer is out of reach for now.
    """
    plan, handwork = strategy.document, Handwork.of(run, signals)
    slots = [slot for slot in plan.slots if slot.id not in handwork.discarded]
    standing = {slot.id: _linked(brief.document, slot, draft) for slot in slots if (draft := _standing(slot, handwork))}
    missing = [slot for slot in slots if slot.id not in standing]

    def rows(answers: Sequence[Written | None]) -> tuple[list[Row], Studio]:
        new = {slot.id: _kept(answer) for slot, answer in zip(missing, answers, strict=True) if answer is not None}
        studio = Studio(brief.document, plan.slots)
        return _rows(brief.document, strategy, studio, standing | new), studio

    def review(answers: Sequence[Written | None]) -> Review:
        return reviewer.review(run, brief, strategy, rows(answers)[0])

    editor = RunEditor(review, journal)
    editor.take_over(_called_before(run))
    asked = [assignment(brief.document, plan, slot, handwork.unwanted.get(slot.id, ())) for slot in missing]
    made, studio = rows(_written(writer, asked, editor))
    if not made:
        raise Rejected(
            "No draft could be written: the brief has too few facts that may be said in English. "
            "Add benefits, prices, proof, or answers to customers' questions."
        )
    files = studio.files()
    _stamp(made, files)
    return [*made, *files]


def _written(writer: Writer, asked: Sequence[Assignment], editor: RunEditor) -> list[Written | None]:
    try:
        return writer.write(asked, editor)
    except Unavailable as pause:
        so_far = spent(editor.calls())
        raise Retry(f"{pause} ({told(so_far)} so far)" if so_far else str(pause), after=pause.after) from pause
    except Unwritten as verdict:
        so_far = spent(editor.calls())
        paid = {"writer": so_far.model_dump(mode="json")} if so_far else {}
        raise Rejected(str(verdict), report={**verdict.report, **paid}) from verdict


def _called_before(run: Run) -> Sequence[Call]:
    """Return the calls that read the run's brief; a revision's were paid with the run that it revises."""
    given = None if revision(run) else run.input.get("reading")
    return Reading.model_validate(given).calls if given else ()


def _kept(answer: Written) -> Kept:
    return Kept.model_validate(dict(answer))


def _rows(brief: NormalizedBrief, strategy: StrategyDocument, studio: Studio, drafts: Mapping[str, Kept]) -> list[Row]:
    """Return the rows of all drafts, in the plan's order."""
    rows: list[Row] = []
    for slot in strategy.document.slots:
        if (draft := drafts.get(slot.id)) is None:
            continue
        rows.append(row := _row(strategy, slot, draft))
        if slot.kind in BUNDLED:
            rows += _bundle(brief, studio, row)
    return rows


def _standing(slot: Slot, handwork: Handwork) -> Kept | None:
    found = handwork.kept.get(slot.id)
    return found if found and found.content.kind == slot.kind.value else None


def _linked(brief: NormalizedBrief, slot: Slot, draft: Kept) -> Kept:
    """Let the link of a revised draft say so, if it is ours and was not changed by hand."""
    channel, field = channels()[slot.channel], "final_url" if slot.kind is DraftKind.SEARCH_AD else "link"
    earlier = {tagged(brief.brief, slot, channel, number) for number in range(1, draft.revision)}
    if (link := getattr(draft.content, field, None)) is None or link not in earlier:
        return draft
    now = tagged(brief.brief, slot, channel, draft.revision)
    return draft.model_copy(update={"content": draft.content.model_copy(update={field: now})})


def assignment(brief: NormalizedBrief, plan: Strategy, slot: Slot, unwanted: tuple[Content, ...] = ()) -> Assignment:
    """Return everything a writer may say in one slot, and the versions of it that nobody wants."""
    persona = next((person for person in plan.personas if person.id == slot.persona), plan.personas[0])
    return Assignment(
        slot=slot,
        pillar=plan.pillar(slot.pillar),
        persona=persona,
        idea=plan.ideas[0],
        promise=plan.promise,
        brief=brief,
        link=tagged(brief.brief, slot, channels()[slot.channel], FIRST_REVISION),
        unwanted=unwanted,
    )


def _row(strategy: StrategyDocument, slot: Slot, draft: Kept) -> ProductionDraft:
    return ProductionDraft(
        strategy_id=strategy.id,
        code=slot.id,
        kind=slot.kind.value,
        channel=slot.channel,
        locale=slot.locale,
        revision=draft.revision,
        origin=draft.origin,
        sha256=fingerprint(draft.content),
        facts=draft.facts,
        slot=slot,
        content=draft.content,
        fixes=draft.fixes,
        prompt_sha256=draft.prompt_sha256,
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
