"""Handing in: what intake says of a brief today, and the run that an accepted one becomes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aicmo import saga
from aicmo.onboarding import intake

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from aicmo.app import App
    from aicmo.onboarding.documents import BrandProfile, Intake, Received
    from aicmo.saga import Order


def examined(
    received: Received, *, assume: bool = False, folder: Path | None = None, profile: BrandProfile | None = None
) -> Intake:
    """Return what intake says of a brief today; raises BriefError for what cannot be read as it is named.

    ``folder`` is where the files are that the brief names; without it nobody looks for them.
    ``profile`` is what the client's briefs have in common.
    """
    return intake.check(received, today=datetime.now(tz=UTC).date(), assume=assume, folder=folder, profile=profile)


def as_json(found: Intake) -> dict[str, Any]:
    """Return intake's decision without the brief."""
    return found.model_dump(mode="json", include={"outcome", "questions", "errors", "understood"})


def hand_in(app: App, order: Order) -> UUID:
    """Queue the run that is ordered, or find the one that was made under its key; return its id."""
    run_id, _ = saga.submit(app.database, app.saga, order)
    return run_id
