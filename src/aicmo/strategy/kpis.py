"""The KPI tree: what today gives, what the campaign must add, and through which channel; every branch recomputes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import count

from aicmo.catalog.documents import Channel, Objective
from aicmo.strategy.basis import COUNTED, basis
from aicmo.strategy.benchmarks import Chain
from aicmo.strategy.channels import Mix, total
from aicmo.strategy.documents import Figure, KpiNode
from aicmo.strategy.goals import Measure
from aicmo.strategy.material import Material
from aicmo.strategy.money import apportion
from aicmo.strategy.voice import listed

TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")
HALF_PERCENT = Decimal("0.005")
POINTS = "by channel points"
TOGETHER = "one each, the rest together"


def tree(material: Material, measure: Measure, mix: Mix, chains: dict[str, Chain]) -> KpiNode:
    """Return the tree for the campaign's measure.

    With a target: target = today + added, added = Σ channels' parts (by their points), and where a study gives a
    conversion rate, part = clicks × rate. Without an absolute target the drivers stand without values.
    """
    ids = (f"K{number}" for number in count(1))
    root = next(ids)
    added = None if measure.relative else _added(measure)
    if added is None:
        parts = _drivers(material, measure, mix, ids, None, chains)
        return _node(material, measure, root, measure.metric, " + ".join(part.id for part in parts), None, parts)
    if measure.baseline is None:
        parts = _drivers(material, measure, mix, ids, added, chains)
        return _node(material, measure, root, measure.metric, _sum(parts), measure.target, parts)
    name = f"{measure.metric} without the campaign"
    today = _node(material, measure, next(ids), name, basis(measure.baseline), measure.baseline, ())
    grow = next(ids)
    parts = _drivers(material, measure, mix, ids, added, chains)
    gain = _node(material, measure, grow, f"{measure.metric} added by the campaign", _sum(parts), added, parts)
    return _node(material, measure, root, measure.metric, _sum((today, gain)), measure.target, (today, gain))


def _sum(parts: Sequence[KpiNode]) -> str:
    return " + ".join(part.id for part in parts) or COUNTED


def _added(measure: Measure) -> Figure:
    start = measure.baseline.value if measure.baseline else Decimal(0)
    rule = "target − baseline" if measure.baseline else "target"
    assumed = measure.target.origin == "assumption"
    return Figure(
        value=measure.target.value - start,
        unit=f"{measure.metric} per {measure.per}",
        origin="calculated",
        ref=f"{rule}, from assumption {measure.target.ref}" if assumed else rule,
    )


def _drivers(
    material: Material,
    measure: Measure,
    mix: Mix,
    ids: Iterator[str],
    added: Figure | None,
    chains: dict[str, Chain],
) -> tuple[KpiNode, ...]:
    """Return one node per channel that leads people to the decision."""
    working = [channel for channel in mix.all if channel.cadence or channel.kind == "paid"]
    if not working:
        return ()
    if added is not None and _few(added.value, len(working)):
        return _grouped(material, measure, working, ids, added)
    values: list[Decimal | None] = [None] * len(working)
    if added is not None:
        weights = [Decimal(total(material, channel)) for channel in working]
        values = list(apportion(added.value, weights, _step(added.value, len(working))))
    figures = [added and added.model_copy(update={"value": value, "ref": _planned(added, POINTS)}) for value in values]
    return tuple(
        _driver(material, measure, channel, ids, figure, chains.get(channel.id))
        for channel, figure in zip(working, figures, strict=True)
    )


def _planned(added: Figure, how: str) -> str:
    """Return what a channel's part rests on: the plan, and the assumption behind the target if there is one."""
    _, _, assumed = added.ref.partition(", from ")
    return f"planned{f' from {assumed}' if assumed else ''}, {how}"


def _few(value: Decimal, parts: int) -> bool:
    """Say whether there are fewer whole results to win than channels to win them."""
    return value == value.to_integral_value() and 0 < value < parts


def _grouped(
    material: Material, measure: Measure, working: Sequence[Channel], ids: Iterator[str], added: Figure
) -> tuple[KpiNode, ...]:
    """Return one result each for the best channels and one for the rest together: nobody counts tenths of a result."""
    ranked = sorted(working, key=lambda channel: -total(material, channel))
    alone = int(added.value) - 1
    groups = [*([channel] for channel in ranked[:alone]), ranked[alone:]]
    one = added.model_copy(update={"value": Decimal(1), "ref": _planned(added, TOGETHER)})
    return tuple(
        _node(
            material,
            measure,
            next(ids),
            f"{measure.metric} through {listed([channel.name for channel in group])}",
            basis(one),
            one,
            (),
            group[0].id if len(group) == 1 else None,
        )
        for group in groups
    )


def _driver(
    material: Material,
    measure: Measure,
    channel: Channel,
    ids: Iterator[str],
    figure: Figure | None,
    known: Chain | None,
) -> KpiNode:
    own = next(ids)
    name = f"{measure.metric} through {channel.name}"
    rate = known.rate() if known and material.brief.goal.objective is Objective.LEADS else None
    if figure is None or rate is None or not figure.value:
        return _node(material, measure, own, name, basis(figure), figure, (), channel.id)
    clicks, share = next(ids), next(ids)
    needed = Figure(
        value=_rounded(figure.value / rate.value),
        unit=f"clicks per {measure.per}",
        origin="calculated",
        ref=f"{own} / {share}",
    )
    children = (
        _click(clicks, f"clicks needed on {channel.name}", needed, "click"),
        _click(share, f"{measure.metric} per click", rate, measure.event),
    )
    return _node(material, measure, own, name, f"{clicks} × {share}", figure, children, channel.id)


def _step(value: Decimal, parts: int) -> Decimal:
    """Return the unit in which a value is shared out: whole results where each part gets one, else tenths."""
    if value == value.to_integral_value() and value >= parts:
        return Decimal(1)
    return min(TENTH, Decimal(1).scaleb(int(value.as_tuple().exponent)))


def _rounded(value: Decimal) -> Decimal:
    """Round to a whole number, or as little finer as the tree needs to recompute."""
    steps = (value.quantize(step, ROUND_HALF_UP) for step in (Decimal(1), TENTH, HUNDREDTH))
    fine = value.quantize(HUNDREDTH, ROUND_HALF_UP)
    return next((found for found in steps if abs(found - value) <= value * HALF_PERCENT), fine)


def _click(node_id: str, name: str, value: Figure, event: str) -> KpiNode:
    return KpiNode(
        id=node_id,
        name=name,
        formula=basis(value),
        value=value,
        event=event,
        source="advertising account",
        frequency="weekly",
        owner="Agency",
    )


def _node(
    material: Material,
    measure: Measure,
    node_id: str,
    name: str,
    formula: str,
    value: Figure | None,
    children: tuple[KpiNode, ...],
    channel: str | None = None,
) -> KpiNode:
    return KpiNode(
        id=node_id,
        name=name,
        formula=formula or COUNTED,
        value=value,
        event=measure.event,
        source=measure.tool,
        frequency="weekly",
        owner=material.owner,
        channel=channel,
        children=children,
    )
