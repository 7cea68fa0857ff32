"""Rules against saying nothing: an audience of everybody, an offer of three words, too few facts."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.onboarding.claims import register
from aicmo.onboarding.documents import Ask
from aicmo.onboarding.facts import facts
from aicmo.onboarding.limits import limit
from aicmo.onboarding.rules.judgement import Case
from aicmo.onboarding.words import is_everyone


def somebody_in_particular(case: Case) -> Iterator[Ask]:
    """Copy for everybody moves nobody."""
    if is_everyone(case.brief.audience.primary):
        yield Ask(
            field="audience.primary",
            reason=f"“{case.brief.audience.primary}” is everybody. Who decides, where are they, what troubles them?",
            example="Owners of houses under trees, 35-65, who put it off until water runs down the wall.",
        )


def enough_said(case: Case) -> Iterator[Ask]:
    """Offer and audience need a sentence each."""
    if len(case.brief.offer.what) < limit("offer"):
        yield Ask(
            field="offer.what",
            reason=f"“{case.brief.offer.what}” is too short: say what it is, for whom, and what is different about it.",
            example="Gutter cleaning and small roof repairs for houses in Portland, in one visit by our own crew.",
        )
    if len(case.brief.audience.primary) < limit("audience"):
        yield Ask(
            field="audience.primary",
            reason=f"“{case.brief.audience.primary}” is too short: who are they, where, and what is their problem?",
            example="Owners of houses under trees, 35-65, who put it off until water runs down the wall.",
        )


def enough_facts(case: Case) -> Iterator[Ask]:
    """A pack can only be filled from facts; without them it would be padding."""
    telling = [
        fact for fact in facts(case.brief, register(case.brief)) if fact.kind not in {"what", "audience", "place"}
    ]
    if case.pack and len(telling) < case.pack.min_facts:
        yield Ask(
            field="offer.benefits",
            reason=f"{case.pack.title} needs {case.pack.min_facts} facts or more (benefits, prices, proofs, answered "
            f"questions, dates); the brief has {len(telling)}.",
            example="[Photos before and after are sent the same day, One price agreed before we start]",
        )
