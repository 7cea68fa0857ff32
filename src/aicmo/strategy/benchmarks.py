"""Benchmark rows: a figure enters only with source, period, sample and denominator, and only where it fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.strategy.documents import Figure, Source

Metric = Literal["ctr", "cpc", "cvr", "cpl", "cpm"]


class SourceRow(Doc):
    """A published study. ``region`` is an ISO country, or ``international``."""

    key: str
    title: str
    publisher: str
    year: int
    region: str
    sample: str
    secondary: bool
    checked_on: date


class Row(Doc):
    """One figure of a study; ``currency`` only for money."""

    source: str
    channel: str
    industry: str
    metric: Metric
    value: Decimal
    unit: str
    currency: str | None = None


class Benchmarks(Doc):
    """All studies and rows that ship."""

    source: tuple[SourceRow, ...]
    row: tuple[Row, ...]


@cache
def benchmarks() -> Benchmarks:
    """Return the shipped benchmarks, checked: every row names a study that is there."""
    found = Benchmarks.model_validate(read_toml("aicmo.strategy", "benchmarks.toml"))
    known = {source.key for source in found.source}
    if unknown := {row.source for row in found.row} - known:
        raise ValueError(f"benchmarks.toml: rows name unknown sources {sorted(unknown)}")
    return found


def sources() -> tuple[Source, ...]:
    """Return every study with its id (``S1`` …) in the file's order."""
    return tuple(
        Source(id=f"S{number}", **source.model_dump(exclude={"key"}))
        for number, source in enumerate(benchmarks().source, 1)
    )


def cited(refs: Iterable[str]) -> tuple[Source, ...]:
    """Return the studies among the references, in order."""
    wanted = set(refs)
    return tuple(source for source in sources() if source.id in wanted)


@dataclass(frozen=True, slots=True)
class Chain:
    """The benchmark figures of one channel from one study, by metric."""

    figures: dict[Metric, Figure]

    def get(self, metric: Metric) -> Decimal | None:
        """Return the figure's value, if the study has it."""
        figure = self.figures.get(metric)
        return figure.value if figure else None

    def rate(self) -> Figure | None:
        """Return leads per click: implied by the study's own CPC and CPL where it has both, else its CVR."""
        cost, lead = self.figures.get("cpc"), self.figures.get("cpl")
        if cost is None or lead is None:
            return self.figures.get("cvr")
        value = (cost.value / lead.value).quantize(Decimal("0.0001"))
        return Figure(value=value, unit="per click", origin="calculated", ref=f"CPC / CPL of {cost.ref}")

    @property
    def refs(self) -> tuple[str, ...]:
        """Return the ids of the studies the figures come from."""
        return tuple(dict.fromkeys(figure.ref for figure in self.figures.values()))


def chain(channel: str, industry: str | None, countries: Iterable[str], currency: str | None) -> Chain:
    """Return the figures that fit a channel: the industry's own study, else the newest over all industries.

    Figures never mix studies, because averages do not multiply across them. Money rows need the same currency, rates
    the same region; an empty chain means that nothing honest is known.
    """
    where = set(countries)
    for scope in (industry, "all"):
        figures = _figures(channel, scope, where, currency)
        if figures:
            return Chain(figures)
    return Chain({})


def _figures(channel: str, industry: str | None, where: set[str], currency: str | None) -> dict[Metric, Figure]:
    studies = {source.key: (f"S{number}", source) for number, source in enumerate(benchmarks().source, 1)}
    return {
        row.metric: Figure(
            value=row.value,
            unit=f"{row.currency} {row.unit}" if row.currency else row.unit,
            origin="benchmark",
            ref=studies[row.source][0],
        )
        for row in benchmarks().row
        if row.channel == channel
        and row.industry == industry
        and row.currency in {None, currency}
        and (studies[row.source][1].region == "international" or where == {studies[row.source][1].region})
    }
