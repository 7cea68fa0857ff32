"""Small files, small functions: what the admired codebases share (median 5-12 lines, 90th percentile about 30)."""

from __future__ import annotations

from statistics import median, quantiles

from house.tree import functions, modules, short

LONGEST_FILE = 300
MEDIAN_FUNCTION = 12
NINETIETH_FUNCTION = 30


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_are_small() -> None:
    lengths = {where: (node.end_lineno or node.lineno) - node.lineno + 1 for where, node in functions()}
    longest = sorted(lengths.items(), key=lambda item: -item[1])[:10]
    assert median(lengths.values()) <= MEDIAN_FUNCTION, longest
    assert quantiles(lengths.values(), n=10)[-1] <= NINETIETH_FUNCTION, longest
