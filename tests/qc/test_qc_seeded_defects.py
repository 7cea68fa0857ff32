"""Every rule finds the defects put into a clean campaign, and finds nothing in the clean one."""

from __future__ import annotations

from collections import Counter

import pytest
from _pytest.mark import ParameterSet

from aicmo.qc.evaluation import evaluate
from aicmo.qc.rulebook import rulebook
from qc.clean import clean_work
from qc.seeding import Change
from qc.seeds import SEEDS


def _named() -> list[ParameterSet]:
    seen: Counter[str] = Counter()
    rows = []
    for rule_id, change in SEEDS:
        seen[rule_id] += 1
        rows.append(pytest.param(rule_id, change, id=f"{rule_id}-{seen[rule_id]}"))
    return rows


def test_the_clean_campaign_passes_without_a_finding() -> None:
    report = evaluate(clean_work())
    assert not report.findings
    assert report.state == "PASS"
    assert str(report.score.shown) == "1.000"


@pytest.mark.parametrize(("rule_id", "change"), _named())
def test_a_seeded_defect_is_found_by_its_rule(rule_id: str, change: Change) -> None:
    rule, check = next(row for row in rulebook() if row[0].id == rule_id)
    checked = check(change(clean_work()), rule)
    assert checked.defects
    assert all(defect.message and defect.object_id and defect.path for defect in checked.defects)


def test_every_rule_has_a_seed() -> None:
    assert {rule.id for rule, _ in rulebook()} == {rule_id for rule_id, _ in SEEDS}
