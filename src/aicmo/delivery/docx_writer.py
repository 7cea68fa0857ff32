"""An outline as an editable Word document: real styles, real tables, the same bytes every time."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Length, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from aicmo.delivery.archive import repack
from aicmo.delivery.colors import Palette
from aicmo.delivery.outline import (
    Bars,
    Block,
    Bullets,
    Column,
    Heading,
    Note,
    Outline,
    Prose,
    Slogan,
    Table,
    Terms,
)
from aicmo.delivery.sheets import printable

FONT: Final = "Calibri"
STYLES: Final = (
    ("Title", 30), ("Subtitle", 15), ("Heading 1", 18), ("Heading 2", 13), ("Heading 3", 11), ("Caption", 9),
    ("Intense Quote", 10.5),
)  # fmt: skip
CELL: Final = "Table Text"
FIGURES: Final = "Table Figures"
NARROWEST: Final = Inches(0.7)  # what a column of ids takes, and the least a word can live in
RULE: Final = "CDCDCD"
TEXT_WIDTH: Final = Inches(6)
LOGO_HEIGHT, LOGO_WIDTH = Inches(0.6), Inches(3)


class _Paper:
    """A document under way, and the ids of its styles: python-docx would look each up anew, all of them each time."""

    def __init__(self, document: Document) -> None:
        """Take a dressed document."""
        self.document = document
        self._ids = {style.name: style.style_id for style in document.styles}

    def paragraph(self, text: str = "", style: str | None = None) -> Paragraph:
        """Add a paragraph."""
        paragraph = self.document.add_paragraph(printable(text))
        if style:
            self.set_style(paragraph, style)
        return paragraph

    def set_style(self, paragraph: Paragraph, style: str) -> None:
        """Give a paragraph a style by its name."""
        paragraph._p.style = self._ids[style]  # noqa: SLF001 (python-docx has no other way past its search)


def write(outline: Outline, colors: Palette, made_at: datetime) -> bytes:
    """Return the outline as DOCX; ``made_at`` is its created and modified date."""
    document = docx.Document()
    _describe(document, outline, made_at)
    _dress(document, outline, colors)
    if outline.logo:
        _picture(document, outline.logo, outline.brand)
    paper = _Paper(document)
    paper.paragraph(outline.title, "Title")
    paper.paragraph(outline.subtitle, "Subtitle")
    if outline.particulars:  # they make a cover; a document without them begins on its first page
        _pairs(paper, outline.particulars)
        _break(paper)
    for block in (*outline.preface, *outline.blocks):
        _add(paper, block, colors)
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue())


def _picture(document: Document, png: bytes, about: str) -> None:
    """Add a picture no larger than a page's head bears, with its alternative text."""
    shape = document.add_picture(io.BytesIO(png), height=LOGO_HEIGHT)
    if shape.width > LOGO_WIDTH:
        shape.width, shape.height = LOGO_WIDTH, Length(shape.height * LOGO_WIDTH // shape.width)
    shape._inline.docPr.set("descr", printable(about))  # noqa: SLF001 (python-docx has no way to say it)


def _describe(document: Document, outline: Outline, made_at: datetime) -> None:
    known = document.core_properties
    known.title = f"{outline.title}: {outline.subtitle}"
    known.author = known.last_modified_by = known.comments = known.keywords = ""
    known.created = known.modified = made_at.replace(tzinfo=None)
    known.language = outline.language
    known.revision = 1


def _dress(document: Document, outline: Outline, colors: Palette) -> None:
    ink = _rgb(colors.heading)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), outline.language)
    normal.element.get_or_add_rPr().append(language)
    for name, size in STYLES:
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), ink
        # The template's theme fonts and blue rules would win over what is set here.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for rule in style.element.xpath("./w:pPr/w:pBdr"):
            rule.getparent().remove(rule)
    cell = document.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    cell.font.size, cell.paragraph_format.space_after = Pt(9), Pt(2)
    figures = document.styles.add_style(FIGURES, WD_STYLE_TYPE.PARAGRAPH)
    figures.base_style = cell
    figures.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _rgb(color: str) -> RGBColor:
    return RGBColor.from_string(color.lstrip("#").upper())


