"""What the numbers can carry: N10, N13."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.work import Work
from aicmo.strategy.documents import ChannelPlan, Experiment, Range

WEEK = 7


def check_forecasts(work: Work, rule: Rule) -> Checked:
    """N10: paid money has a forecast in three figures that rest on sources, or says why it has none."""

    def find(plan: ChannelPlan) -> Iterator[Defect]:
        where = f"channel.{plan.channel}"
        if plan.budget and plan.budget.amount and not plan.forecast and not (plan.no_forecast or "").strip():
            yield Defect(where, "forecast", "money without a forecast, and no word why")
        for row in plan.forecast:
            yield from (Defect(where, f"forecast.{row.metric}", problem) for problem in _problems(row, rule))

    return over([plan for plan in work.strategy.channels if plan.budget or plan.forecast], find)


def _problems(row: Range, rule: Rule) -> Iterator[str]:
    figures = f"low {row.low:f}, expected {row.expected:f}, high {row.high:f}"
    if not 0 < row.low <= row.expected <= row.high:
        yield f"{figures}: not in order, or not above zero"
    elif row.low < float(row.expected) * rule.share("min_of_expected") or row.high > row.expected * rule.whole(
        "max_of_expected"
    ):
        yield f"{figures}: too far apart to plan with"
    if not row.refs:
        yield "rests on no source"


def check_experiments(work: Work, _rule: Rule) -> Checked:
    """N13: a test with a sample has the days for it within the campaign, and one without says why."""
    days = work.brief.brief.schedule.weeks * WEEK

    def find(row: Experiment) -> Iterator[Defect]:
        if row.sample_per_arm is None and not row.note.strip():
            yield Defect(f"experiment.{row.id}", "sample_per_arm", "has no sample, and no word why")
        if row.days is not None and row.days > days:
            yield Defect(f"experiment.{row.id}", "days", f"needs {row.days} days of a campaign of {days}")

    return over(work.strategy.experiments, find)
