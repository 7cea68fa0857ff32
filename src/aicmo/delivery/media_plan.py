"""02_strategy/media_plan: a workbook that recalculates when the client changes the total or a share, and a CSV."""

from __future__ import annotations

import io
from decimal import Decimal

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from aicmo.delivery.artifact import Artifact
from aicmo.delivery.colors import palette
from aicmo.delivery.dossier import Dossier, channel_name
from aicmo.delivery.money_tables import ESTIMATE
from aicmo.delivery.sheets import printable, sheet
from aicmo.delivery.workbook import FIRST, Looks, page_of, write_day, write_row
from aicmo.strategy.documents import BudgetLine, ChannelPlan, Range

FOLDER = "02_strategy"
FORECAST = (
    "Channel", "Outcome", "Money", "Per unit of money", "Low factor", "High factor", "Low", "Expected",
    "High", "Worked out by", "Rests on",
)  # fmt: skip
PLANNED = ("Channel", "Money", "Measure", "Planned", "Pause above, each")


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
        looks = Looks(book, palette(dossier.brief.brand.colors), currency, dossier.locale)
        _budget(book, dossier, looks)
        _flights(book, dossier, looks)
        _planned(book, dossier, looks)
        _forecast(book, dossier, looks)
    return out.getvalue()


def _budget(book: Workbook, dossier: Dossier, looks: Looks) -> None:
    page = page_of(
        book, "Budget", "Budget", "Yellow cells are yours to change; amounts follow from total and shares.", looks
    )
    page.set_column("A:A", 34)
    page.set_column("B:D", 18)
    strategy = dossier.strategy
    assert strategy.total is not None  # noqa: S101 (artifacts() asked)
    write_row(page, FIRST - 2, ("Line", "Kind", "Share", "Amount"), looks.head)
    last = FIRST + len(strategy.budget) - 1
    total = f"$D${last + 2}"
    for index, line in enumerate(strategy.budget):
        _budget_line(page, FIRST + index, line, strategy.total.amount, looks, total=total)
    page.write_string(last, 0, "Sum of the lines", looks.sum_text)
    page.write_string(last, 1, "", looks.sum_text)
    page.write_formula(last, 2, f"=SUM(C{FIRST}:C{last})", looks.sum_share, 1)
    page.write_formula(last, 3, f"=SUM(D{FIRST}:D{last})", looks.sum_money, float(strategy.total.amount))
    write_row(page, last + 1, ("Total to spend", "", ""), looks.text)
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
    page = page_of(
        book,
        "Flights",
        "When the media money is spent",
        "Yellow cells are yours to change; amounts follow from the shares.",
        looks,
    )
    page.set_column("A:A", 26)
    page.set_column("B:C", 22)
    page.set_column("D:E", 16)
    page.set_column("F:F", 60)
    write_row(page, FIRST - 2, ("Phase", "From", "To", "Share", "Amount", "Purpose"), looks.head)
    last = FIRST + len(flights) - 1
    for index, flight in enumerate(flights):
        row = FIRST + index
        page.write_string(row - 1, 0, printable(flight.name), looks.text)
        write_day(page, row - 1, 1, flight.starts, looks.day)
        write_day(page, row - 1, 2, flight.ends, looks.day)
        page.write_number(row - 1, 3, float(flight.share / 100), looks.given_share)
        value = float(flight.amount.amount) if flight.amount else 0
        page.write_formula(row - 1, 4, f"=D{row}*$E${last + 2}", looks.money, value)
        page.write_string(row - 1, 5, printable(flight.purpose), looks.text)
    media, linked = _media(dossier)
    page.write_string(last, 0, "Sum", looks.sum_text)
    page.write_formula(last, 3, f"=SUM(D{FIRST}:D{last})", looks.sum_share, 1)
    page.write_formula(last, 4, f"=SUM(E{FIRST}:E{last})", looks.sum_money, media)
    page.write_string(last + 1, 0, "Media money (from Budget)", looks.text)
    page.write_formula(last + 1, 4, linked, looks.money, media)


