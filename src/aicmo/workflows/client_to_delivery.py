"""What happens to a brief: five steps, each a plain function from facts to new rows.

If any of them fails for good, everything the run made is deleted and nothing else is touched; no step has undo code.
"""

from aicmo.delivery.steps import create_package
from aicmo.onboarding.steps import normalize_brief
from aicmo.production.steps import generate_draft
from aicmo.qc.steps import qc_evaluate
from aicmo.review.models import ReviewComment, ReviewDecision, ReviewLink
from aicmo.saga import Saga, Step
from aicmo.strategy.steps import generate_strategy
from aicmo.workflows.gates import brief_approved, drafts_approved, strategy_approved

client_to_delivery = Saga(
    "client_to_delivery",
    version=1,
    steps=[
        normalize_brief,  # the brief as understood, with its facts, claims and assumptions numbered
        Step(
            generate_strategy, before=brief_approved
        ),  # objectives, message house, channels, budget, calendar: every figure with its origin
        Step(
            generate_draft, before=strategy_approved, attempts=6, backoff=2.0
        ),  # what will be published: drafts, and the cards or shot briefs that go with them
        qc_evaluate,  # the rules, a score, the gate; a failed gate ends the run here, or holds it
        Step(create_package, before=drafts_approved),  # the client's ZIP and the agency's own files
    ],
    about=[ReviewDecision, ReviewLink, ReviewComment],
)
