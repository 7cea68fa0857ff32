"""How the package's workbooks look: cell formats in the client's colors, and pages with a title and frozen heads."""

from __future__ import annotations

from datetime import date, datetime, time

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from aicmo.catalog.locales import sheet_day
from aicmo.delivery.colors import Palette
from aicmo.delivery.sheets import printable

GIVEN = "#fff8dc"
FIRST = 5  # the first row of a table's body, in Excel's own counting


class Looks:
    """The workbook's cell formats; those named ``given`` mark what the client may change."""

    def __init__(self, book: Workbook, colors: Palette, currency: str, locale: str) -> None:
        """Make them in ``book``; days are written as the locale does."""
        money = f'"{currency}" #,##0.00'
        line = {"bottom": 1, "bottom_color": "#d0d0d0", "valign": "top"}
        total = line | {"bold": True, "bg_color": colors.tint, "top": 1}
        given = line | {"bg_color": GIVEN}
        head = {"bold": True, "bg_color": colors.primary, "font_color": colors.on_primary, "text_wrap": True}
        self.bar = colors.accent
        self.title: Format = book.add_format({"bold": True, "font_size": 16, "font_color": colors.heading})
        self.note: Format = book.add_format({"italic": True, "font_color": "#595959"})
        self.head: Format = book.add_format(head | {"valign": "vcenter", "indent": 1})
        self.text: Format = book.add_format(line | {"text_wrap": True, "indent": 1})
        self.money: Format = book.add_format(line | {"num_format": money})
        self.count: Format = book.add_format(line | {"num_format": "#,##0"})
        self.day: Format = book.add_format(line | {"num_format": sheet_day(locale), "align": "left", "indent": 1})
        self.given_count: Format = book.add_format(given | {"num_format": "#,##0"})
        self.given_share: Format = book.add_format(given | {"num_format": "0.0%"})
        self.given_money: Format = book.add_format(given | {"num_format": money, "bold": True})
        self.given_rate: Format = book.add_format(given | {"num_format": "0.0000"})
        self.given_factor: Format = book.add_format(given | {"num_format": "0.00"})
        self.sum_text: Format = book.add_format(total | {"indent": 1})
        self.sum_money: Format = book.add_format(total | {"num_format": money})
        self.sum_share: Format = book.add_format(total | {"num_format": "0.0%"})


def page_of(book: Workbook, name: str, title: str, note: str, looks: Looks) -> Worksheet:
    """Add a page with its title and a note on how to use it."""
    page = book.add_worksheet(name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_row(FIRST - 2, 32)
    page.fit_to_pages(1, 0)
    page.freeze_panes(FIRST - 1, 1)
    page.write_string(0, 0, title, looks.title)
    page.write_string(1, 0, note, looks.note)
    return page


def write_row(page: Worksheet, row: int, cells: tuple[str, ...], look: Format, *, start: int = 0) -> None:
    """Write texts beside each other; ``row`` and ``start`` count from 0."""
    for index, cell in enumerate(cells):
        page.write_string(row, start + index, printable(cell), look)


def write_day(page: Worksheet, row: int, column: int, day: date, look: Format) -> None:
    """Write a real date, which a spreadsheet can sort and reckon with."""
    page.write_datetime(row, column, datetime.combine(day, time()), look)
