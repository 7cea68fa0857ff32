"""Rules against saying nothing: an audience of everybody, an offer of three words, too few facts."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind, Pack
from aicmo.onboarding.claims import register
from aicmo.onboarding.documents import Ask
from aicmo.onboarding.facts import facts
from aicmo.onboarding.limits import limit
from aicmo.onboarding.rules.judgement import Case
from aicmo.onboarding.words import is_everyone

NO_SENTENCES = frozenset({"audience", "place"})


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
    if case.pack and (told := _telling(case)) < case.pack.min_facts:
        yield Ask(
            field="offer.benefits",
            reason=f"{case.pack.title} needs {case.pack.min_facts} facts or more (benefits, prices, proofs, answered "
            f"questions, dates); the brief has {told}.",
            example="[Photos before and after are sent the same day, One price agreed before we start]",
        )


def _telling(case: Case) -> int:
    told = facts(case.brief, register(case.brief))
    return sum(fact.kind not in NO_SENTENCES and fact.kind != "what" for fact in told)


def enough_words(case: Case) -> Iterator[Ask]:
    """An article is made of what the client knows: below some words it would be padding, so the words are asked for."""
    pack = case.pack
    if pack is None or _telling(case) < pack.min_facts:  # asked for already: more facts bring more words
        return
    told = _carried(case)
    short = [each for each in pack.promises if told < each.fewest_words and _wanted(case, pack, each.kind)]
    for promise in short[:1]:
        yield Ask(
            field="offer.questions",
            reason=f"The article is written from what you tell us: {told} words so far, {promise.fewest_words} make a "
            "short one. What do customers ask, and what do you answer? (Or leave it out: channels: avoid: [blog].)",
            example='[{ask: "Do I need to be home?", answer: "No. Leave the side gate open; we send the photos."}]',
        )


def _carried(case: Case) -> int:
    """Return the words of the facts that make sentences."""
    told = (fact for fact in facts(case.brief, register(case.brief)) if fact.kind not in NO_SENTENCES)
    return sum(len(f"{fact.text} {fact.detail or ''}".split()) for fact in told)


def _wanted(case: Case, pack: Pack, kind: DraftKind) -> bool:
    avoid = case.brief.channels.avoid
    return any(kind in channels()[name].formats for name in pack.channels if name not in avoid)
