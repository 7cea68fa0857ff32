"""The budget chapter: who gets what, when it is spent, and what may come of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from aicmo.catalog.locales import percents
from aicmo.delivery.amounts import measured, money, number
from aicmo.delivery.dossier import Dossier, channel_name
from aicmo.delivery.outline import Bar, Bars, Block, Column, Note, Table, prose
from aicmo.strategy.documents import ChannelPlan, Range

ESTIMATE = "Estimates, not guarantees."


def blocks(dossier: Dossier) -> Iterator[Block]:
    """Yield bars, budget table, flights and forecasts, as far as there is money to speak of."""
    lines = dossier.strategy.budget
    if lines:
        yield Bars(
            caption="Where the money goes",
            bars=tuple(
                Bar(label=line.label, share=line.share, text=text)
                for line, text in zip(lines, percents([line.share for line in lines]), strict=True)
            ),
        )
        yield _budget(dossier)
    if dossier.strategy.flights:
        yield _flights(dossier)
    yield from _compared(dossier)
    yield from _forecasts(dossier)


def _budget(dossier: Dossier) -> Table:
    lines = dossier.strategy.budget
    whole = sum((line.share for line in lines), Decimal(0))
    labels, amounts = [line.label for line in lines], [line.amount for line in lines]
    shares = percents([*(line.share for line in lines), whole])
    rows = list(zip([*labels, "Total"], map(money, [*amounts, dossier.strategy.total]), shares, strict=True))
    columns = (Column(title="Line", width=3), Column(title="Amount", figures=True), Column(title="Share", figures=True))
    return Table(caption="Budget", columns=columns, rows=tuple(rows), total=True)


def _flights(dossier: Dossier) -> Table:
    flights = dossier.strategy.flights
    rows = tuple(
        (
            flight.name,
            f"{dossier.day(flight.starts)} – {dossier.day(flight.ends)}",
            money(flight.amount) or "–",
            share,
            flight.purpose,
        )
        for flight, share in zip(flights, percents([flight.share for flight in flights]), strict=True)
    )
    columns = (
        Column(title="Phase", width=2),
        Column(title="Dates", width=3),
        Column(title="Media", width=2, figures=True),
        Column(title="Share", width=1, figures=True),
        Column(title="Purpose", width=4),
    )
    return Table(caption="When it is spent", columns=columns, rows=rows)


def _compared(dossier: Dossier) -> Iterator[Block]:
    """Yield plan and forecast of the goal's measure beside each other, where the plan asks something of paid media."""
    plans = [plan for plan in dossier.strategy.channels if plan.planned]
    if not plans:
        return
    measure = dossier.strategy.objectives[0].metric
    rows = tuple(
        (
            channel_name(plan.channel),
            money(plan.budget),
            number(plan.planned or Decimal(0)),
            money(plan.ceiling),
            _outlook(plan, measure),
        )
        for plan in plans
    )
    columns = (
        Column(title="Channel", width=3),
        Column(title="Budget", width=2, figures=True),
        Column(title="Planned (KPI tree)", width=2, figures=True),
        Column(title="Pause above, for one", width=2, figures=True),
        Column(title="Forecast (benchmark)", width=3),
    )
    yield Table(caption=f"Plan and forecast of {measure} over the campaign", columns=columns, rows=rows)


def _outlook(plan: ChannelPlan, measure: str) -> str:
    found = next((each for each in plan.forecast if each.metric == measure), None)
    if found:
        return f"{number(found.low)} to {number(found.high)} [{', '.join(found.refs)}]"
    return "none: the study counts clicks only" if plan.forecast else "none: no study for this market"


def _forecasts(dossier: Dossier) -> Iterator[Block]:
    plans = [plan for plan in dossier.strategy.channels if plan.forecast]
    if plans:
        rows = tuple(_forecast(channel_name(plan.channel), outcome) for plan in plans for outcome in plan.forecast)
        columns = (
            Column(title="Channel", width=2),
            Column(title="Outcome", width=2),
            Column(title="Low", width=2, figures=True),
            Column(title="Expected", width=2, figures=True),
            Column(title="High", width=2, figures=True),
            Column(title="How it is worked out", width=5),
        )
        yield Table(caption="What may come of it", columns=columns, rows=rows)
        yield Note(
            title=ESTIMATE, text="Low and high are set around the expected outcome once, not around each factor."
        )
    for plan in dossier.strategy.channels:
        if plan.no_forecast and plan.budget:
            yield prose(plan.no_forecast)


def _forecast(channel: str, outcome: Range) -> tuple[str, ...]:
    refs = f" [{', '.join(outcome.refs)}]" if outcome.refs else ""
    values = (outcome.low, outcome.expected, outcome.high)
    return channel, outcome.metric, *(_value(value, outcome) for value in values), f"{outcome.formula}{refs}"


def _value(value: Decimal, outcome: Range) -> str:
    return number(value) if outcome.unit == outcome.metric else measured(value, outcome.unit)
