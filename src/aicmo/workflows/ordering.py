"""From an accepted brief to the order of a run: the same for the command line and the web."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from aicmo.errors import AicmoError
from aicmo.onboarding.steps import submission
from aicmo.qc.holding import POLICY
from aicmo.review.documents import MODE, Mode
from aicmo.saga import REHEARSE, Order
from aicmo.workflows.client_to_delivery import client_to_delivery

if TYPE_CHECKING:
    from aicmo.onboarding.documents import Intake, Reading, Received


class UnknownStep(AicmoError):
    """The saga has no step of this name."""


def order(
    intake: Intake,
    received: Received,
    *,
    assume: bool = False,
    key: str | None = None,
    rehearse: str | None = None,
    hold: bool = False,
    approval: Mode = Mode.NONE,
    reading: Reading | None = None,
) -> Order:
    """Return the order for one run of the agency's workflow from an accepted brief; ValueError for any other.

    ``key`` is the idempotency key: with it, the same text is the same order on any day, though ``in 10 days`` means
    another date by then. ``rehearse`` names a step that is to fail after its work; ``hold``
    lets a run whose quality control fails wait for a person; ``approval`` says who decides before its gates;
    ``reading`` is what a language model read of the brief: its calls are the run's.
    """
    given = submission(intake, received, assume=assume, reading=reading)
    brief = given.normalized.brief
    return Order(
        subject=f"{brief.client}/{slug(brief.title)}",
        account=brief.client,
        input=given.model_dump(mode="json", by_alias=True),
        idempotency_key=key,
        fingerprint=received.sha256,
        meta=rehearsal(rehearse)
        | ({POLICY: "hold"} if hold else {})
        | ({} if approval is Mode.NONE else {MODE: approval.value}),
    )


def rehearsal(step: str | None) -> dict[str, Any]:
    """Return the ``meta`` of a run whose ``step`` is to fail after its work; raises UnknownStep."""
    if step is None:
        return {}
    if step not in client_to_delivery.step_names:
        known = ", ".join(client_to_delivery.step_names)
        raise UnknownStep(f"There is no step {step!r} to fail at. The steps are: {known}.")
    return {REHEARSE: step}


def slug(title: str, longest: int = 60) -> str:
    """Return a title as lower-case words joined by hyphens, in any script; ``untitled`` when nothing is left."""
    plain = unicodedata.normalize("NFKC", title).lower()
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:longest].strip("-") or "untitled"
