"""Marks for where a statement or a figure comes from: ``B`` brief, ``S1`` source, ``A1`` assumption, ``C`` ours."""

from __future__ import annotations

import re
from typing import Final

from aicmo.delivery.amounts import beside
from aicmo.strategy.documents import Figure, Origin, Statement

OWN: Final[dict[Origin, str]] = {"brief": "B", "calculated": "C"}
NUMBERED: Final = re.compile(r"\b[SA]\d+\b")


def marks(statement: Statement) -> tuple[str, ...]:
    """Return a statement's marks."""
    return _marks(statement.origin, " ".join(statement.refs))


def marked(figure: Figure | None) -> str:
    """Write a figure for a table, with its mark: ``45 [B]``."""
    found = ", ".join(_marks(figure.origin, figure.ref)) if figure else ""
    return f"{beside(figure)} [{found}]" if found else beside(figure)


def _marks(origin: Origin, refs: str) -> tuple[str, ...]:
    own = OWN.get(origin)
    return (own,) if own else tuple(dict.fromkeys(NUMBERED.findall(refs)))
