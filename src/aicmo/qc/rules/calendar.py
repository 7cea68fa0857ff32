"""Days and hours: I06, N05 to N08, N16."""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from aicmo.catalog import channels
from aicmo.catalog.documents import Stage
from aicmo.catalog.holidays import public_holidays
from aicmo.catalog.locales import long_day
from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule, Severity
from aicmo.qc.work import Draft, Work
from aicmo.strategy.documents import ChannelPlan

WEEK = 7
DAYS = "|".join(calendar.day_name)
MONTHS = [name for name in calendar.month_name if name]
WRITTEN = re.compile(
    rf"\b({DAYS}),?\s+(?:the\s+)?(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({'|'.join(MONTHS)})|({'|'.join(MONTHS)})\s+(\d{{1,2}}))"
    r"(?:,?\s+(\d{4}))?",
    re.IGNORECASE,
)


def check_days(work: Work, _rule: Rule) -> Checked:
    """N05: every day is in the campaign, to come, not ruled out, an hour that exists; nothing told is over by then."""
    return over(work.drafts, lambda draft: [*_moment(work, draft), *_over(work, draft), *_weekdays(work, draft)])


def _moment(work: Work, draft: Draft) -> Iterator[Defect]:
    at = draft.slot.publish_at
    if at is None:
        return
    schedule = work.brief.brief.schedule
    zone = ZoneInfo(work.brief.brief.market.time_zone)
    if at.tzinfo is None:
        yield Defect(draft.code, "slot.publish_at", "has no time zone", at.isoformat())
        return
    if at.astimezone(zone).utcoffset() != at.utcoffset() or _skipped(at.replace(tzinfo=zone)):
        yield Defect(draft.code, "slot.publish_at", f"is not a time of {zone.key}", at.isoformat())
    day = at.date()
    wrong = {
        f"is outside the campaign ({schedule.starts} to {schedule.ends})": not schedule.starts <= day <= schedule.ends,
        "is in the past": day < work.today,
        "is a day the client ruled out": day in schedule.avoid_dates,
    }
    yield from (Defect(draft.code, "slot.publish_at", problem, at.isoformat()) for problem, bad in wrong.items() if bad)


