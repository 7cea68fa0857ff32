"""What I05 leaves alone: advice, idioms, what a product is for, and what the brief itself is about."""

from __future__ import annotations

import pytest

from aicmo.qc.documents import Severity
from aicmo.qc.evaluation import evaluate
from aicmo.qc.work import Work
from qc.clean import clean_work
from qc.seeding import both, rebriefed
from qc.seeds_law import told

ORDINARY = [
    "Do not cut yourself on the gutter, and do not hurt yourself on the ladder.",
    "It kills moss and leaves the shingles alone.",
    "Dressed to kill, and dry.",
    "Ask Mary Lynch.",
    "No need to end your life insurance.",
    "Kill the lights, look up.",
]


@pytest.mark.parametrize("line", ORDINARY)
def test_advice_and_idioms_are_no_violence(line: str) -> None:
    assert _severities(told("ig-01", line)(clean_work())) == set()


def test_what_the_brief_is_about_may_be_told_and_nothing_worse() -> None:
    about = rebriefed("offer.what", "Suicide prevention: a helpline in Portland that answers at night.")

    assert _severities(both(about, told("ig-01", "Suicide can be talked about."))(clean_work())) == set()
    worse = both(about, told("ig-01", "You may end your life."))(clean_work())
    assert _severities(worse) == {Severity.CRITICAL}


def _severities(work: Work) -> set[Severity]:
    return {row.severity for row in evaluate(work).findings if row.rule_id == "I05"}
