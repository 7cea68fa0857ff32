"""Every file of a package writes days and shares one way: that of the market's locale."""

from __future__ import annotations

import io
import re

import docx
import openpyxl
import pypdf
import pytest

from aicmo.catalog.locales import MONTHS
from delivery.alder import World
from delivery.alder_brief import brief, normalized

NAMES = "|".join(MONTHS)
DAY_FIRST = re.compile(rf"\b\d{{1,2}} (?:{NAMES}) \d{{4}}")
MONTH_FIRST = re.compile(rf"\b(?:{NAMES}) \d{{1,2}}, \d{{4}}")
SPACED = re.compile(r"\d %|\d\.0%")


def words(name: str, content: bytes) -> str:
    """Return what a reader sees of a file; nothing for pictures, archives and the client's own brief."""
    if name.endswith(".pdf"):
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if name.endswith(".docx"):
        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return "\n".join(str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value)
    return content.decode() if name.endswith((".md", ".html", ".txt", ".csv")) and "brief_as" not in name else ""


@pytest.mark.parametrize(
    ("locale", "foreign", "own"),
    [("en-US", DAY_FIRST, MONTH_FIRST), ("en-GB", MONTH_FIRST, DAY_FIRST)],
    ids=["month first", "day first"],
)
def test_days_and_shares_have_one_form(locale: str, foreign: re.Pattern[str], own: re.Pattern[str]) -> None:
    market = {"countries": ["US"], "locales": [locale], "time_zone": "America/Los_Angeles"}
    files = World(normalized=normalized(brief(market=market))).files()
    read = {name: words(name, content) for name, content in files.items() if name.startswith("client/")}
    assert {name: foreign.findall(text) for name, text in read.items() if foreign.search(text)} == {}
    assert {name: SPACED.findall(text) for name, text in read.items() if SPACED.search(text)} == {}
    assert own.search(read["client/00_cover_letter.pdf"])
    assert own.search(read["client/02_strategy/strategy.docx"])
