"""CSV, calendars and imports: round trips through real readers."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from aicmo.delivery.sheets import EXECUTES, inert, printable, table
from aicmo.delivery.tracking import event_name
from delivery.alder_drafts import contents
from delivery.alder_strategy import strategy


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def records(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back_from_csv_and_never_as_a_formula(cells: list[list[str]]) -> None:
    found = rows(table(("a", "b"), cells))[1:]
    assert [cell.removeprefix("'") for row in found for cell in row] == [
        printable(cell).removeprefix("'") for row in cells for cell in row
    ]
    assert not any(cell.lstrip().startswith(EXECUTES) for row in found for cell in row)


def test_formulas_are_marked_and_numbers_are_not() -> None:
    assert inert("=1+1") == "'=1+1"
    assert inert("  @SUM(A1)") == "'  @SUM(A1)"
    assert inert("-2") == "'-2"
    assert inert(-2) == "-2"
    assert inert("a\x00b\x1b[31m") == "ab[31m"


def test_every_csv_is_rectangular_with_crlf(package: dict[str, bytes]) -> None:
    for name, content in package.items():
        if name.endswith(".csv"):
            assert len({len(row) for row in rows(content)}) == 1, name
            assert content.endswith(b"\r\n"), name


def test_drafts_csv_has_a_row_for_each_draft_and_names_its_file(package: dict[str, bytes]) -> None:
    found = records(package["client/03_drafts/drafts.csv"])
    assert {row["code"] for row in found} == set(contents())
    assert all(f"client/{row['file']}" in package for row in found)
    assert found[0]["facts"] == "Photos before and after, sent the same day; Licensed and bonded in Oregon"


def test_the_search_campaign_imports_paused_with_everything_it_needs(package: dict[str, bytes]) -> None:
    found = records(package["client/03_drafts/ads/google_rsa.csv"])
    campaign = found[0]
    assert (campaign["Campaign Status"], campaign["Campaign Type"]) == ("Paused", "Search")
    assert (campaign["Budget"], campaign["Languages"], campaign["Start Date"]) == ("46.28", "en", "2026-12-14")
    ad = next(row for row in found if row["Headline 1"])
    assert (ad["Headline 3"], ad["Headline 4"], ad["Path 1"], ad["Status"]) == (
        "Photos The Same Day",
        "",
        "gutters",
        "Paused",
    )
    kinds = {row["Keyword"]: row["Criterion Type"] for row in found if row["Keyword"]}
    assert kinds["gutter cleaning portland"] == "Exact"
    assert kinds["jobs"] == "Campaign Negative Phrase"
    assert [row["Location"] for row in found if row["Location"]] == ["Portland, OR"]
    assert [row["Callout text"] for row in found if row["Callout text"]] == ["Own crew", "Same-day photos"]
    assert [row["Link Text"] for row in found if row["Link Text"]] == ["Prices"]


def test_no_ad_set_can_go_out_to_a_whole_country_when_the_brief_names_places(package: dict[str, bytes]) -> None:
    for row in records(package["client/03_drafts/ads/meta_ads.csv"]):
        assert row["Countries"] == ""
        assert "set locations: Portland, OR" in row["Ad Set Name"]
    assert "set the locations" in package["client/00_readme.md"].decode()


def test_the_daily_budget_is_that_of_the_first_phase_and_a_sheet_says_when_to_change_it(
    package: dict[str, bytes],
) -> None:
    found = records(package["client/03_drafts/ads/daily_budgets.csv"])
    meta = [row for row in found if row["channel"] == "Meta Ads"]
    plan = next(plan for plan in strategy().channels if plan.channel == "meta_ads")
    assert [row["phase"] for row in meta] == [flight.name for flight in strategy().flights]
    assert records(package["client/03_drafts/ads/meta_ads.csv"])[0]["Ad Set Daily Budget"] == meta[0]["daily_budget"]
    spent = sum(Decimal(row["daily_budget"]) * int(row["days"]) for row in meta)
    assert plan.budget is not None
    assert plan.budget.amount - Decimal(1) < spent <= plan.budget.amount


def test_meta_ads_point_to_their_cards(package: dict[str, bytes]) -> None:
    row = records(package["client/03_drafts/ads/meta_ads.csv"])[0]
    assert (row["Ad Status"], row["Campaign Objective"]) == ("PAUSED", "Outcome Leads")
    assert f"client/07_assets/meta_ads/{row['Image File Name']}" in package


def events(package: dict[str, bytes]) -> list[Any]:
    return list(Calendar.from_ical(package["client/04_calendar/calendar.ics"]).walk("VEVENT"))


def test_the_ics_has_the_planned_times_in_the_markets_zone(package: dict[str, bytes]) -> None:
    content = package["client/04_calendar/calendar.ics"]
    first = events(package)[0]
    start = first["DTSTART"]
    assert start.params["TZID"] == "America/Los_Angeles"
    assert start.dt == datetime(2026, 12, 14, 17, 0, tzinfo=UTC)
    assert first["DTEND"].dt - start.dt == timedelta(minutes=15)
    assert first["DTSTAMP"].dt == datetime(2026, 11, 23, 17, 30, 12, tzinfo=UTC)
    assert first["UID"] == "01930000-0000-7000-8000-000000000001-en-us-ig-01@alder-and-rain.invalid"
    assert b"BEGIN:VTIMEZONE" in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_all_calendars_agree(package: dict[str, bytes]) -> None:
    sheet = records(package["client/04_calendar/calendar.csv"])
    google = records(package["client/04_calendar/import_google_calendar.csv"])
    assert len(sheet) == len(google) == len(events(package)) == 4
    assert (sheet[0]["date"], sheet[0]["time"], sheet[0]["weekday"]) == ("2026-12-14", "09:00", "Monday")
    assert (google[0]["Start Date"], google[0]["Start Time"], google[0]["End Time"]) == (
        "12/14/2026",
        "09:00 AM",
        "09:15 AM",
    )
    assert list(google[0]) == [
        "Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event", "Description", "Location",
        "Private",
    ]  # fmt: skip


def test_hootsuite_gets_one_file_a_profile_without_header(package: dict[str, bytes]) -> None:
    instagram = rows(package["client/04_calendar/import_hootsuite_instagram_en-us.csv"])
    facebook = rows(package["client/04_calendar/import_hootsuite_facebook_en-us.csv"])
    assert instagram[0][0] == "12/14/2026 09:00"
    assert instagram[0][2] == "", "Instagram captions have no clickable link"
    assert facebook[0][1].endswith("#PortlandHomes #GutterCleaning")
    assert facebook[0][2].startswith("https://alderandrain.example/quote?utm_source=facebook")


def test_tagged_links_are_taken_apart(package: dict[str, bytes]) -> None:
    found = {row["draft"]: row for row in records(package["client/05_tracking/utm_links.csv"])}
    assert found["mail-01"]["utm_medium"] == "email"
    assert found["mail-01"]["landing_page"] == "https://alderandrain.example/quote"
    assert found["bio-01"]["utm_medium"] == "social"


def test_events_have_names_that_analytics_accept(package: dict[str, bytes]) -> None:
    assert event_name("Call longer than 60 seconds!") == "call_longer_than_60_seconds"
    assert records(package["client/05_tracking/events.csv"])[0]["name"] == "quote_sent"


def test_the_claims_register_says_what_is_held_back_and_what_is_used_where(package: dict[str, bytes]) -> None:
    supported, held = records(package["client/06_claims_legal/claims_register.csv"])
    assert (held["status"], held["used_in"]) == ("held back", "")
    assert "ig-01" in supported["used_in"]
    assert records(package["internal/claims_held_back.csv"])[0]["claim"] == "C2"
