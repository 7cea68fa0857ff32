"""Which field of the brief a label means, in the words of public brief templates and in several languages."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

from aicmo.catalog import read_toml
from aicmo.onboarding.limits import limit

NUMBERING = re.compile(r"^\W*(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[a-h][.)])?\s*")


def field_of(label: str) -> str | None:
    """Return the dotted path of the field that a label means, or None; a slip of the pen in it is forgiven."""
    plain = _plain(label)
    known = _labels()
    if plain in known:
        return known[plain]
    if len(plain) < limit("label_letters"):
        return None
    hit = process.extractOne(plain, known.keys(), scorer=fuzz.ratio, score_cutoff=limit("label"))
    return known[hit[0]] if hit else None


def _plain(label: str) -> str:
    """Return a label in lower case without numbering, brackets and signs."""
    bare = re.sub(r"\([^)]*\)", " ", NUMBERING.sub("", label.casefold()))
    return " ".join(re.sub(r"[^\w\s/&'-]", " ", bare).split())


@cache
def _labels() -> dict[str, str]:
    rows = read_toml("aicmo.onboarding", "labels.toml")["label"]
    return {_plain(text): path for path, texts in rows.items() for text in texts}
