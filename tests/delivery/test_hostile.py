"""Hostile text from a brief or a draft stays text in every format."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from html.parser import HTMLParser

import pypdf
import pytest
from icalendar import Calendar
from markdown_it import MarkdownIt

from aicmo.delivery.markdown import escape, paragraphs
from aicmo.delivery.markup import element, link
from delivery.alder import CREATED, World
from delivery.alder_drafts import contents, landing, mail, post

EVIL = (
    '=HYPERLINK("http://evil.example","x")</style><script>alert(1)</script>\r\nATTENDEE:mailto:evil@evil.example #let x'
)
NAME = '<img src=x onerror="alert(1)"> ](javascript:alert(1)) | `code`'


class Tags(HTMLParser):
    """Collects elements and event handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.dangerous: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        card = (dict(attrs).get("src") or "").startswith("07_assets/")
        if tag in {"script", "iframe", "object", "img"} and not card:
            self.dangerous.append(tag)
        self.dangerous += [key for key, value in attrs if key.startswith("on") or "javascript:" in (value or "")]


@pytest.fixture(scope="module")
def hostile() -> dict[str, bytes]:
    world = World().with_brief(title=NAME[:100])
    bad = contents() | {
        "ig-01": ("instagram", post("ig-01", EVIL), CREATED),
        "mail-01": (
            "email",
            mail().model_copy(update={"subject": NAME, "paragraphs": (EVIL,), "link": "javascript:alert(1)"}),
            None,
        ),
        "lp-01": ("landing_page", landing().model_copy(update={"promise": EVIL, "link": "javascript:alert(1)"}), None),
    }
    return replace(world, contents=bad).files()


def test_html_gets_no_new_elements_or_handlers(hostile: dict[str, bytes]) -> None:
    pages = [name for name in hostile if name.endswith(".html")]
    assert len(pages) >= 3
    for name in pages:
        found = Tags()
        found.feed(hostile[name].decode())
        assert found.dangerous == [], name


def test_markdown_gets_no_new_elements_or_links(hostile: dict[str, bytes]) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable("table")
    for name, content in hostile.items():
        if name.endswith(".md") and "as_received" not in name:
            found = Tags()
            found.feed(reader.render(content.decode()))
            assert found.dangerous == [], name


def test_csv_gets_no_formula(hostile: dict[str, bytes]) -> None:
    cells = [
        cell
        for name, content in hostile.items()
        if name.endswith(".csv")
        for row in csv.reader(io.StringIO(content.decode(), newline=""))
        for cell in row
    ]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in cells)


def test_a_calendar_gets_no_new_lines(hostile: dict[str, bytes]) -> None:
    events = Calendar.from_ical(hostile["client/04_calendar/calendar.ics"]).walk("VEVENT")
    assert len(events) == 3
    assert not any("ATTENDEE" in event for event in events)


def test_typst_code_is_set_as_text(hostile: dict[str, bytes]) -> None:
    letter = pypdf.PdfReader(io.BytesIO(hostile["client/00_cover_letter.pdf"])).pages[0].extract_text()
    assert "<img src=x onerror=" in letter


def test_escaped_markdown_reads_as_it_was_written() -> None:
    words = "1. *not* a [link](x) # or | table <b> & `code` 5 > 3 - _so_"
    assert (
        MarkdownIt().renderInline(escape(words)).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        == words
    )
    assert "<br" in MarkdownIt().render(paragraphs("one\ntwo"))


def test_lines_that_people_copy_keep_their_hashtags_and_names() -> None:
    assert escape("#GutterCleaning snake_case_name") == "#GutterCleaning snake_case_name"
    assert [escape(text) for text in ("# a", "- a", "1. a", "&copy;", "---", "_a_")] == [
        r"\# a",
        r"\- a",
        r"1\. a",
        r"\&copy;",
        r"\---",
        r"\_a\_",
    ]


def test_only_web_and_mail_addresses_become_links() -> None:
    assert link("go", "javascript:alert(1)") == "go"
    assert link("go", "https://a.example/?a=1&b=2") == '<a href="https://a.example/?a=1&amp;b=2">go</a>'
    assert element("p", "<b>") == "<p>&lt;b&gt;</p>"
