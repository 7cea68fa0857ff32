"""What a leaf of the KPI tree rests on, in words: nothing is called measured before anything was."""

from __future__ import annotations

import re
from typing import Final

from aicmo.strategy.benchmarks import sources
from aicmo.strategy.documents import Figure

COUNTED: Final = "no figure yet: counted from week one"


def basis(figure: Figure | None) -> str:
    """Return where a leaf's value comes from: the brief, a study with its year, an assumption, or a calculation."""
    if figure is None:
        return COUNTED
    if figure.origin == "brief":
        return "stated in the brief"
    if figure.origin == "assumption":
        return f"assumption {figure.ref}"
    return _studied(figure.ref)


def _studied(ref: str) -> str:
    """Return a reference with its study written out; one without a study (``K5 / K7``) as it stands."""
    found = re.fullmatch(r"(?:(.+) of )?(S\d+)", ref)
    if not found:
        return ref
    study = next(source for source in sources() if source.id == found[2])
    cited = f"{study.publisher}, {study.year} ({study.id})"
    return f"benchmark: {found[1]}, {cited}" if found[1] else f"benchmark: {cited}"
