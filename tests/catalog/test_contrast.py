"""The contrast ratio agrees with the published examples of its definition."""

from __future__ import annotations

import pytest

from aicmo.catalog.contrast import contrast, luminance


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21),
        ("#777777", "#ffffff", 4.478),
        ("#123456", "#123456", 1),
        ("#FF0000", "#FFFFFF", 3.998),
    ],
)
def test_contrast_is_the_ratio_of_the_definition_either_way_round(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.001)
    assert contrast(other, one) == contrast(one, other)


def test_luminance_runs_from_black_to_white() -> None:
    assert luminance("#000000") == 0
    assert luminance("#FFFFFF") == pytest.approx(1)
