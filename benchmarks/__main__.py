"""``python -m benchmarks [--full]``: measure P1 to P12, print the table, write ``docs/performance.md``.

The quick form takes some two minutes on a quiet machine, the full one more than two hours.
With ``--only PART`` nothing is written.
"""

from __future__ import annotations

import argparse
from time import perf_counter
from typing import TYPE_CHECKING, Final

from benchmarks import costs, distance, growth, indexes, job, load, speed, workers
from benchmarks.own_server import ground
from benchmarks.report import Report

if TYPE_CHECKING:
    from benchmarks.figures import Size

PARTS: Final = ("speed", "distance", "growth", "costs", "workers", "load", "job")


def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure P1 to P12.")
    parser.add_argument(
        "--quick", dest="form", action="store_const", const="quick", default="quick", help="the default"
    )
    parser.add_argument("--full", dest="form", action="store_const", const="full", help="the long form")
    parser.add_argument("--smoke", dest="form", action="store_const", const="smoke", help="see that it works at all")
    parser.add_argument("--only", choices=PARTS, action="append", help="only this part; nothing is written")
    asked = parser.parse_args()
    started = perf_counter()
    report = measured(asked.form, asked.only or PARTS)
    print(report.markdown())
    print(f"{perf_counter() - started:.0f} s")
    if not asked.only and asked.form != "smoke":
        report.write()


def measured(size: Size, parts: list[str] | tuple[str, ...]) -> Report:
    """Measure these parts on a server that lives as long as it takes."""
    with ground() as place:
        report = Report(size, place.version)
        if "speed" in parts:
            speeds = speed.measure(place, size)
            report.figures += speeds.figures
            report.bars, report.absent = speeds.bars, speeds.absent
        if "distance" in parts:
            report.figures += distance.measure(place, size)
        if "growth" in parts:
            report.figures += growth.measure(place, size).figures
            if size != "smoke":
                report.figures.append(indexes.measure(place))
        if "costs" in parts:
            report.figures += costs.measure(place, size)
        if "workers" in parts:
            crowd = workers.measure(place, size)
            report.figures += crowd.figures
            report.in_flight = crowd.in_flight
        if "load" in parts:
            report.figures += load.measure(place, size)
    if "job" in parts:
        report.figures += job.measure(size)
    return report


if __name__ == "__main__":
    main()
