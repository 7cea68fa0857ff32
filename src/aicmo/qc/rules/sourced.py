"""What a draft tells comes from somewhere: C23."""

from __future__ import annotations

from collections.abc import Iterator

from aicmo.qc.checks import Checked, Defect, over
from aicmo.qc.documents import Rule
from aicmo.qc.rules.grounding import ungrounded
from aicmo.qc.work import Draft, Work


def check_sources(work: Work, _rule: Rule) -> Checked:
    """C23: every name, day, hour, address and boast stands in the brief, the claims register or the strategy.

    Figures and prices are looked at by C01 and C13, superlatives and words of proof by C01 and C02 in any draft.
    """
    without_source = ungrounded(work, "name", "date", "weekday", "time", "contact", "link", "boast")

    def find(draft: Draft) -> Iterator[Defect]:
        for trace in without_source.get(draft.code, ()):
            message = f"{trace.text!r} ({trace.kind}) comes from nowhere in the brief or the strategy"
            yield Defect(draft.code, trace.path, message, trace.sentence)

    return over(work.drafts, find)
