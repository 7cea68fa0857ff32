"""Quality control's own figures, as ``python -m benchmarks.quality`` prints them."""

from __future__ import annotations

import pytest

from aicmo.qc.documents import Severity
from qc.measured import false_positives, recalls


def test_every_rule_is_tried_with_three_variants_and_finds_nearly_all() -> None:
    rows = recalls()
    assert [row.rule_id for row in rows if row.seeded < 3] == []
    assert sum(row.found for row in rows) >= 0.95 * sum(row.seeded for row in rows)


@pytest.mark.parametrize(("severity", "one_in"), [(Severity.CRITICAL, 50), (Severity.MAJOR, 50), (Severity.MINOR, 10)])
def test_copy_that_people_wrote_is_left_alone(severity: Severity, one_in: int) -> None:
    drafts, spoken = false_positives(severity)
    assert drafts > one_in
    assert spoken * one_in <= drafts
