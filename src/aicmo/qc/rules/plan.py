"""Money, measures and risks of the strategy: N03, N04, N09, N11, N12, N15."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel

from aicmo.catalog import channels
from aicmo.qc.checks import Checked, Defect, over, whole
from aicmo.qc.documents import Rule
from aicmo.qc.work import Draft, Work
from aicmo.strategy.documents import BudgetLine, ChannelPlan, Figure, KpiNode, Risk, Source

HUNDRED = Decimal(100)
RATES = re.compile(r"(K\d+)")


def check_budget(work: Work, _rule: Rule) -> Checked:
    """N03: lines add up to the total to the minor unit, shares to 100.0, nothing is negative."""
    return whole(_budget(work)) if work.strategy.budget else Checked(1, tuple(_unspent(work)))


def _unspent(work: Work) -> Iterator[Defect]:
    budget = work.brief.brief.budget
    paid = any(
        plan.channel in channels() and channels()[plan.channel].kind == "paid" for plan in work.strategy.channels
    )
    if budget and budget.media.amount and paid:
        yield Defect("budget", "budget", "the brief has a budget, the strategy no budget table")


def _budget(work: Work) -> Iterator[Defect]:
    lines = work.strategy.budget
    if len({line.amount.currency for line in lines}) > 1:
        yield Defect("budget", "budget", "more than one currency")
    if any(line.amount.amount < 0 or line.share < 0 for line in lines):
        yield Defect("budget", "budget", "a negative line")
    shares = sum((line.share for line in lines), Decimal(0))
    if shares != HUNDRED:
        yield Defect("budget", "budget.share", f"shares add up to {shares}, not 100.0")
    spent = sum((line.amount.amount for line in lines), Decimal(0))
    if (total := _total(work)) is not None and spent != total:
        yield Defect("budget", "budget.amount", f"lines add up to {spent}, the brief gives {total}")
    yield from _flights(work, lines)
    yield from _plans(work, lines)


def _total(work: Work) -> Decimal | None:
    """Return what the lines must add up to, where the brief says it exactly."""
    budget = work.brief.brief.budget
    if budget is None or budget.covers == "month":
        return None
    extra = budget.fees.amount if budget.fees and not budget.includes_fees else Decimal(0)
    return budget.media.amount + extra


def _flights(work: Work, lines: tuple[BudgetLine, ...]) -> Iterator[Defect]:
    flights = [flight for flight in work.strategy.flights if flight.amount]
    if not flights:
        return
    spent = sum((flight.amount.amount for flight in flights if flight.amount), Decimal(0))
    media = sum((line.amount.amount for line in lines if line.kind == "channel"), Decimal(0))
    shares = sum((flight.share for flight in work.strategy.flights), Decimal(0))
    if spent != media:
        yield Defect("budget", "flights", f"the phases spend {spent}, the channels {media}")
    if shares != HUNDRED:
        yield Defect("budget", "flights.share", f"the phases' shares add up to {shares}, not 100.0")


def _plans(work: Work, lines: tuple[BudgetLine, ...]) -> Iterator[Defect]:
    amounts = {line.channel: line.amount for line in lines if line.channel}
    for plan in work.strategy.channels:
        if plan.budget and amounts.get(plan.channel) != plan.budget:
            yield Defect("budget", f"channels.{plan.channel}", "channel plan and budget table name different amounts")


def check_same_figures(work: Work, _rule: Rule) -> Checked:
    """N04: brief, plan and drafts give the same target, the same slot, the same number of posts."""
    slots = {slot.id: slot for slot in work.strategy.slots}

    def find(draft: Draft) -> Iterator[Defect]:
        slot = slots.get(draft.slot.id)
        for name in ("kind", "channel", "publish_at", "pillar", "persona") if slot else ():
            if getattr(slot, name) != getattr(draft.slot, name):
                yield Defect(draft.code, f"slot.{name}", "differs from the plan")
        if (
            draft.channel_id != draft.slot.channel
            or draft.kind is not draft.slot.kind
            or draft.locale != draft.slot.locale
        ):
            yield Defect(draft.code, "slot", "kind, channel or locale differ from the draft's slot")

    drafts = over(work.drafts, find)
    return Checked(drafts.units + 1, (*drafts.defects, *_targets(work)))


def _targets(work: Work) -> Iterator[Defect]:
    kpi, objectives = work.brief.brief.goal.kpi, work.strategy.objectives
    if kpi is None or not objectives:
        return
    for name, given in (("baseline", kpi.baseline), ("target", kpi.target)):
        figure: Figure | None = getattr(objectives[0], name)
        if figure and given is not None and figure.origin == "brief" and figure.value != given:
            yield Defect("strategy.objectives", f"objectives[0].{name}", f"{figure.value}, the brief says {given}")


def check_measures(work: Work, rule: Rule) -> Checked:
    """N09: every measure has formula, event, source, rhythm and owner, and the tree recomputes."""
    nodes = list(_nodes(work.strategy.kpis))

    def find(node: KpiNode) -> Iterator[Defect]:
        for name in ("name", "formula", "event", "source", "frequency", "owner"):
            if not getattr(node, name).strip():
                yield Defect(f"kpi.{node.id}", name, f"has no {name}")
        told = recomputed(node)
        if (
            node.value
            and told is not None
            and abs(told - node.value.value) > abs(node.value.value) * Decimal(str(rule.share("tolerance")))
        ):
            yield Defect(f"kpi.{node.id}", "value", f"{node.value.value}, but {node.formula} gives {told:.2f}")

    return over(nodes, find)


def _nodes(node: KpiNode) -> Iterator[KpiNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def recomputed(node: KpiNode) -> Decimal | None:
    """Return what a formula of its children's ids with + or × gives, or None where a value is missing."""
    values = {child.id: child.value.value for child in node.children if child.value}
    named = RATES.findall(node.formula)
    if not named or any(name not in values for name in named):
        return None
    if "×" not in node.formula:
        return sum((values[name] for name in named), Decimal(0))
    product = Decimal(1)
    for child in node.children:
        if child.id in named and child.value:
            product *= child.value.value / (HUNDRED if child.value.unit == "%" else 1)
    return product


