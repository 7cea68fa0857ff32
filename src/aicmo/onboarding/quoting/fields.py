"""The fields of a brief that a model may quote for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc

Kind = Literal["words", "prose", "list", "named", "texts", "read"]
UNWANTED: Final = frozenset(
    {
        "audience.exclude",
        "channels.avoid",
        "context.competitors",
        "rules.avoid",
        "rules.legal",
        "rules.visuals",
        "schedule.avoid_dates",
    }
)
"""Fields for what is not wanted: a denial around them is what they are about."""


class Quotable(Doc):
    """A row of ``data/quotable.toml``; ``ask`` is how a model is told what is wanted."""

    kind: Kind
    ask: str


@cache
def quotable() -> Mapping[str, Quotable]:
    """Return all fields by path."""
    rows = read_toml("aicmo.onboarding", "quotable.toml")["field"]
    return {path: Quotable.model_validate(row) for path, row in rows.items()}
