"""A package in review, as the agency sees it: its links, how it stands, and what was said of it, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aicmo.reception.work import brief_of
from aicmo.review.documents import Gate
from aicmo.saga import Status
from aicmo.workflows import approving, sharing
from aicmo.workflows.revising import superseded_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from aicmo.app import App
    from aicmo.review.models import ReviewLink
    from aicmo.saga import WorkflowRun
    from aicmo.workflows.approving import Standing


@dataclass(frozen=True)
class Word:
    """One thing that somebody said: a verdict, or ``comment``, on a draft by its code or on the whole ("")."""

    at: datetime
    by: str
    role: str
    verdict: str
    item: str
    text: str


@dataclass(frozen=True)
class Review:
    """Where a package stands with the people who decide about it."""

    standing: Standing
    links: Sequence[ReviewLink]
    words: Sequence[Word]
    reviewer: str
    now: datetime
    superseded_by: UUID | None

    def state(self, link: ReviewLink) -> str:
        """Return ``open``, ``revoked`` or ``expired``."""
        if link.revoked_at is not None:
            return "revoked"
        return "open" if link.expires_at > self.now else "expired"

    @property
    def approved(self) -> int:
        """How many drafts are approved by themselves."""
        return sum(bool(code) and state == "approved" for code, state in self.standing.items.items())

    @property
    def wanted(self) -> list[str]:
        """Codes of the drafts that somebody wants changed or gone."""
        return [code for code, state in self.standing.items.items() if code and state not in {"pending", "approved"}]


def of(app: App, run: WorkflowRun) -> Review | None:
    """Return the review of a run's package; None while there is none to review."""
    if run.state is not Status.COMPLETED or run.erased_at is not None:
        return None
    brief = brief_of(app.database, run.id)
    approval = brief.brief.approval if brief else None
    decided = [
        Word(each.at, each.by, each.role, each.verdict, each.item, each.because)
        for each in approving.decisions(app.database, run.id)
        if each.gate == Gate.PACKAGE
    ]
    said = [
        Word(each.at, each.by, "client", "comment", each.draft, each.text)
        for each in sharing.comments(app.database, run.id)
    ]
    return Review(
        standing=approving.standing(app.database, run.id),
        links=sharing.links(app.database, run.id)[::-1],
        words=sorted([*decided, *said], key=lambda word: word.at, reverse=True),
        reviewer=approval.by if approval else "",
        now=datetime.now(UTC),
        superseded_by=superseded_by(app.database, run.id),
    )
