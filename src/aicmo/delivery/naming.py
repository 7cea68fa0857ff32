"""What a package is called, and which day it bears."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from aicmo.catalog import packs
from aicmo.delivery.artifact import slug

if TYPE_CHECKING:
    from datetime import date, datetime

    from aicmo.onboarding.documents import NormalizedBrief

FIRST_VERSION = "1.0"


def package_name(normalized: NormalizedBrief, made_at: datetime, version: str = FIRST_VERSION) -> str:
    """Return the package's name: client, pack in the client's words, date, version."""
    brief = normalized.brief
    day = made_on(normalized, made_at)
    return f"{slug(brief.client, 60)}_{slug(packs()[brief.pack].title)}_{day:%Y%m%d}_v{version}"


def made_on(normalized: NormalizedBrief, made_at: datetime) -> date:
    """The day the run was created, where the client is; never before the day the brief was received elsewhere."""
    return max(made_at.astimezone(ZoneInfo(normalized.brief.market.time_zone)).date(), normalized.received_on)
