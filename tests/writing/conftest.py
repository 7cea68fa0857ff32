"""The fixtures of the writing room's tests."""

from __future__ import annotations

import pytest

from writing.written_packages import EXAMPLES, Package, package


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def example(request: pytest.FixtureRequest) -> Package:
    """One example at a time."""
    return package(request.param)


@pytest.fixture
def examples() -> list[Package]:
    """All examples."""
    return [package(path) for path in EXAMPLES]
