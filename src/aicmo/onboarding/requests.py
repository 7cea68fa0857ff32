"""What the client asked for, matched to what the pack holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import Request

if TYPE_CHECKING:
    from aicmo.catalog.documents import Pack
    from aicmo.onboarding.documents import Brief


def match(brief: Brief, pack: Pack) -> tuple[Request, ...]:
    """Return each extra deliverable with what becomes of it: part of the pack, or not included and said so."""
    return tuple(Request(text=extra, status=_status(extra, pack)) for extra in brief.extras)


def _status(text: str, pack: Pack) -> str:
    words = read_toml("aicmo.onboarding", "deliverables.toml")
    for kind, patterns in words["kind"].items():
        if any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns):
            return "included" if any(promise.kind == kind for promise in pack.promises) else "not_included"
    return "not_included"
