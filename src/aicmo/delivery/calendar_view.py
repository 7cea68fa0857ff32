"""The calendar as a person sees it: what appears when, and how many pieces a week on which channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from aicmo.delivery.dossier import Dossier, channel_name
from aicmo.delivery.outline import Block, Column, Table
from aicmo.production.models import ProductionDraft


@dataclass(frozen=True)
class Appearance:
    """A draft at its planned time, in the market's zone."""

    at: datetime
    draft: ProductionDraft

    def week(self, dossier: Dossier) -> int:
        """Return the campaign's week, from 0."""
        return (self.at.date() - dossier.brief.schedule.starts).days // 7


def scheduled(dossier: Dossier) -> list[Appearance]:
    """Return the drafts with a time, in the order they appear."""
    dated = [
        Appearance(dossier.local(draft.slot.publish_at), draft) for draft in dossier.drafts if draft.slot.publish_at
    ]
    return sorted(dated, key=lambda each: (each.at, each.draft.locale, each.draft.code))


def week_table(dossier: Dossier) -> Iterator[Block]:
    """Yield a table of weeks by channels; nothing when nothing is scheduled."""
    planned = scheduled(dossier)
    if not planned:
        return
    channels = list(dict.fromkeys(each.draft.channel for each in planned))
    counted = Counter((each.week(dossier), each.draft.channel) for each in planned)
    weeks = sorted({week for week, _ in counted})
    rows = [(*_dates(dossier, week), *(str(counted[week, each] or "–") for each in channels)) for week in weeks]
    rows.append(("Total", "", *(str(sum(each.draft.channel == channel for each in planned)) for channel in channels)))
    heads = (Column(title="Week", width=2), Column(title="From", width=3))
    columns = tuple(Column(title=channel_name(each), width=2, figures=True) for each in channels)
    yield Table(caption="Calendar overview", columns=(*heads, *columns), rows=tuple(rows), total=True)


def _dates(dossier: Dossier, week: int) -> tuple[str, str]:
    return f"Week {week + 1}", dossier.day(dossier.brief.schedule.starts + timedelta(weeks=week))