def _add(paper: _Paper, block: Block, colors: Palette) -> None:  # noqa: C901 (one line per kind of block)
    match block:
        case Heading():
            paper.paragraph(block.text, f"Heading {block.level}")
        case Prose():
            _prose(paper.paragraph(), block)
        case Bullets():
            for item in block.items:
                _prose(paper.paragraph(style="List Bullet"), item)
        case Terms():
            if block.title:
                title = paper.paragraph()
                title.paragraph_format.keep_with_next = True
                title.add_run(printable(block.title)).bold = True
            _pairs(paper, block.pairs)
        case Table():
            _table(paper, block, colors)
        case Bars():
            columns = (Column(title=block.caption, width=3), Column(title="Share", figures=True))
            rows = tuple((bar.label, bar.text) for bar in block.bars)
            _table(paper, Table(caption="", columns=columns, rows=rows), colors)
        case Note():
            paper.paragraph(f"{block.title} {block.text}", "Intense Quote")
        case Slogan():
            paper.paragraph(block.label).paragraph_format.keep_with_next = True
            paper.paragraph(block.text, "Subtitle")


def _break(paper: _Paper) -> None:
    paper.paragraph().add_run().add_break(WD_BREAK.PAGE)


def _prose(paragraph: Paragraph, prose: Prose) -> None:
    for index, sentence in enumerate(prose.sentences):
        paragraph.add_run(printable(sentence.text if index == 0 else f" {sentence.text}"))
        if sentence.marks:
            paragraph.add_run(f" [{', '.join(sentence.marks)}]").font.size = Pt(8)


def _pairs(paper: _Paper, pairs: tuple[tuple[str, str], ...]) -> None:
    for label, text in pairs:
        paragraph = paper.paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"{printable(label)}: ").bold = True
        paragraph.add_run(printable(text))


def _table(paper: _Paper, block: Table, colors: Palette) -> None:
    if block.caption:
        caption = paper.paragraph(block.caption, "Caption")
        caption.paragraph_format.keep_with_next = True
    table = paper.document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    table.autofit = False
    widths = _widths(block.columns)
    _soften(table)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    header = table.rows[0]
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    header._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 (python-docx has no public way to repeat a header row)
    for cell, column, width in zip(header.cells, block.columns, widths, strict=True):
        _fill(paper, cell, column.title, column, width)
        _paint(cell, colors)
    for index, words in enumerate(block.rows, start=1):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 (nor to keep a row together)
        for cell, text, column, width in zip(row.cells, words, block.columns, widths, strict=True):
            _fill(paper, cell, text, column, width, bold=block.total and index == len(block.rows))
    paper.paragraph()


def _soften(table: WordTable) -> None:
    """Draw only light rules between the rows."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        rule.set(qn("w:val"), "single" if side in {"bottom", "insideH"} else "nil")
        rule.set(qn("w:color"), RULE)
        borders.append(rule)
    table._tbl.tblPr.append(borders)  # noqa: SLF001 (nor to set a table's own borders)


def _widths(columns: tuple[Column, ...]) -> list[Length]:
    whole = sum(column.width for column in columns) or 1
    wanted = [max(NARROWEST, TEXT_WIDTH * column.width // whole) for column in columns]
    return [Length(TEXT_WIDTH * width // sum(wanted)) for width in wanted]


def _fill(paper: _Paper, cell: _Cell, text: str, column: Column, width: Length, *, bold: bool = False) -> None:
    cell.width = width
    paragraph = cell.paragraphs[0]
    paper.set_style(paragraph, FIGURES if column.figures else CELL)
    run = paragraph.add_run(printable(text))
    if bold:
        run.bold = True


def _paint(cell: _Cell, colors: Palette) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colors.primary.lstrip("#"))
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 (nor to shade a cell)
    for run in cell.paragraphs[0].runs:
        run.font.bold, run.font.color.rgb = True, _rgb(colors.on_primary)
