"""How a slide is drawn: a title, text, cards, tables and native charts in the client's colours, 13.33 by 7.5 inches."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Inches, Length, Pt

from aicmo.delivery.archive import packed, repack
from aicmo.delivery.colors import Palette, mixed
from aicmo.delivery.sheets import printable

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.75
INNER: Final = WIDTH - 2 * MARGIN
TITLE_ONLY: Final = 5  # the layout of python-pptx's own template that holds nothing but a title
FONT: Final = "Calibri"
INK, QUIET, PAPER = "#222222", "#595959", "#ffffff"
DATED: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
MOST_SERIES: Final = 6

Box = tuple[float, float, float, float]
"""Left, top, width, height in inches."""


class Deck:
    """A presentation in the making."""

    def __init__(self, colors: Palette, title: str, language: str, made_at: datetime) -> None:
        """Start with no slide."""
        self.colors = colors
        self._file = Presentation()
        self._file.slide_width, self._file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self._made_at = made_at.replace(tzinfo=None)
        known = self._file.core_properties
        known.title, known.language = printable(title), language
        known.author = known.last_modified_by = known.comments = known.keywords = known.subject = ""
        known.created = known.modified = self._made_at
        known.revision = 1

    def slide(self, title: str, notes: str = "", *, cover: bool = False) -> Slide:
        """Add a slide with a title, and what a speaker may say below it."""
        slide: Slide = self._file.slides.add_slide(self._file.slide_layouts[TITLE_ONLY])
        if cover:
            self.panel(slide, (0, 0, WIDTH, HEIGHT), self.colors.primary)
        else:
            self.panel(slide, (MARGIN, 0.62, 0.5, 0.07), self.colors.accent)
        head = slide.shapes.title
        assert head is not None  # noqa: S101 (the layout has one)
        box = (MARGIN, 2.4, INNER, 1.8) if cover else (MARGIN, 0.72, INNER, 0.85)
        head.left, head.top, head.width, head.height = (Inches(each) for each in box)
        color = self.colors.on_primary if cover else self.colors.heading
        _fill(head.text_frame, [title], 44 if cover else 30, color, bold=True)
        head.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if cover else MSO_ANCHOR.MIDDLE
        slide.shapes._spTree.append(head._element)  # noqa: SLF001 (the title above the panel)
        if notes:
            frame = slide.notes_slide.notes_text_frame
            assert frame is not None  # noqa: S101 (the notes' layout has one)
            frame.text = printable(notes)
        return slide

    def panel(self, slide: Slide, box: Box, color: str) -> None:
        """Draw a filled rectangle."""
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Inches(each) for each in box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(color)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def picture(self, slide: Slide, box: Box, png: bytes, about: str) -> None:
        """Set a picture as large as fits into the box, at its right upper corner, with its alternative text."""
        left, top, width, height = (Inches(each) for each in box)
        shape = slide.shapes.add_picture(io.BytesIO(png), left, top)
        scale = min(width / shape.width, height / shape.height)
        shape.width, shape.height = Length(int(shape.width * scale)), Length(int(shape.height * scale))
        shape.left = Length(left + width - shape.width)
        element: Any = shape._element  # noqa: SLF001 (python-pptx has no way to say it)
        element.nvPicPr.cNvPr.set("descr", printable(about))

    def text(
        self, slide: Slide, box: Box, lines: Sequence[str], size: float, color: str = INK, *, bold: bool = False
    ) -> None:
        """Set lines of text, smaller where they would not fit."""
        frame = slide.shapes.add_textbox(*(Inches(each) for each in box)).text_frame
        _fill(frame, lines, fitted(lines, box, size), color, bold=bold)

    def card(self, slide: Slide, box: Box, head: str, lines: Sequence[str], size: float = 16) -> None:
        """Set a heading with text below it on a tinted panel."""
        left, top, width, height = box
        self.panel(slide, box, self.colors.tint)
        self.panel(slide, (left, top, width, 0.06), self.colors.accent)
        self.text(slide, (left + 0.2, top + 0.2, width - 0.4, 0.75), [head], 18, self.colors.heading, bold=True)
        self.text(slide, (left + 0.2, top + 1.0, width - 0.4, height - 1.15), lines, size)

    def table(
        self, slide: Slide, box: Box, heads: Sequence[str], rows: Sequence[Sequence[str]], parts: Sequence[int]
    ) -> None:
        """Set a table; ``parts`` are the columns' parts of the width."""
        size = [Inches(each) for each in box]
        grid: Any = slide.shapes.add_table(len(rows) + 1, len(heads), *size).table
        for column, part in zip(grid.columns, parts, strict=True):
            column.width = Length(int(size[2] * part / sum(parts)))
        for number, row in enumerate([heads, *rows]):
            grid.rows[number].height = Length(int(size[3] / (len(rows) + 1)))
            for place, words in enumerate(row):
                cell = grid.cell(number, place)
                cell.fill.solid()
                back = self.colors.primary if number == 0 else self.colors.tint if number % 2 == 0 else PAPER
                cell.fill.fore_color.rgb = rgb(back)
                color = self.colors.on_primary if number == 0 else INK
                _fill(cell.text_frame, [words], 13, color, bold=number == 0)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE

    def chart(
        self,
        slide: Slide,
        box: Box,
        kind: XL_CHART_TYPE,
        names: Sequence[str],
        series: Mapping[str, Sequence[Decimal | int]],
        form: str = "#,##0",
    ) -> None:
        """Draw a native chart whose figures can be edited; one colour a series, none where there are more than six."""
        data = CategoryChartData(number_format=form)
        data.categories = [printable(name) for name in names]
        for name, values in series.items():
            data.add_series(printable(name), [float(value) for value in values])
        left, top, width, height = (Inches(each) for each in box)
        shapes: Any = slide.shapes
        chart = shapes.add_chart(kind, left, top, width, height, data).chart
        self._look(chart, len(series), form)

    def _look(self, chart: Chart, series: int, form: str) -> None:
        chart.font.size, chart.font.name = Pt(13), FONT
        chart.has_title = False
        chart.has_legend = series > 1
        plot: Any = chart.plots[0]
        if series > 1:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        else:
            plot.has_data_labels = True
            plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False
            plot.data_labels.font.size = Pt(13)
        plot.gap_width = 60
        if series <= MOST_SERIES:
            for number, each in enumerate(plot.series):
                each.format.fill.solid()
                each.format.fill.fore_color.rgb = rgb(self._shade(number))
        chart.value_axis.visible = series > 1
        chart.value_axis.has_major_gridlines = False
        chart.value_axis.minimum_scale = 0
        chart.category_axis.format.line.color.rgb = rgb("#bfbfbf")
        chart.category_axis.tick_labels.font.size = Pt(13)

    def _shade(self, number: int) -> str:
        base = self.colors.heading if number % 2 == 0 else self.colors.accent
        return mixed(base, PAPER, 1 - 0.28 * (number // 2))

    def content(self) -> bytes:
        """Return the file: the same bytes for the same slides."""
        out = io.BytesIO()
        self._file.save(out)
        stamp = f"{self._made_at:%Y-%m-%dT%H:%M:%SZ}".encode()
        with zipfile.ZipFile(io.BytesIO(out.getvalue())) as source:
            parts = {name: _steady(name, source.read(name), stamp) for name in source.namelist()}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name, part in parts.items():
                target.writestr(name, part)
        return repack(out.getvalue())


def _steady(name: str, content: bytes, stamp: bytes) -> bytes:
    """Return a part as it is; a chart's workbook with the deck's date instead of the moment it was made."""
    if not name.endswith(".xlsx"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return packed({each: DATED.sub(rb"\g<1>" + stamp, book.read(each)) for each in book.namelist()})


def fitted(lines: Sequence[str], box: Box, size: float) -> float:
    """Return the largest size, down to 10 points, at which lines are likely to fit a box; a letter is half as wide."""
    while size > 10:  # noqa: PLR2004 (smaller is not read from a chair)
        a_line = box[2] * 72 / (size * 0.5)
        needed = sum(max(1, -(-len(line) // max(1, int(a_line)))) for line in lines) + 0.35 * (len(lines) - 1)
        if needed * size * 1.2 <= box[3] * 72:
            break
        size -= 1
    return size


def rgb(color: str) -> RGBColor:
    """Return a colour as the file writes it."""
    return RGBColor(*bytes.fromhex(color.removeprefix("#")))


def _fill(text: TextFrame, lines: Sequence[str], size: float, color: str, *, bold: bool = False) -> None:
    frame: Any = text  # the library's own types leave half of it open
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Inches(0.05)
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size * 0.35)
        run = paragraph.add_run()
        run.text = printable(line)
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = rgb(color)
