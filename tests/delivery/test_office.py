"""PDF, DOCX and XLSX open in independent readers and say what the strategy says."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import docx
import openpyxl
import pptx
import pypdf
import pytest

CLIENT = "client/02_strategy/"


@pytest.fixture(scope="session")
def strategy_pdf(package: dict[str, bytes]) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(package[CLIENT + "strategy.pdf"]))


def text(reader: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_pdf_is_tagged_titled_and_has_bookmarks(strategy_pdf: pypdf.PdfReader) -> None:
    root: Any = strategy_pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert strategy_pdf.metadata is not None
    assert strategy_pdf.metadata.title == "Before the rain: Strategy"
    titles = [entry.title for entry in strategy_pdf.outline if not isinstance(entry, list)]
    assert titles[:3] == ["Summary", "Situation", "Objectives and measures"]
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_every_character_of_the_pdf_reads_back(package: dict[str, bytes], strategy_pdf: pypdf.PdfReader) -> None:
    letter = pypdf.PdfReader(io.BytesIO(package["client/00_cover_letter.pdf"]))
    for reader in (strategy_pdf, letter):
        assert not {"\x00", "\ufffd"} & set(text(reader))


def test_the_pdf_marks_where_figures_come_from(strategy_pdf: pypdf.PdfReader) -> None:
    words = text(strategy_pdf)
    assert "USD 7.85 in this trade. [S1]" in words.replace("\u00a0", " ")
    assert "USD 6,000" in words
    assert "45 [B]" in words
    assert "30 [C]" in words
    assert "Estimates, not guarantees." in words
    assert "No benchmark row matches this market" in words
    assert "S1: WordStream" in words


def test_the_first_page_of_the_letter_says_what_by_when_and_what_we_need(package: dict[str, bytes]) -> None:
    first = pypdf.PdfReader(io.BytesIO(package["client/00_cover_letter.pdf"])).pages[0].extract_text()
    for words in ("What to approve", "Wednesday, November 25, 2026", "What we need from you", "Maya Ortiz", "1,240"):
        assert words in first


def test_the_docx_has_real_headings_and_tables(package: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(package[CLIENT + "strategy.docx"]))
    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    assert "Budget" in headings
    assert "Risks" in headings
    budget = next(
        table for table in document.tables if len(table.columns) == 3 and table.rows[0].cells[0].text == "Line"
    )
    assert [cell.text for cell in budget.rows[-1].cells] == ["Total", "USD 6,000", "100%"]
    assert document.core_properties.author == ""


def test_the_media_plan_computes(package: dict[str, bytes]) -> None:
    content = package[CLIENT + "media_plan.xlsx"]
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert formulas.sheetnames == ["Budget", "Flights", "Planned", "Forecast"]
    assert formulas["Budget"]["D5"].value == "=C5*$D$9"
    assert formulas["Budget"]["D8"].value == "=SUM(D5:D7)"
    assert values["Budget"]["D8"].value == 6000
    assert values["Budget"]["C5"].value * values["Budget"]["D9"].value == pytest.approx(3240)
    assert formulas["Forecast"]["C5"].value == "=Budget!D5"
    assert formulas["Forecast"]["H5"].value == "=C5*D5"
    assert [values["Forecast"][f"{column}5"].value for column in "GHI"] == [21, 30, 39]
    assert any("chart" in name for name in zipfile.ZipFile(io.BytesIO(content)).namelist())


def test_flights_and_plan_follow_the_budget_and_hold_real_dates(package: dict[str, bytes]) -> None:
    content = io.BytesIO(package[CLIENT + "media_plan.xlsx"])
    flights = openpyxl.load_workbook(content)["Flights"]
    assert isinstance(flights["B5"].value, datetime)
    assert flights["B5"].number_format == "mmmm d, yyyy"
    dates = flights.column_dimensions["B"]
    assert (dates.min, dates.max) == (2, 3)
    assert dates.width >= len("September 30, 2026") + 2, "a narrower column shows ###"
    media = next(row for row in flights.iter_rows() if str(row[0].value).startswith("Media money"))
    assert str(media[4].value).startswith("=SUMIF(Budget!")
    planned = openpyxl.load_workbook(content)["Planned"]
    assert [planned[cell].value for cell in ("B5", "E4")] == ["=Budget!D5", "Pause above, each"]
    assert planned["D5"].value > 0


def test_markdown_pdf_and_docx_tell_the_same(package: dict[str, bytes], strategy_pdf: pypdf.PdfReader) -> None:
    document = docx.Document(io.BytesIO(package[CLIENT + "strategy.docx"]))
    written = "\n".join(each.text for each in document.paragraphs)
    marked = package[CLIENT + "strategy.md"].decode()
    for words in ("Look up before it pours", "What would make this plan stronger", "The price of a two-story clean."):
        assert words in written
        assert words in marked
        assert words in text(strategy_pdf)


def test_the_deck_has_a_title_a_slide_native_charts_with_the_plans_figures_and_the_same_bytes(
    package: dict[str, bytes],
) -> None:
    content = package[CLIENT + "strategy_deck.pptx"]
    deck: Any = pptx.Presentation(io.BytesIO(content))
    assert all(slide.shapes.title.text.strip() for slide in deck.slides)
    width, height = deck.slide_width, deck.slide_height
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= width
            assert shape.top + shape.height <= height
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) >= 3
    figures = {series.name: list(series.values) for chart in charts for series in chart.plots[0].series}
    book = openpyxl.load_workbook(io.BytesIO(package["client/02_strategy/media_plan.xlsx"]), data_only=True)
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert set(figures["Amount"]) <= {float(cell) for cell in cells if isinstance(cell, int | float)}
    assert deck.core_properties.author == ""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        workbooks = [parts.read(name) for name in parts.namelist() if name.endswith(".xlsx")]
    made = {openpyxl.load_workbook(io.BytesIO(each)).properties.created for each in workbooks}
    assert made == {deck.core_properties.created}
