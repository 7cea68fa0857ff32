"""How well quality control works: what it finds of seeded defects, what it has against people's own copy, how fast.

``python -m benchmarks.quality`` prints the recall of each rule, the share of clean drafts it speaks on, and the time of
one evaluation of each example's package. The defects and the copy are those of the tests, ``tests/qc``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"


def main() -> None:
    """Measure and print."""
    sys.path.insert(0, str(TESTS))
    _print_recall()
    _print_false_positives()
    _print_times()


def _print_recall() -> None:
    from qc.measured import recalls  # noqa: PLC0415  found by the path above

    rows = recalls()
    seeded, found = sum(row.seeded for row in rows), sum(row.found for row in rows)
    print(f"recall  {found}/{seeded} = {found / seeded:.3f} over {len(rows)} rules (wanted: 0.95)")
    for row in rows:
        if row.found < row.seeded:
            print(f"  {row.rule_id}  {row.found}/{row.seeded}")


def _print_false_positives() -> None:
    from aicmo.qc.documents import Severity  # noqa: PLC0415
    from qc.measured import false_positives  # noqa: PLC0415

    wanted = {Severity.CRITICAL: "1 in 50", Severity.MAJOR: "1 in 50", Severity.MINOR: "1 in 10"}
    for severity, limit in wanted.items():
        drafts, spoken = false_positives(severity)
        print(f"{severity.value:8}  on {spoken} of {drafts} clean drafts = {spoken / drafts:.3f} (at most: {limit})")


def _print_times() -> None:
    from aicmo.qc.evaluation import evaluate  # noqa: PLC0415
    from qc.test_qc_examples import EXAMPLES, worked  # noqa: PLC0415

    for path in EXAMPLES:
        work = worked(path)
        started = time.perf_counter()
        report = evaluate(work)
        seconds = time.perf_counter() - started
        print(f"{path.stem:14} {len(work.drafts):3} drafts  {seconds:.2f} s  {report.state}  {report.score.shown}")


if __name__ == "__main__":
    main()
