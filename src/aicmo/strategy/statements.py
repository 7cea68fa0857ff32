"""Tagged sentences from the phrase material, and the words they share."""

from __future__ import annotations

from datetime import date, timedelta

from aicmo.catalog.holidays import working_day
from aicmo.strategy.documents import Origin, Statement
from aicmo.strategy.plan import Plan
from aicmo.strategy.voice import counted


def say(plan: Plan, key: str, origin: Origin, refs: tuple[str, ...], salt: str = "", **slots: str) -> Statement:
    """Return one statement: a phrase with its slots filled, tagged with where it comes from."""
    words = {"brand": plan.material.brief.brand.name, **slots}
    return Statement(text=plan.material.voice.say(key, salt=salt, **words), origin=origin, refs=refs)


def channel_name(plan: Plan, channel: str) -> str:
    """Return a channel's name as it stands in a sentence; ``say`` gives the first word its capital."""
    return plan.material.channels[channel].spoken


def amount(number: int, one: str, many: str) -> str:
    """Return a count with its noun: ``one draft``, ``seven drafts``, ``33 drafts``."""
    return f"{counted(number)} {one if number == 1 else many}"


def period(per: str) -> str:
    """Return a period as prose: ``a month``, ``over the campaign``."""
    return "over the campaign" if per == "campaign" else f"a {per}"


def half_time(plan: Plan) -> date:
    """Return the day of the half-time review: a working day in the middle of the campaign."""
    schedule, market = plan.material.brief.schedule, plan.material.brief.market
    middle = schedule.starts + timedelta(weeks=schedule.weeks) / 2
    return working_day(middle, market.countries, schedule.avoid_dates)
