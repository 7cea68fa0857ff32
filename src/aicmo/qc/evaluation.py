"""From findings to a verdict: penalty, gate, score; for the package, each category and each draft.

Per rule and severity: penalty = 0 when nothing failed, else weight × (0.5 + 0.5 × failed / units). raw = max(0, 1 − Σ).
The gate: no critical; at most three major rules; no major rule failing on more than a fifth of five or more units.
passed = gate and raw ≥ 0.70; when the gate fails the score shown is at most 0.69.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Literal

from aicmo.qc.checks import Checked, Defect
from aicmo.qc.documents import Finding, Report, Rule, RuleResult, Score, Severity
from aicmo.qc.fixes.offering import offered
from aicmo.qc.lexicon import places
from aicmo.qc.rulebook import rulebook, rules_version
from aicmo.qc.work import Work, fold

WEIGHTS: Final = {
    Severity.CRITICAL: Decimal("0.40"),
    Severity.MAJOR: Decimal("0.10"),
    Severity.MINOR: Decimal("0.02"),
}
RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}
HALF: Final = Decimal("0.5")
THOUSANDTH: Final = Decimal("0.001")
PASS_MARK: Final = Decimal("0.700")
CAP: Final = Decimal("0.690")
MOST_MAJORS: Final = 3
FEW_UNITS: Final = 5
WIDESPREAD: Final = Decimal("0.2")
EXCERPT: Final = 200


def score(results: Iterable[RuleResult]) -> Score:
    """Return the score of some rules' results; one without results is perfect."""
    rows = [row for row in results if row.failed]
    lost = sum((_penalty(row) for row in sorted(rows, key=lambda row: (row.rule_id, row.severity))), Decimal(0))
    raw = max(Decimal(0), 1 - lost).quantize(THOUSANDTH, ROUND_HALF_EVEN)
    gate = _gate(rows)
    shown = raw if gate else min(raw, CAP)
    return Score(raw=raw, shown=shown, gate=gate, passed=gate and raw >= PASS_MARK)


def evaluate(work: Work) -> Report:
    """Apply every rule to the work. What was looked up of its texts on the way is forgotten: it is the client's."""
    try:
        return _evaluated(work)
    finally:
        places.cache_clear()
        fold.cache_clear()


def _evaluated(work: Work) -> Report:
    results: list[RuleResult] = []
    findings: list[Finding] = []
    categories: dict[str, list[RuleResult]] = {}
    for rule, check in rulebook():
        checked = check(work, rule)
        own = _results(rule, checked)
        results += own
        categories.setdefault(rule.category, []).extend(own)
        findings += [_finding(rule, defect) for defect in checked.defects]
    findings.sort(key=lambda row: (RANK[row.severity], row.rule_id, row.object_id, row.path, row.message))
    total = score(results)
    return Report(
        state=_state(total, findings),
        score=total,
        categories={name: score(rows) for name, rows in sorted(categories.items())},
        drafts={draft.code: _draft_score(findings, draft.code) for draft in work.drafts},
        rules=tuple(results),
        findings=tuple(offered(dict.fromkeys(findings), work.drafts, work.brief)),
        rules_version=rules_version(),
    )


def _penalty(row: RuleResult) -> Decimal:
    return WEIGHTS[row.severity] * (HALF + HALF * Decimal(row.failed) / Decimal(row.units))


def _gate(rows: Sequence[RuleResult]) -> bool:
    majors = [row for row in rows if row.severity is Severity.MAJOR]
    if any(row.severity is Severity.CRITICAL for row in rows) or len({row.rule_id for row in majors}) > MOST_MAJORS:
        return False
    return not any(row.units >= FEW_UNITS and Decimal(row.failed) / row.units > WIDESPREAD for row in majors)


def _results(rule: Rule, checked: Checked) -> list[RuleResult]:
    """Count the failed units per severity; the rule's own severity always has a row."""
    failed: dict[Severity, set[str]] = {rule.severity: set()}
    for defect in checked.defects:
        failed.setdefault(defect.severity or rule.severity, set()).add(defect.object_id)
    return [
        RuleResult(rule_id=rule.id, severity=severity, units=max(checked.units, len(units)), failed=len(units))
        for severity, units in sorted(failed.items(), key=lambda pair: RANK[pair[0]])
    ]


def _finding(rule: Rule, defect: Defect) -> Finding:
    return Finding(
        rule_id=rule.id,
        severity=defect.severity or rule.severity,
        object_id=defect.object_id,
        path=defect.path,
        message=defect.message,
        excerpt=defect.excerpt[:EXCERPT],
        fix_hint=rule.fix_hint,
    )


def _draft_score(findings: Iterable[Finding], code: str) -> Score:
    keys = {(row.rule_id, row.severity) for row in findings if row.object_id == code}
    return score(RuleResult(rule_id=rule_id, severity=severity, units=1, failed=1) for rule_id, severity in keys)


def _state(total: Score, findings: Sequence[Finding]) -> Literal["PASS", "PASS_WITH_WARNINGS", "FAIL"]:
    if not total.passed:
        return "FAIL"
    return "PASS_WITH_WARNINGS" if findings else "PASS"
