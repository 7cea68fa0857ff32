"""The counters agree with the reference implementations of the platforms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aicmo.catalog.counting import count, links_in

REFERENCE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "reference" / "twitter_text.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", REFERENCE, ids=lambda case: ascii(case["text"])[:40])
def test_x_and_we_count_alike(case: dict[str, Any]) -> None:
    assert links_in(case["text"]) == case["links"]
    assert count(case["text"], "weighted") == case["weighted"]
