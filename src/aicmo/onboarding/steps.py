"""The step of the onboarding room: the brief as understood becomes rows."""

from __future__ import annotations

from aicmo.onboarding.documents import LOGO, Intake, Reading, Received, Submission
from aicmo.onboarding.models import OnboardingBrief, OnboardingIntake
from aicmo.onboarding.reading import parse
from aicmo.saga import File, Rejected, Run


def submission(
    intake: Intake, received: Received, *, assume: bool = False, reading: Reading | None = None
) -> Submission:
    """Return the input of a run for an accepted brief; ValueError for any other."""
    if intake.brief is None:
        raise ValueError("Only an accepted brief can be submitted.")
    return Submission(normalized=intake.brief, received=received, assume=assume, reading=reading)


def normalize_brief(run: Run) -> list[OnboardingBrief | OnboardingIntake | File]:
    """Return the brief as understood, what was received, and the client's logo if there is one."""
    given = Submission.model_validate(run.input)
    understood = given.normalized
    if not understood.facts:
        raise Rejected("The brief holds no fact that may be said: add benefits, prices, questions or proofs.")
    read = parse(given.received, given.reading).understood if given.reading else ()
    brief = OnboardingBrief(
        client=understood.brief.client,
        title=understood.brief.title,
        pack=understood.brief.pack,
        document=understood,
    )
    intake = OnboardingIntake(
        brief_id=brief.id,
        received_name=given.received.name,
        received_sha256=given.received.sha256,
        received_bytes=len(given.received.text.encode()),
        document=Intake(outcome="accepted", brief=understood, understood=read),
    )
    return [brief, intake, *([File(LOGO, given.logo.png)] if given.logo else [])]
