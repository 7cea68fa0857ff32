"""The score: exact penalties, a gate that cannot be averaged away, and the properties it promises."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmo.qc.documents import RuleResult, Severity
from aicmo.qc.evaluation import score

CRITICAL, MAJOR, MINOR = Severity.CRITICAL, Severity.MAJOR, Severity.MINOR


def result(rule_id: str, severity: Severity, units: int, failed: int) -> RuleResult:
    return RuleResult(rule_id=rule_id, severity=severity, units=units, failed=failed)


@st.composite
def results(draw: st.DrawFn) -> list[RuleResult]:
    ids = draw(st.lists(st.integers(0, 69), unique=True, max_size=12))
    rows = []
    for number in ids:
        units = draw(st.integers(1, 60))
        rows.append(result(f"X{number:02}", draw(st.sampled_from(Severity)), units, draw(st.integers(0, units))))
    return rows


@pytest.mark.parametrize(
    ("rows", "raw", "shown", "passed"),
    [
        ([], "1.000", "1.000", True),
        ([result("L01", CRITICAL, 40, 1)], "0.795", "0.690", False),
        ([result("L01", CRITICAL, 1, 1)], "0.600", "0.600", False),
        ([result(f"X0{n}", MAJOR, 40, 8) for n in range(3)], "0.820", "0.820", True),
        ([result(f"X0{n}", MAJOR, 40, 1) for n in range(4)], "0.795", "0.690", False),
        ([result(f"X0{n}", MAJOR, 40, 40) for n in range(3)], "0.700", "0.690", False),
        ([result(f"X0{n}", MAJOR, 4, 4) for n in range(3)], "0.700", "0.700", True),
        ([result("X00", MAJOR, 10, 2)], "0.940", "0.940", True),
        ([result("X00", MAJOR, 10, 3)], "0.935", "0.690", False),
        ([result("X00", MINOR, 30, 30)], "0.980", "0.980", True),
        ([result(f"X{n}", MINOR, 1, 1) for n in range(10, 26)], "0.680", "0.680", False),
        ([result("L10", MAJOR, 3, 1), result("L10", MINOR, 3, 1)], "0.920", "0.920", True),
    ],
)
def test_the_score_is_exact(rows: list[RuleResult], raw: str, shown: str, passed: bool) -> None:  # noqa: FBT001
    found = score(rows)
    assert (str(found.raw), str(found.shown), found.passed) == (raw, shown, passed)


@given(results())
def test_a_score_is_between_zero_and_one_and_never_shown_higher_than_it_is(rows: list[RuleResult]) -> None:
    found = score(rows)
    assert Decimal(0) <= found.shown <= found.raw <= Decimal(1)
    assert found.passed == (found.gate and found.raw >= Decimal("0.7"))
    assert found.gate or found.shown <= Decimal("0.69")


@given(results(), st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_matter(rows: list[RuleResult], random: object) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert score(mixed) == score(rows)


@given(results(), st.integers(0, 11))
def test_one_more_failed_unit_never_raises_the_score(rows: list[RuleResult], index: int) -> None:
    if index < len(rows) and rows[index].failed < rows[index].units:
        worse = list(rows)
        worse[index] = rows[index].model_copy(update={"failed": rows[index].failed + 1})
        before, after = score(rows), score(worse)
        assert after.raw <= before.raw
        assert after.shown <= before.shown
        assert before.passed or not after.passed


@given(results(), st.integers(1, 60))
def test_any_critical_fails(rows: list[RuleResult], units: int) -> None:
    assert not score([*rows, result("ZZZ", CRITICAL, units, 1)]).passed


@given(st.integers(1, 500), st.integers(1, 500))
def test_one_minor_rule_repeated_cannot_fail_a_package(units: int, failed: int) -> None:
    assert score([result("X00", MINOR, max(units, failed), failed)]).passed
