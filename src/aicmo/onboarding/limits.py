"""Where intake draws a line; value, unit and source stand in the data."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc


class Line(Doc):
    """One limit: a whole number of a unit, and where it comes from."""

    value: int
    unit: str
    source: str
    secondary: bool = False


def limit(name: str) -> int:
    """Return a limit in its own unit; KeyError for a name the data has not."""
    return _limits()[name].value


@cache
def _limits() -> dict[str, Line]:
    rows = {key: row for key, row in read_toml("aicmo.onboarding", "limits.toml").items() if isinstance(row, dict)}
    return TypeAdapter(dict[str, Line]).validate_python(rows)