def _skipped(local: datetime) -> bool:
    """Say whether a change of clocks leaves this local time out."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None)


def _over(work: Work, draft: Draft) -> Iterator[Defect]:
    """Yield the facts a draft tells that are over when it is published."""
    at = draft.slot.publish_at
    for fact in work.brief.facts if at else ():
        if at and fact.id in draft.facts and fact.until and fact.until < at.date():
            yield Defect(draft.code, "facts", f"tells {fact.id}, which is over on {fact.until}", fact.text)


def _weekdays(work: Work, draft: Draft) -> Iterator[Defect]:
    for match in WRITTEN.finditer(draft.copy):
        name, day, month, other_month, other_day, year = match.groups()
        number = MONTHS.index((month or other_month).capitalize()) + 1
        near = draft.slot.publish_at.date() if draft.slot.publish_at else work.today
        found = _nearest(int(day or other_day), number, int(year) if year else None, near)
        if found is None or calendar.day_name[found.weekday()] != name.capitalize():
            truth = f"is a {calendar.day_name[found.weekday()]}" if found else "does not exist"
            yield Defect(draft.code, "text", f"the day {truth}", match.group())


def _nearest(day: int, month: int, year: int | None, near: date) -> date | None:
    """Return the day of that name nearest to ``near``, or None when no year has it."""
    years = (year,) if year else (near.year - 1, near.year, near.year + 1)
    found = [date(each, month, day) for each in years if 1 <= day <= calendar.monthrange(each, month)[1]]
    return min(found, key=lambda other: abs(other - near), default=None)


def check_holidays(work: Work, _rule: Rule) -> Checked:
    """I06: nothing appears on a public holiday of the market."""
    schedule = work.brief.brief.schedule
    closed = public_holidays(schedule.starts, schedule.ends, work.brief.brief.market.countries)

    def find(draft: Draft) -> Iterator[Defect]:
        at = draft.slot.publish_at
        if at and at.date() in closed:
            yield Defect(draft.code, "slot.publish_at", f"falls on {closed[at.date()]}", at.isoformat())

    return over([draft for draft in work.drafts if draft.slot.publish_at], find)


def check_cadence(work: Work, rule: Rule) -> Checked:
    """N06: each channel publishes at the pace that was planned for it, without holes and without crowding."""
    plans = [plan for plan in work.strategy.channels if plan.posts_per_week]
    return over(plans, lambda plan: _cadence(work, plan, rule))


def _cadence(work: Work, plan: ChannelPlan, rule: Rule) -> Iterator[Defect]:
    times = sorted(draft.slot.publish_at for draft in work.on(plan.channel) if draft.slot.publish_at)
    where = f"channel.{plan.channel}"
    locale = work.brief.brief.market.locales[0]
    if times and plan.posts_per_week:
        longest = max(Decimal(WEEK), Decimal(WEEK) / plan.posts_per_week) * rule.whole("gap_factor")
        schedule = work.brief.brief.schedule
        edges = [schedule.starts, *(at.date() for at in times), schedule.ends]
        ruled_out = set(schedule.avoid_dates)
        for one, two in pairwise(edges):
            silent = (two - one).days - sum(one < day < two for day in ruled_out)
            if silent > longest:
                yield Defect(
                    where,
                    "calendar",
                    f"{silent} days without a draft, from {long_day(one, locale)} to {long_day(two, locale)}",
                )
    hours = Counter(at.astimezone(UTC).replace(minute=0, second=0) for at in times)
    yield from (
        Defect(where, "calendar", f"{number} drafts in the hour of {hour:%Y-%m-%d %H:%M} UTC")
        for hour, number in sorted(hours.items())
        if number > 1
    )
    yield from _crowded(work, plan.channel, [at.date() for at in times])


def _crowded(work: Work, channel: str, days: list[date]) -> Iterator[Defect]:
    cadence = channels()[channel].cadence if channel in channels() else None
    weeks: dict[int, int] = defaultdict(int)
    for day in days:
        weeks[(day - work.brief.brief.schedule.starts) // timedelta(days=WEEK)] += 1
    for week, number in sorted(weeks.items()):
        if cadence and number > max(cadence.max, Decimal(1)):
            yield Defect(
                f"channel.{channel}", "calendar", f"{number} in week {week + 1}, at most {cadence.max} are wise"
            )


def check_rows(work: Work, _rule: Rule) -> Checked:
    """N07: drafts and calendar belong together one to one; a slot whose draft was not written is said, not hidden."""
    slots = {slot.id: slot for slot in work.strategy.slots}
    written = Counter(draft.slot.id for draft in work.drafts)
    codes = Counter(draft.code for draft in work.drafts)
    defects = [Defect(code, "code", "this code is used twice") for code, number in codes.items() if number > 1]
    defects += [Defect(slot, "slot", "two drafts for one slot") for slot, number in written.items() if number > 1]
    defects += [
        Defect(draft.code, "slot", "no slot was planned for it") for draft in work.drafts if draft.slot.id not in slots
    ]
    defects += [
        Defect(slot, "slot", "planned, and no draft was written", severity=Severity.MINOR)
        for slot in slots
        if slot not in written
    ]
    return Checked(max(len(slots), len(work.drafts)), tuple(defects))


def check_launch_order(work: Work, _rule: Rule) -> Checked:
    """N08: nothing asks for a decision before the launch day, and something announces the day."""
    launch = work.brief.brief.launch
    if launch is None:
        return Checked(0, ())
    dated = [(draft, draft.slot.publish_at.date()) for draft in work.drafts if draft.slot.publish_at]
    early = [draft for draft, day in dated if day < launch.on]
    defects = [
        Defect(draft.code, "slot.stage", f"asks for the {draft.slot.stage} before the launch on {launch.on}")
        for draft in early
        if draft.slot.stage in {Stage.CONVERSION, Stage.RETENTION}
    ]
    if not early:
        defects.append(Defect("calendar", "slots", f"nothing announces the launch on {launch.on}"))
    return Checked(len(dated), tuple(defects))


def check_waking_hours(work: Work, rule: Rule) -> Checked:
    """N16: nothing is published while its readers sleep."""
    zone = ZoneInfo(work.brief.brief.market.time_zone)

    def find(draft: Draft) -> Iterator[Defect]:
        at = draft.slot.publish_at
        if at and at.tzinfo and not rule.whole("first_hour") <= at.astimezone(zone).hour < rule.whole("last_hour"):
            yield Defect(draft.code, "slot.publish_at", "is published while readers sleep", at.isoformat())

    return over(work.drafts, find)
