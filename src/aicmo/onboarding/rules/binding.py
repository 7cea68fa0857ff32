"""Rules about what binds us: law, promises, and instructions that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aicmo.catalog import channels
from aicmo.onboarding.claims import claim_in, is_proven, repeats_held
from aicmo.onboarding.documents import Ask, Problem
from aicmo.onboarding.facts import said
from aicmo.onboarding.rules.judgement import Case
from aicmo.onboarding.words import first_match


def service_we_sell(case: Case) -> Iterator[Problem]:
    """Some requests are for somebody else."""
    for text in (case.brief.title, case.brief.goal.kpi.metric if case.brief.goal.kpi else ""):
        if span := first_match("service", text):
            yield Problem(code="unsupported_service", message=f"“{span}” is nothing this agency delivers.", span=span)


def honest(case: Case) -> Iterator[Problem]:
    """A wish that would deceive people is refused, not merely left out."""
    for text in (*case.brief.extras, case.brief.title):
        if span := first_match("dishonest", text):
            yield Problem(code="dishonest_request", message=f"“{span}” deceives people; we do not do it.", span=span)


def lawful(case: Case) -> Iterator[Problem]:
    """Unlawful offers are refused."""
    for text in (case.brief.offer.what, *case.brief.offer.benefits):
        if span := first_match("unlawful", text):
            yield Problem(code="unlawful", message=f"“{span}” cannot be advertised.", span=span)


def nobody_guarantees(case: Case) -> Iterator[Ask]:
    """A result others decide about is estimated, never guaranteed."""
    kpi = case.brief.goal.kpi
    for text in (*case.brief.extras, *(line.text for line in case.brief.rules.include), kpi.metric if kpi else ""):
        if span := first_match("guarantee", text):
            yield Ask(
                field="extras",
                reason=f"“{span}”: nobody can guarantee that. The strategy gives low, expected and high instead.",
                example="[]",
            )


def no_ads_means_none(case: Case) -> Iterator[Problem]:
    """Prose that forbids ads contradicts a structured wish for them."""
    paid = [name for name in case.brief.channels.use if name in channels() and channels()[name].kind == "paid"]
    for text in (*case.brief.rules.avoid, *case.brief.extras):
        span = first_match("no_ads", text)
        if span and (paid or (case.brief.budget and case.brief.budget.media.amount)):
            wanted = f"channels.use names {', '.join(paid)}" if paid else "there is a media budget"
            yield Problem(code="ads_forbidden_and_wanted", message=f"“{span}”, but {wanted}. Decide which.", span=span)


def channel_wanted_or_forbidden(case: Case) -> Iterator[Problem]:
    """A channel cannot be both."""
    for name in set(case.brief.channels.use) & set(case.brief.channels.avoid):
        yield Problem(
            code="channel_wanted_and_forbidden",
            message=f"channels: {name} is under use and under avoid. Take it out of one.",
            span=name,
        )


def mandatory_without_forbidden(case: Case) -> Iterator[Problem]:
    """A line that must appear cannot hold a word that must not."""
    rules = case.brief.rules
    for text in (*(line.text for line in rules.include), *(line.text for line in rules.legal)):
        for word in rules.avoid:
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                yield Problem(
                    code="mandatory_and_forbidden",
                    message=f"rules: “{text}” must appear and holds “{word}”, which must not. Change one.",
                    span=word,
                )


def mandatory_is_proven(case: Case) -> Iterator[Ask]:
    """A mandatory line that claims something needs evidence before it is published."""
    for n, line in enumerate(case.brief.rules.include):
        span = claim_in(line.text, case.brief)
        if span and not is_proven(span, case.brief):
            yield Ask(
                field=f"rules.include.{n}.text",
                reason=f"“{line.text}” must appear and claims “{span}”; add evidence under offer.proof, or reword it.",
                example="CCB license on request",
            )


def core_is_proven(case: Case) -> Iterator[Ask]:
    """Offer and title stand in every draft, so a claim in them cannot be held back."""
    for field, text in (("offer.what", case.brief.offer.what), ("title", case.brief.title)):
        span = claim_in(text, case.brief)
        span = span if span and not is_proven(span, case.brief) else repeats_held(text, case.brief)
        if span:
            yield Ask(
                field=field,
                reason=f"It claims “{span}”, and nothing in the brief proves it; reword it, or add evidence under "
                "offer.proof.",
                example="Gutter cleaning and small roof repairs for houses in Portland, in one visit by our own crew.",
            )


def offer_without_forbidden(case: Case) -> Iterator[Ask]:
    """A fact with a word that must not appear cannot be told; neither can one that names a competitor."""
    rivals = tuple(rival.name for rival in case.brief.context.competitors)
    for field, text in said(case.brief):
        for word in (*case.brief.rules.avoid, *rivals):
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                yield Ask(
                    field=field,
                    reason=f"“{text[:80]}” holds “{word}”, which must not appear in copy. Reword it or allow it.",
                    example="Photos before and after, sent the same day",
                )


def confidential_stays_so(case: Case) -> Iterator[Problem]:
    """What is confidential cannot also be among the things to say."""
    public = " ".join(text for _, text in said(case.brief)).casefold()
    for secret in case.brief.rules.confidential:
        released = secret.until is not None and secret.until <= case.brief.schedule.starts
        if secret.text.casefold() in public and not released:
            yield Problem(
                code="confidential_and_public",
                message=f"rules.confidential: “{secret.text}” is also part of the offer that drafts are written from.",
                span=secret.text,
            )


def no_formulas(case: Case) -> Iterator[Problem]:
    """Drafts are also tables: a fact that a spreadsheet would carry out is no fact."""
    for field, text in said(case.brief):
        if span := first_match("formula", text):
            yield Problem(
                code="formula_in_brief",
                message=f"{field}: “{span}…” is a spreadsheet formula. Write the words it should show.",
                span=span,
            )


def speaks_to_people(case: Case) -> Iterator[Problem]:
    """A brief describes a business; text that instructs a machine is somebody's trick."""
    offer = case.brief.offer
    answers = (question.answer for question in offer.questions)
    for text in (offer.what, *offer.benefits, *answers, case.brief.audience.primary, *case.brief.extras):
        if span := first_match("steering", text):
            yield Problem(
                code="instruction_in_brief",
                message=f"“{span}” speaks to a machine, not about the offer. Take it out.",
                span=span,
            )
