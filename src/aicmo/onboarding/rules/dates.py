"""Rules about dates: nothing in the past, nothing after it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from aicmo.onboarding.documents import Ask, Problem
from aicmo.onboarding.limits import limit
from aicmo.onboarding.rules.judgement import Case


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
    elif case.brief.approval and case.brief.approval.rounds and due < case.today + timedelta(days=limit("round")):
        yield _due(due, f"leaves no time for one approval round ({limit('round')} days)")


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


def starts_soon(case: Case) -> Iterator[Ask]:
    """A start beyond all planning is a slip of the pen until the client says otherwise."""
    starts = case.brief.schedule.starts
    if starts > case.today + timedelta(days=limit("ahead")):
        yield Ask(
            field="schedule.starts",
            reason=f"{starts} is more than {limit('ahead') // 30} months away. Is the year right?",
            example=str(starts),
            default=str(starts),
        )


def moments_within_the_campaign(case: Case) -> Iterator[Ask]:
    """A moment is told while the campaign runs, so it lies in it."""
    schedule = case.brief.schedule
    for n, moment in enumerate(case.brief.context.events):
        if moment.on < case.today:
            why = f"has passed (today is {case.today})"
        elif moment.on < schedule.starts:
            why = f"is before the campaign starts ({schedule.starts})"
        elif moment.on > schedule.ends:
            why = f"is after the campaign ends ({schedule.ends})"
        else:
            continue
        yield Ask(
            field=f"context.events.{n}.on",
            reason=f"“{moment.name}” on {moment.on} {why}. Give a day between, or take the event out.",
            example=str(schedule.starts + (schedule.ends - schedule.starts) // 2),
        )


def launched_within_the_campaign(case: Case) -> Iterator[Ask]:
    """A launch has a week before it to be announced in, and a week after it to be followed up."""
    launch, schedule = case.brief.launch, case.brief.schedule
    week = timedelta(days=7)
    if launch is None or schedule.starts + week <= launch.on <= schedule.ends - week:
        return
    yield Ask(
        field="launch.on",
        reason=f"{launch.name} is launched on {launch.on}, the campaign runs from {schedule.starts} to "
        f"{schedule.ends}. A launch needs a week before it to be announced in and a week after it.",
        example=str(schedule.starts + (schedule.ends - schedule.starts) // 2),
    )


def days_that_are_to_come(case: Case) -> Iterator[Ask]:
    """A day to avoid or to keep a secret until lies ahead; a proof is from a day that was."""
    rules, today = case.brief.rules, case.today
    for n, secret in enumerate(rules.confidential):
        if secret.until and secret.until < today:
            yield _slip(f"rules.confidential.{n}.until", f"“{secret.text}” was secret until {secret.until}", today)
    for n, day in enumerate(case.brief.schedule.avoid_dates):
        if day < today:
            yield _slip(f"schedule.avoid_dates.{n}", f"{day} has passed", today)
    for n, proof in enumerate(case.brief.offer.proof):
        if proof.date and proof.date > today:
            reason = f"The proof of “{proof.claim}” is dated {proof.date}, which is still to come. Is the date right?"
            yield Ask(field=f"offer.proof.{n}.date", reason=reason, example=str(today))


def _slip(field: str, what: str, today: date) -> Ask:
    reason = f"{what} (today is {today}). Is the year right? If so, take it out."
    return Ask(field=field, reason=reason, example="in 30 days")


def _due(due: object, why: str) -> Problem:
    message = f"schedule.deliver_by is {due}, which {why}. Move it or the start."
    return Problem(code="impossible_delivery", message=message, span=str(due))
