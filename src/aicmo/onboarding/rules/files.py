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
    sought = dict.fromkeys(each for each in named if each[0] == "assets" or _is_path(each[1]))
    wrong = [(field, name, why) for field, name in sought if (why := _wrong(case.folder, name))]
    if wrong:
        listed = "; ".join(f"{field}: {name} {why}" for field, name, why in wrong)
        yield Problem(
            code="file_not_there",
            message=f"{listed}. Put what is missing beside the brief, or take the line out.",
            span=", ".join(name for _, name, _ in wrong),
        )


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
