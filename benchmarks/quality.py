"""How well quality control works: what it finds of seeded defects, what it has against people's own copy, how fast.

``python -m benchmarks.quality`` prints the recall of each rule, the share of clean drafts it speaks on, the time of one
evaluation of each example's package, and how far its copy is from filling slots: facts a draft cites, the share of the
brief's facts in use, and the most that another example's copy shares of its five-word runs (the brief's words masked).
The defects and the copy are those of the tests, ``tests/qc``.
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
    _print_slot_filling()


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


def _print_slot_filling() -> None:
    from writing.test_written_naturally import masked_runs, shared_runs  # noqa: PLC0415
    from writing.written_packages import SHIPPED, package  # noqa: PLC0415

    made = [package(path) for path in SHIPPED]
    runs = {each.name: masked_runs(each) for each in made}
    print("example        facts a draft (least, mean)   facts in use   most shared with another (at most 2%)")
    for each in made:
        cited = [len(set(draft.facts)) for _, draft in each.drafts]
        used = {fact for _, draft in each.drafts for fact in draft.facts}
        known = [fact for fact in each.brief.facts if fact.kind != "audience"]
        others = {name: shared_runs(runs[each.name], found) for name, found in runs.items() if name != each.name}
        name, most = max(others.items(), key=lambda pair: pair[1])
        share = len(used & {fact.id for fact in known}) / len(known)
        mean = sum(cited) / len(cited)
        print(f"{each.name:14} {min(cited):>14}, {mean:<12.1f} {share:>12.0%}   {most:.1%} ({name})")


if __name__ == "__main__":
    main()
