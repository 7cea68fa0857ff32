"""The room's step: from the brief as understood to a strategy document."""

from __future__ import annotations

from aicmo.onboarding.models import OnboardingBrief
from aicmo.strategy.assembly import assembled
from aicmo.strategy.models import StrategyDocument
from aicmo.strategy.plan import make


def generate_strategy(brief: OnboardingBrief) -> list[StrategyDocument]:
    """Plan the brief: one strategy document, the same for the same brief, byte for byte.

    Raises:
        Rejected: the brief cannot be planned (unknown pack or time zone, too few facts, no day left to publish on).
    """
    document = assembled(make(brief.document))
    return [StrategyDocument(brief_id=brief.id, title=brief.title, document=document)]
