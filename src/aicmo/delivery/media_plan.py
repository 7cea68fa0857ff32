"""02_strategy/media_plan: a workbook that recalculates when the client changes the total or a share, and a CSV."""

from __future__ import annotations

import io
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from aicmo.delivery.artifact import Artifact
from aicmo.delivery.colors import Palette, palette
from aicmo.delivery.dossier import Dossier, channel_name
from aicmo.delivery.money_tables import ESTIMATE
from aicmo.delivery.sheets import printable, sheet
from aicmo.strategy.documents import BudgetLine, ChannelPlan, Range

FOLDER = "02_strategy"
GIVEN = "#fff8dc"
FORECAST = (
    "Channel", "Outcome", "Money", "Per unit of money", "Low factor", "High factor", "Low", "Expected",
    "High", "Worked out by", "Rests on",
)  # fmt: skip
FIRST = 5  # the first budget line's row in Excel's own counting


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return workbook and CSV; nothing when the plan has no money in it."""
    if not dossier.strategy.budget or dossier.strategy.total is None:
        return []
    return [
        Artifact(f"{FOLDER}/media_plan.xlsx", _workbook(dossier), "media plan", locale=dossier.locale),
        _csv(dossier),
    ]


def _csv(dossier: Dossier) -> Artifact:
    header = ("line", "kind", "channel", "amount", "currency", "share_percent")
    rows = [
        (line.label, line.kind, line.channel, line.amount.amount, line.amount.currency, line.share)
        for line in dossier.strategy.budget
    ]
    return sheet(f"{FOLDER}/media_plan.csv", "media plan", header, rows)


def _workbook(dossier: Dossier) -> bytes:
    out = io.BytesIO()
    currency = dossier.strategy.budget[0].amount.currency
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {
                "title": printable(f"{dossier.brief.title}: media plan"),
                "created": dossier.made_at.replace(tzinfo=None),
            }
        )
        looks = Looks(book, palette(dossier.brief.brand.colors), currency)
        _budget(book, dossier, looks)
        _flights(book, dossier, looks)
        _forecast(book, dossier, looks)
    return out.getvalue()


class Looks:
    """The workbook's cell formats; those named ``given`` mark what the client may change."""

    def __init__(self, book: Workbook, colors: Palette, currency: str) -> None:
        """Make them in ``book``."""
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
        self.given_share: Format = book.add_format(given | {"num_format": "0.0%"})
        self.given_money: Format = book.add_format(given | {"num_format": money, "bold": True})
        self.given_rate: Format = book.add_format(given | {"num_format": "0.0000"})
        self.given_factor: Format = book.add_format(given | {"num_format": "0.00"})
        self.sum_text: Format = book.add_format(total | {"indent": 1})
        self.sum_money: Format = book.add_format(total | {"num_format": money})
        self.sum_share: Format = book.add_format(total | {"num_format": "0.0%"})


def _budget(book: Workbook, dossier: Dossier, looks: Looks) -> None:
    page = _page(
        book, "Budget", "Budget", "Yellow cells are yours to change; amounts follow from total and shares.", looks
    )
    page.set_column("A:A", 34)
    page.set_column("B:D", 18)
    strategy = dossier.strategy
    assert strategy.total is not None  # noqa: S101 (artifacts() asked)
    _row(page, FIRST - 2, ("Line", "Kind", "Share", "Amount"), looks.head)
    last = FIRST + len(strategy.budget) - 1
    total = f"$D${last + 2}"
    for index, line in enumerate(strategy.budget):
        _budget_line(page, FIRST + index, line, strategy.total.amount, looks, total=total)
    page.write_string(last, 0, "Sum of the lines", looks.sum_text)
    page.write_string(last, 1, "", looks.sum_text)
    page.write_formula(last, 2, f"=SUM(C{FIRST}:C{last})", looks.sum_share, 1)
    page.write_formula(last, 3, f"=SUM(D{FIRST}:D{last})", looks.sum_money, float(strategy.total.amount))
    _row(page, last + 1, ("Total to spend", "", ""), looks.text)
    page.write_number(last + 1, 3, float(strategy.total.amount), looks.given_money)
    check = f'=IF(ABS(D{last + 1}-D{last + 2})<0.05,"Shares add up to the total","Shares do not add up to 100%")'
    page.write_formula(last + 2, 0, check, looks.note, "Shares add up to the total")
    _chart(book, page, last, looks)


def _budget_line(page: Worksheet, row: int, line: BudgetLine, whole: Decimal, looks: Looks, *, total: str) -> None:
    page.write_string(row - 1, 0, printable(line.label), looks.text)
    page.write_string(row - 1, 1, line.kind, looks.text)
    page.write_number(row - 1, 2, float(line.amount.amount / whole), looks.given_share)
    page.write_formula(row - 1, 3, f"=C{row}*{total}", looks.money, float(line.amount.amount))


