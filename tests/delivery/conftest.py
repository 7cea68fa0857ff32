"""The hand-made campaign's package, made once: tests only read it."""

from __future__ import annotations

import pytest

from delivery.alder import World


@pytest.fixture(scope="session")
def package() -> dict[str, bytes]:
    """Every file of the package by name, ``client/…``, ``internal/…`` and the ZIP."""
    return World().files()