def _media(dossier: Dossier) -> tuple[float, str]:
    """Return what all channels get together, and the formula that reads it from the first sheet."""
    lines = dossier.strategy.budget
    last = FIRST + len(lines) - 1
    amounts = [line.amount.amount for line in lines if line.kind == "channel"]
    formula = f'=SUMIF(Budget!$B${FIRST}:$B${last},"channel",Budget!$D${FIRST}:$D${last})'
    return float(sum(amounts, Decimal(0))), formula


def _budget_rows(dossier: Dossier) -> dict[str, int]:
    """Return where each channel's money stands on the first sheet."""
    return {line.channel: FIRST + index for index, line in enumerate(dossier.strategy.budget) if line.channel}


def _planned(book: Workbook, dossier: Dossier, looks: Looks) -> None:
    """Write what the plan asks of each paid channel, beside what one result may cost."""
    rows = _budget_rows(dossier)
    plans = [plan for plan in dossier.strategy.channels if plan.planned and plan.channel in rows]
    if not plans:
        return
    note = "Yellow cells are yours to change; money comes from the first sheet, the numbers from the KPI tree."
    page = page_of(book, "Planned", "What the plan asks of the money", note, looks)
    page.set_column("A:B", 20)
    page.set_column("C:C", 34)
    page.set_column("D:E", 18)
    write_row(page, FIRST - 2, PLANNED, looks.head)
    measure = dossier.strategy.objectives[0].metric
    for index, plan in enumerate(plans):
        _asked(page, FIRST + index, plan, measure, looks, budget_row=rows[plan.channel])


def _asked(page: Worksheet, row: int, plan: ChannelPlan, measure: str, looks: Looks, *, budget_row: int) -> None:
    spend, planned = plan.budget.amount if plan.budget else Decimal(0), plan.planned or Decimal(0)
    page.write_string(row - 1, 0, printable(channel_name(plan.channel)), looks.text)
    page.write_formula(row - 1, 1, f"=Budget!D{budget_row}", looks.money, float(spend))
    page.write_string(row - 1, 2, printable(measure), looks.text)
    page.write_number(row - 1, 3, float(planned), looks.given_count)
    if plan.ceiling:
        page.write_number(row - 1, 4, float(plan.ceiling.amount), looks.given_money)
    else:
        page.write_string(row - 1, 4, "–", looks.text)


def _forecast(book: Workbook, dossier: Dossier, looks: Looks) -> None:
    rows = _budget_rows(dossier)
    outcomes = [(plan, each) for plan in dossier.strategy.channels for each in plan.forecast if plan.channel in rows]
    if not outcomes:
        return
    page = page_of(book, "Forecast", "What may come of it", f"{ESTIMATE} Money comes from the first sheet.", looks)
    page.set_column("A:B", 20)
    page.set_column("C:I", 14)
    page.set_column("J:J", 48)
    page.set_column("K:K", 12)
    write_row(page, FIRST - 2, FORECAST, looks.head)
    for index, (plan, each) in enumerate(outcomes):
        _outcome(page, FIRST + index, plan, each, looks, budget_row=rows[plan.channel])


def _outcome(page: Worksheet, row: int, plan: ChannelPlan, each: Range, looks: Looks, *, budget_row: int) -> None:
    spend = plan.budget.amount if plan.budget else Decimal(0)
    write_row(page, row - 1, (channel_name(plan.channel), each.metric), looks.text)
    page.write_formula(row - 1, 2, f"=Budget!D{budget_row}", looks.money, float(spend))
    page.write_number(row - 1, 3, _ratio(each.expected, spend), looks.given_rate)
    page.write_number(row - 1, 4, _ratio(each.low, each.expected), looks.given_factor)
    page.write_number(row - 1, 5, _ratio(each.high, each.expected), looks.given_factor)
    page.write_formula(row - 1, 6, f"=H{row}*E{row}", looks.count, float(each.low))
    page.write_formula(row - 1, 7, f"=C{row}*D{row}", looks.count, float(each.expected))
    page.write_formula(row - 1, 8, f"=H{row}*F{row}", looks.count, float(each.high))
    write_row(page, row - 1, (each.formula, ", ".join(each.refs)), looks.text, start=9)


def _ratio(part: Decimal, whole: Decimal) -> float:
    return float(part / whole) if whole else 0.0
