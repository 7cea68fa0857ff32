"""Days and hours: posts spread evenly over the campaign, at sensible local times that exist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aicmo.catalog.holidays import public_holidays
from aicmo.onboarding.documents import Brief
from aicmo.saga import Rejected
from aicmo.strategy.places import Place

FRIDAY = 4


def days(brief: Brief, place: Place, business: str) -> list[date]:
    """Return the campaign's days a channel may publish on: none avoided, no holidays, no weekends where nobody reads.

    When nothing else is left, weekends count, and then holidays; with every day avoided the list is empty.
    """
    schedule = brief.schedule
    every = [schedule.starts + timedelta(days=offset) for offset in range(schedule.weeks * 7)]
    closed = public_holidays(schedule.starts, schedule.ends, brief.market.countries)
    allowed = [day for day in every if day not in schedule.avoid_dates]
    free = [day for day in allowed if day not in closed] or allowed
    if place.weekends and business != "b2b":
        return free
    return [day for day in free if day.weekday() <= FRIDAY] or free


def spread(allowed: Sequence[date], count: int) -> list[date]:
    """Choose ``count`` different days, evenly over the allowed ones."""
    count = min(count, len(allowed))
    return [allowed[(2 * index + 1) * len(allowed) // (2 * count)] for index in range(count)]


def nearest(allowed: Sequence[date], point: Decimal, taken: set[date]) -> date | None:
    """Return the free day nearest to a point of the campaign (0 first day, 1 last day)."""
    free = [day for day in allowed if day not in taken]
    if not free:
        return None
    wanted = Decimal(len(allowed) - 1) * point
    return min(free, key=lambda day: (abs(Decimal(allowed.index(day)) - wanted), day))


def near(allowed: Sequence[date], launch: date, offset: int, taken: set[date]) -> date | None:
    """Return the free day nearest to ``launch`` plus ``offset`` days, on the same side of the launch day."""
    wanted = launch + timedelta(days=offset)
    free = [day for day in allowed if day not in taken and (day < launch) == (offset < 0)]
    return min(free, key=lambda day: (abs(day - wanted), day), default=None)


def moment(day: date, hour: int, zone: str) -> datetime:
    """Return a local time with its offset; an hour that a clock change skips moves to the next one that exists."""
    local = datetime.combine(day, time(hour), tzinfo=_zone(zone))
    real = local.astimezone(UTC).astimezone(local.tzinfo)
    offset = real.utcoffset() or timedelta()
    return real.replace(tzinfo=timezone(offset))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Rejected(
            f"market.time_zone: {name!r} is not a time zone. Write an IANA name such as America/Los_Angeles.",
            report={"field": "market.time_zone", "value": name},
        ) from error
