"""The JSON documents in which both faces tell programs of runs: one shape, whether printed or sent."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from aicmo.catalog.documents import Doc
from aicmo.llm import Spent
from aicmo.onboarding.documents import BrandProfile
from aicmo.qc.counts import Count
from aicmo.qc.documents import Finding, Score
from aicmo.review.documents import Gate
from aicmo.saga import Status
from aicmo.writing.documents import Content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aicmo.db import Database
    from aicmo.production.models import ProductionDraft
    from aicmo.saga import Erasure, Orphan
    from aicmo.workflows.approving import Standing
    from aicmo.workflows.comparing import Difference
    from aicmo.workflows.proofing import Proof


class RunSummary(Doc):
    """A run as the list has it. ``success`` is whether it is COMPLETED; ``reason`` and ``error`` say why it is not."""

    run_id: UUID
    status: Status
    success: bool
    subject: str
    workflow: str
    version: int
    reason: str | None
    error: str | None
    attempt: int
    retry_of: UUID | None
    forked_from: UUID | None
    client: str | None
    idempotency_key: str | None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    erased_at: datetime | None


class StepTold(Doc):
    """A step that was committed: how long it took, what it made (rows by table, files), when it was undone.

    ``item`` names a part of it with a commit of its own, like a call to a language model.
    """

    step: str
    item: str | None
    committed_at: datetime
    elapsed_ms: int
    made: dict[str, int]
    undone_at: datetime | None


class TurnTold(Doc):
    """A turn that a run took beside its steps; ``detail`` depends on ``kind``."""

    at: datetime
    kind: str
    step: str | None
    attempt: int
    detail: dict[str, Any]


class EventTold(TurnTold):
    """An event of a run: its making, a step done or undone, a turn, its end. ``id`` is for asking what came after."""

    id: str


class Waiting(Doc):
    """What a run waits for, and until when."""

    signal: str
    until: datetime


class PackagePlaces(Doc):
    """A package: where its folder and its ZIP are, and its files relative to the folder."""

    path: str
    zip: str
    files: tuple[str, ...]


class RunTold(RunSummary):
    """All there is to say of a run."""

    completed_steps: tuple[str, ...]
    compensated_steps: tuple[str, ...]
    steps: tuple[StepTold, ...]
    history: tuple[TurnTold, ...]
    receipt: tuple[dict[str, Any], ...] | None = Field(
        description="what undoing each step deleted, the last step first"
    )
    report: dict[str, Any] | None
    cause: dict[str, Any] | None
    accepted: dict[str, Any] | None
    erased_by: str | None
    waiting: Waiting | None
    writer: Spent | None = Field(description="what calls to language models took, as long as their rows exist")
    package: PackagePlaces | None


class DraftLine(Doc):
    """A draft as the list has it; ``origin`` is who wrote it, ``sha256`` its content's hash."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    kind: str
    channel: str
    origin: str
    sha256: str


class DraftTold(Doc):
    """A draft: its content as data, and as the Markdown that is taken back when it is edited."""

    code: str
    content: Content
    markdown: str


class ProofTold(Doc):
    """How a draft would stand with other words: sizes, findings, score; ``fits`` is whether the platform takes it."""

    code: str
    fits: bool
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]
    score: Score


class StandingTold(Doc):
    """What is decided about a run: before which gate, about which item, who is missing, which round of how many."""

    run_id: UUID
    gate: Gate
    items: dict[str, str]
    missing: tuple[str, ...]
    round: int
    rounds: int


class PieceTold(Doc):
    """Words that stayed, went or came."""

    change: Literal["same", "removed", "added"]
    text: str


class PartTold(Doc):
    """A part of a draft that is not as it was."""

    path: str
    pieces: tuple[PieceTold, ...]


class DraftChange(Doc):
    """A draft that changed, came or went."""

    code: str
    change: Literal["changed", "added", "removed"]
    origin: str
    parts: tuple[PartTold, ...]


class Differences(Doc):
    """What changed between two runs' drafts, word by word."""

    old: UUID
    new: UUID
    drafts: tuple[DraftChange, ...]


class BrandTold(Doc):
    """A client's brand profile."""

    client: str
    profile: BrandProfile


class Left(Doc):
    """Something that an undone run left, and should not have."""

    model_config = ConfigDict(from_attributes=True)

    kind: str
    place: str
    key: str
    run_id: UUID
    why: str


class Kept(Doc):
    """A run that was not erased, and why."""

    run_id: UUID
    why: str


class Erased(Doc):
    """The runs that were erased, and those that were kept."""

    erased: tuple[UUID, ...]
    refused: tuple[Kept, ...]


def draft_line(draft: ProductionDraft) -> dict[str, Any]:
    """Return a draft as the list has it."""
    return DraftLine.model_validate(draft).model_dump(mode="json")


def draft(database: Database, run_id: UUID, code: str) -> dict[str, Any]:
    """Return one draft of a run; raises DeskError that names those there are."""
    from aicmo.workflows import desk, revising  # noqa: PLC0415 (it brings every renderer with it)

    found = desk.of(desk.drafts(database, run_id), code)
    content = found.content.model_dump(mode="json")
    return {"code": code, "content": content, "markdown": revising.page(database, found)}


def proof(found: Proof) -> ProofTold:
    """Return a proof of a draft."""
    return ProofTold(code=found.code, fits=found.fits, counts=found.counts, findings=found.findings, score=found.score)


def standing(run_id: UUID, stands: Standing) -> dict[str, Any]:
    """Return what is decided about a run."""
    missing = list(stands.missing)
    rounds = {"round": stands.round, "rounds": stands.rounds}
    return {"run_id": str(run_id), "gate": stands.gate.value, "items": dict(stands.items), "missing": missing, **rounds}


def differences(old: UUID, new: UUID, found: Iterable[Difference]) -> dict[str, Any]:
    """Return what changed between two runs' drafts."""
    return {"old": str(old), "new": str(new), "drafts": [asdict(each) for each in found]}


def left(orphan: Orphan) -> dict[str, Any]:
    """Return something that was left over."""
    return Left.model_validate(orphan).model_dump(mode="json")


def erased(done: Erasure) -> dict[str, Any]:
    """Return what became of runs that were to be erased."""
    kept = [{"run_id": str(run_id), "why": why} for run_id, why in done.refused.items()]
    return {"erased": [str(run_id) for run_id in done.erased], "refused": kept}