def check_sources(work: Work, rule: Rule) -> Checked:
    """N11: every benchmark names a source of the list, with year, region and sample, not older than two years."""
    known = {source.id for source in work.strategy.sources}
    figures = [(path, figure) for path, figure in _figures(work.strategy, "") if figure.origin == "benchmark"]

    def find(unit: tuple[str, Figure | Source]) -> Iterator[Defect]:
        path, row = unit
        if isinstance(row, Figure):
            if not set(re.findall(r"S\d+", row.ref)) & known:
                yield Defect(f"strategy.{path}", path, "a benchmark without a source in the list", row.ref)
            return
        if not all(text.strip() for text in (row.title, row.publisher, row.region, row.sample)):
            yield Defect(f"source.{row.id}", path, "title, publisher, region and sample are needed")
        if work.today.year - row.year > rule.whole("max_years"):
            yield Defect(f"source.{row.id}", path, f"is from {row.year}, too old to plan with")

    rows: list[tuple[str, Figure | Source]] = [*figures, *((f"sources.{row.id}", row) for row in work.strategy.sources)]
    return over(rows, find)


def _figures(value: object, path: str) -> Iterator[tuple[str, Figure]]:
    if isinstance(value, Figure):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, part in value:
            yield from _figures(part, f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _figures(part, f"{path}[{index}]")


def check_channel_plan(work: Work, _rule: Rule) -> Checked:
    """N12: a channel has role, measure, stop rule and drafts; paid drafts have money; no draft is without a plan."""
    planned = {plan.channel: plan for plan in work.strategy.channels}
    used = {draft.channel_id for draft in work.drafts}

    def find(name: str) -> Iterator[Defect]:
        plan = planned.get(name)
        if plan is None:
            yield Defect(f"channel.{name}", "channels", "drafts, but no place in the channel plan")
            return
        if name not in used:
            yield Defect(f"channel.{name}", "channels", "a place in the plan, but no drafts")
        yield from _bare(work, plan)

    return over(sorted({*planned, *used}), find)


def _bare(work: Work, plan: ChannelPlan) -> Iterator[Defect]:
    for field in ("role", "kpi", "stop_rule"):
        if not getattr(plan, field).strip():
            yield Defect(f"channel.{plan.channel}", field, f"the plan gives no {field.replace('_', ' ')}")
    channel = channels().get(plan.channel)
    if work.strategy.budget and channel and channel.kind == "paid" and not (plan.budget and plan.budget.amount):
        yield Defect(f"channel.{plan.channel}", "budget", "a paid channel without money")


def check_risks(work: Work, rule: Rule) -> Checked:
    """N15: at least five risks with trigger, action and owner; a legal one when the sector is regulated."""
    rows = work.strategy.risks
    brand = work.brief.brief.brand

    def find(row: Risk) -> Iterator[Defect]:
        for field in ("risk", "trigger", "action", "owner"):
            if not getattr(row, field).strip():
                yield Defect(f"risk.{row.id}", field, f"has no {field}")

    found = over(rows, find)
    missing = []
    if len(rows) < rule.whole("min"):
        missing.append(Defect("strategy.risks", "risks", f"{len(rows)} risks, at least {rule.whole('min')} are needed"))
    if brand.is_regulated and not any(row.kind == "legal" for row in rows):
        missing.append(Defect("strategy.risks", "risks", "a regulated sector without a legal risk"))
    return Checked(found.units + 1, (*found.defects, *missing))
