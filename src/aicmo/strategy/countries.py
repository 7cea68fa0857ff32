"""Countries by name, for prose."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from aicmo.catalog import read_toml


@cache
def _names() -> dict[str, str]:
    return dict(read_toml("aicmo.strategy", "countries.toml")["name"])


def countries(codes: Iterable[str]) -> list[str]:
    """Return the names of ISO 3166-1 codes; an unknown code stands for itself."""
    return [_names().get(code, code) for code in codes]
