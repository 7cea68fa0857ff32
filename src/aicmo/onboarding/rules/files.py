"""Rules about the files a brief refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from aicmo.onboarding.documents import Problem
from aicmo.onboarding.rules.judgement import Case

FILE = re.compile(r"\.(?:pdf|png|jpe?g|webp|svg|docx?|xlsx?|pptx?|csv|txt|html?|eml)$", re.IGNORECASE)


def there(case: Case) -> Iterator[Problem]:
    """A referenced file is relative to the brief, inside its folder, and exists. Evidence may also be a link."""
    if case.folder is None:
        return
    named = [("assets", asset.file) for asset in case.brief.assets]
    named += [("offer.proof", proof.evidence) for proof in case.brief.offer.proof if proof.evidence]
    for field, name in named:
        why = _wrong(case.folder, name) if field == "assets" or _is_path(name) else None
        if why is not None:
            yield Problem(code="file_not_there", message=f"{field}: {name} {why}.", span=name)


def _is_path(evidence: str) -> bool:
    return "://" not in evidence and FILE.search(evidence) is not None


def _wrong(folder: Path, name: str) -> str | None:
    try:
        path = (folder / name).resolve()
        is_there = path.is_file()
    except (OSError, ValueError):
        return "is no file name"
    if not path.is_relative_to(folder.resolve()):
        return "is outside the brief's folder; put it beside the brief"
    return None if is_there else "does not exist beside the brief"
