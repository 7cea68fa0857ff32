"""The JSON documents in which both faces tell programs of runs: one shape, whether printed or sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import Field

from aicmo.catalog.documents import Doc
from aicmo.saga import Status

if TYPE_CHECKING:
    from aicmo.saga import Orphan


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
    """A step that was committed: how long it took, what it made (rows by table, files), when it was undone."""

    step: str
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
    package: PackagePlaces | None


class Left(Doc):
    """Something that an undone run left, and should not have."""

    kind: str
    place: str
    key: str
    run_id: str
    why: str


class Kept(Doc):
    """A run that was not erased, and why."""

    run_id: UUID
    why: str


class Erased(Doc):
    """The runs that were erased, and those that were kept."""

    erased: tuple[UUID, ...]
    refused: tuple[Kept, ...]


def left(orphan: Orphan) -> dict[str, str]:
    """Return an orphan as JSON data."""
    return {
        "kind": orphan.kind,
        "place": orphan.place,
        "key": orphan.key,
        "run_id": str(orphan.run_id),
        "why": orphan.why,
    }
