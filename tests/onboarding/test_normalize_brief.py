"""The step makes exactly two rows from a run's input, and the same ones from the same input."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from aicmo.onboarding.documents import Intake, Submission
from aicmo.onboarding.models import OnboardingBrief, OnboardingIntake
from aicmo.onboarding.reading import receive
from aicmo.onboarding.steps import normalize_brief, submission
from aicmo.saga import Rejected
from onboarding.kitchen import GOOD, judged

RECEIVED = receive("brief.json", b"{}")


def run_of(given: Submission) -> Any:
    return cast("Any", SimpleNamespace(input=given.model_dump(mode="json", by_alias=True)))


def test_two_rows_say_what_was_understood_and_received() -> None:
    brief, intake = normalize_brief(run_of(submission(judged(GOOD), RECEIVED)))
    assert isinstance(brief, OnboardingBrief)
    assert isinstance(intake, OnboardingIntake)
    assert (brief.client, brief.pack) == ("alder-and-rain", "campaign_standard")
    assert brief.document == judged(GOOD).brief
    assert intake.brief_id == brief.id
    assert intake.received_sha256 == RECEIVED.sha256


def test_only_an_accepted_brief_can_be_submitted() -> None:
    with pytest.raises(ValueError, match="accepted"):
        submission(Intake(outcome="rejected"), RECEIVED)


def test_a_brief_without_facts_is_rejected() -> None:
    understood = judged(GOOD).brief
    assert understood is not None
    silent = Submission(normalized=understood.model_copy(update={"facts": ()}), received=RECEIVED)
    with pytest.raises(Rejected, match="no fact"):
        normalize_brief(run_of(silent))
