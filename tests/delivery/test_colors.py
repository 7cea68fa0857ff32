"""Any brand colours give legible documents."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicmo.catalog.contrast import contrast
from aicmo.delivery.amounts import measured, number
from aicmo.delivery.archive import packed
from aicmo.delivery.artifact import part, slug
from aicmo.delivery.colors import palette

HEX = st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True)


@given(st.lists(HEX, max_size=3))
def test_text_and_lines_are_legible_whatever_the_brand(colors: list[str]) -> None:
    found = palette(tuple(colors))
    assert contrast(found.on_primary, found.primary) >= 4.5
    assert contrast(found.heading, "#ffffff") >= 4.5
    assert contrast(found.accent, "#ffffff") >= 3


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("45", "requests", "45 requests"),
        ("7.85", "USD", "USD 7.85"),
        ("7.5", "%", "7.50%"),
        ("6000", "USD", "USD 6,000"),
    ],
)
def test_figures_read_well(value: str, unit: str, written: str) -> None:
    assert measured(Decimal(value), unit) == written
    assert number(Decimal("0.123")) == "0.123"


def test_names_become_paths() -> None:
    assert slug("Zürich & Söhne ../x") == "z-rich-s-hne-x"
    assert slug("!!!") == "x"
    assert part("google_search") == "google_search"
    assert part("../../etc") == "etc"


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.binary(max_size=50)))
def test_a_zip_depends_on_nothing_but_its_files(files: dict[str, bytes]) -> None:
    assert packed(files) == packed(dict(reversed(files.items())))