def _chart(book: Workbook, page: Worksheet, last: int, looks: Looks) -> None:
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Amount",
            "categories": f"=Budget!$A${FIRST}:$A${last}",
            "values": f"=Budget!$D${FIRST}:$D${last}",
            "fill": {"color": looks.bar},
        }
    )
    chart.set_title({"name": "Where the money goes"})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    page.insert_chart("F4", chart, {"description": "Bar chart of the budget lines", "x_scale": 1.2})


def _flights(book: Workbook, dossier: Dossier, looks: Looks) -> None:
    flights = dossier.strategy.flights
    if not flights:
        return
    page = _page(
        book,
        "Flights",
        "When the media money is spent",
        "Yellow cells are yours to change; amounts follow from the shares.",
        looks,
    )
    page.set_column("A:A", 26)
    page.set_column("B:E", 16)
    page.set_column("F:F", 60)
    _row(page, FIRST - 2, ("Phase", "From", "To", "Share", "Amount", "Purpose"), looks.head)
    last = FIRST + len(flights) - 1
    media = sum(float(flight.amount.amount) for flight in flights if flight.amount)
    for index, flight in enumerate(flights):
        row = FIRST + index
        _row(page, row - 1, (flight.name, flight.starts.isoformat(), flight.ends.isoformat()), looks.text)
        page.write_number(row - 1, 3, float(flight.share / 100), looks.given_share)
        value = float(flight.amount.amount) if flight.amount else 0
        page.write_formula(row - 1, 4, f"=D{row}*$E${last + 2}", looks.money, value)
        page.write_string(row - 1, 5, printable(flight.purpose), looks.text)
    page.write_string(last, 0, "Sum", looks.sum_text)
    page.write_formula(last, 3, f"=SUM(D{FIRST}:D{last})", looks.sum_share, 1)
    page.write_formula(last, 4, f"=SUM(E{FIRST}:E{last})", looks.sum_money, media)
    page.write_string(last + 1, 0, "Media money", looks.text)
    page.write_number(last + 1, 4, media, looks.given_money)


def _forecast(book: Workbook, dossier: Dossier, looks: Looks) -> None:
    rows = {line.channel: FIRST + index for index, line in enumerate(dossier.strategy.budget) if line.channel}
    outcomes = [(plan, each) for plan in dossier.strategy.channels for each in plan.forecast if plan.channel in rows]
    if not outcomes:
        return
    page = _page(book, "Forecast", "What may come of it", f"{ESTIMATE} Money comes from the first sheet.", looks)
    page.set_column("A:B", 20)
    page.set_column("C:I", 14)
    page.set_column("J:J", 48)
    page.set_column("K:K", 12)
    _row(page, FIRST - 2, FORECAST, looks.head)
    for index, (plan, each) in enumerate(outcomes):
        _outcome(page, FIRST + index, plan, each, looks, budget_row=rows[plan.channel])


def _outcome(page: Worksheet, row: int, plan: ChannelPlan, each: Range, looks: Looks, *, budget_row: int) -> None:
    spend = plan.budget.amount if plan.budget else Decimal(0)
    _row(page, row - 1, (channel_name(plan.channel), each.metric), looks.text)
    page.write_formula(row - 1, 2, f"=Budget!D{budget_row}", looks.money, float(spend))
    page.write_number(row - 1, 3, _ratio(each.expected, spend), looks.given_rate)
    page.write_number(row - 1, 4, _ratio(each.low, each.expected), looks.given_factor)
    page.write_number(row - 1, 5, _ratio(each.high, each.expected), looks.given_factor)
    page.write_formula(row - 1, 6, f"=H{row}*E{row}", looks.count, float(each.low))
    page.write_formula(row - 1, 7, f"=C{row}*D{row}", looks.count, float(each.expected))
    page.write_formula(row - 1, 8, f"=H{row}*F{row}", looks.count, float(each.high))
    _row(page, row - 1, (each.formula, ", ".join(each.refs)), looks.text, start=9)


def _ratio(part: Decimal, whole: Decimal) -> float:
    return float(part / whole) if whole else 0.0


def _page(book: Workbook, name: str, title: str, note: str, looks: Looks) -> Worksheet:
    page = book.add_worksheet(name)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_row(FIRST - 2, 32)
    page.fit_to_pages(1, 0)
    page.freeze_panes(FIRST - 1, 1)
    page.write_string(0, 0, title, looks.title)
    page.write_string(1, 0, note, looks.note)
    return page


def _row(page: Worksheet, row: int, cells: tuple[str, ...], look: Format, *, start: int = 0) -> None:
    for index, cell in enumerate(cells):
        page.write_string(row, start + index, printable(cell), look)
