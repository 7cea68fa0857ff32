"""A journal on paper: for steps that are called without an engine."""

from __future__ import annotations

from aicmo.saga import Journal
from aicmo.saga.outcomes import Kept


def journal() -> Journal:
    return Journal({}, lambda _name, rows: Kept(rows, None, (), 0))
