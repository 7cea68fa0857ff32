"""04_calendar: the plan as a sheet, as ICS, and as the files that calendars and schedulers import."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar, Event

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind
from aicmo.catalog.locales import WEEKDAYS
from aicmo.delivery import wording
from aicmo.delivery.artifact import Artifact, part
from aicmo.delivery.calendar_view import Appearance, scheduled
from aicmo.delivery.dossier import Dossier, channel_name, kind_name
from aicmo.delivery.sheets import printable, sheet, table

FOLDER = "04_calendar"
MARGIN = timedelta(days=366)  # of zone rules before and after the campaign: at least one change of clocks each
LASTS = timedelta(minutes=15)
GOOGLE = (
    "Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event", "Description", "Location",
    "Private",
)  # fmt: skip
HOOTSUITE_ROWS = 350
HOOTSUITE_STEP = 5


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return the calendar in every format; nothing when nothing is scheduled."""
    planned = scheduled(dossier)
    if not planned:
        return []
    return [
        _sheet(dossier, planned),
        Artifact(f"{FOLDER}/calendar.ics", _ics(dossier, planned), "calendar"),
        _google(planned),
        *_hootsuite(planned),
    ]


def _sheet(dossier: Dossier, planned: list[Appearance]) -> Artifact:
    header = (
        "date", "weekday", "time", "time_zone", "channel", "format", "locale", "stage", "pillar", "draft", "title",
        "action", "link", "owner", "status",
    )  # fmt: skip
    rows = [
        (
            each.at.date(), WEEKDAYS[each.at.weekday()], f"{each.at:%H:%M}", dossier.brief.market.time_zone,
            channel_name(each.draft.channel), kind_name(each.draft.kind), each.draft.locale,
            each.draft.slot.stage.value, dossier.pillar(each.draft.slot.pillar), each.draft.code,
            wording.title(each.draft), each.draft.slot.action, wording.address(each.draft), each.draft.slot.owner,
            "for approval",
        )
        for each in planned
    ]  # fmt: skip
    return sheet(f"{FOLDER}/calendar.csv", "calendar", header, rows)


def _ics(dossier: Dossier, planned: list[Appearance]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{dossier.brief.client}//{dossier.pack.id}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", printable(f"{dossier.brief.brand.name}: {dossier.brief.title}"))
    for each in planned:
        calendar.add_component(_event(dossier, each))
    calendar.add_missing_timezones(planned[0].at.date() - MARGIN, planned[-1].at.date() + MARGIN)
    return bytes(calendar.to_ical())


def _event(dossier: Dossier, each: Appearance) -> Event:
    event = Event()
    name = f"{part(each.draft.locale)}-{part(each.draft.code)}"
    event.add("uid", f"{dossier.run_id}-{name}@{dossier.brief.client}.invalid")
    event.add("dtstamp", dossier.made_at)
    event.add("dtstart", each.at)
    event.add("dtend", each.at + LASTS)
    event.add("summary", _subject(each))
    event.add("description", printable(_description(each)))
    event.add("status", "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    return event


def _subject(each: Appearance) -> str:
    title = printable(wording.title(each.draft))
    return f"{channel_name(each.draft.channel)} {each.draft.code}: {title}".replace("\n", " ")


def _description(each: Appearance) -> str:
    link = wording.address(each.draft)
    return "\n\n".join(part for part in (wording.caption(each.draft), link) if part)


def _google(planned: list[Appearance]) -> Artifact:
    rows = [
        (
            _subject(each), f"{each.at:%m/%d/%Y}", f"{each.at:%I:%M %p}", f"{each.at + LASTS:%m/%d/%Y}",
            f"{each.at + LASTS:%I:%M %p}", "False", _description(each), "", "True",
        )
        for each in planned
    ]  # fmt: skip
    return sheet(f"{FOLDER}/import_google_calendar.csv", "calendar import", GOOGLE, rows)


def _hootsuite(planned: list[Appearance]) -> list[Artifact]:
    made = []
    posts = [each for each in planned if each.draft.kind == DraftKind.SOCIAL_POST]
    for profile in dict.fromkeys((each.draft.channel, each.draft.locale) for each in posts):
        mine = [each for each in posts if (each.draft.channel, each.draft.locale) == profile]
        for index in range(0, len(mine), HOOTSUITE_ROWS):
            rows = [_hootsuite_row(each) for each in mine[index : index + HOOTSUITE_ROWS]]
            name = "_".join(["import_hootsuite", part(profile[0]), part(profile[1]), *([str(index)] if index else [])])
            made.append(Artifact(f"{FOLDER}/{name}.csv", table((), rows), "scheduler import", locale=profile[1]))
    return made


def _hootsuite_row(each: Appearance) -> tuple[str, ...]:
    at = each.at - timedelta(minutes=each.at.minute % HOOTSUITE_STEP)
    clickable = channels()[each.draft.channel].clickable_links
    return f"{at:%m/%d/%Y %H:%M}", wording.caption(each.draft), (wording.address(each.draft) or "") if clickable else ""
