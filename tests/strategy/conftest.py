from __future__ import annotations

import pytest

from aicmo.onboarding.documents import NormalizedBrief
from strategy.trades import bakery, gutters, ledgers, normalized


@pytest.fixture
def campaign() -> NormalizedBrief:
    return normalized(gutters())


@pytest.fixture
def social() -> NormalizedBrief:
    return normalized(bakery())


@pytest.fixture
def b2b() -> NormalizedBrief:
    return normalized(ledgers(), "b2b")
