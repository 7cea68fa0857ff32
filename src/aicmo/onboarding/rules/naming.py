"""A name that names nothing, answered with the nearest that does."""

from __future__ import annotations

from collections.abc import Collection

from rapidfuzz import process

from aicmo.onboarding.documents import Problem
from aicmo.onboarding.limits import limit


def unknown(code: str, field: str, given: str, known: Collection[str], hint: str) -> Problem:
    """Return the problem of a name that is none of ``known``, with the nearest one or, of a few, all of them."""
    near = process.extractOne(given, sorted(known), processor=str.casefold, score_cutoff=limit("name"))
    listed = f" There are: {', '.join(sorted(known))}." if len(known) <= limit("listed") and not near else ""
    sure = near[0] if near else next(iter(known)) if len(known) == 1 else None
    meant = f" Did you mean {sure}?" if sure else listed
    message = f"{field}: {given!r} is not known.{meant} {hint}".rstrip()
    return Problem(code=code, message=message, span=given)
