"""Rules about dates: nothing in the past, nothing after it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from aicmo.onboarding.documents import Ask, Problem
from aicmo.onboarding.rules.judgement import Case

DAYS_FOR_A_ROUND = 2
"""The usual window for one consolidated round of feedback, in days (agency contracts, 2026)."""


def starts_in_the_future(case: Case) -> Iterator[Problem]:
    """A campaign that has begun cannot be planned."""
    starts = case.brief.schedule.starts
    if starts < case.today:
        yield Problem(
            code="date_in_the_past",
            message=f"schedule.starts is {starts}, which has passed (today is {case.today}). Give a day to come, or "
            "`in 14 days`.",
            span=str(starts),
        )


def delivered_before_the_start(case: Case) -> Iterator[Problem]:
    """The package comes after today, with time for a round, and before the first post."""
    due, starts = case.brief.schedule.deliver_by, case.brief.schedule.starts
    if due is None:
        return
    if due < case.today:
        yield _due(due, f"has passed (today is {case.today})")
    elif due > starts:
        yield _due(due, f"is after the campaign starts ({starts})")
    elif case.brief.approval and case.brief.approval.rounds and due < case.today + timedelta(days=DAYS_FOR_A_ROUND):
        yield _due(due, f"leaves no time for one approval round ({DAYS_FOR_A_ROUND} days)")


def as_long_as_the_pack(case: Case) -> Iterator[Ask]:
    """A pack covers a range of weeks."""
    weeks, pack = case.brief.schedule.weeks, case.pack
    if pack and not pack.min_weeks <= weeks <= pack.max_weeks:
        nearest = min(max(weeks, pack.min_weeks), pack.max_weeks)
        yield Ask(
            field="schedule.weeks",
            reason=f"{pack.title} covers {pack.min_weeks} to {pack.max_weeks} weeks; the brief asks for {weeks}.",
            example=str(nearest),
        )


def prices_still_valid(case: Case) -> Iterator[Ask]:
    """A price that ends before the campaign begins cannot be advertised."""
    for n, price in enumerate(case.brief.offer.prices):
        if price.until and price.until < case.brief.schedule.starts:
            yield Ask(
                field=f"offer.prices.{n}.until",
                reason=f"The price of “{price.item}” ends on {price.until}, before the campaign starts.",
                example="in 80 days",
            )


def _due(due: object, why: str) -> Problem:
    message = f"schedule.deliver_by is {due}, which {why}. Move it or the start."
    return Problem(code="impossible_delivery", message=message, span=str(due))
