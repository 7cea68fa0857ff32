"""What quality control leaves to a person: how many remarks of which weight, where they are, which one comes first."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.text import Text

from aicmo.reception.plain import clean

if TYPE_CHECKING:
    from rich.console import RenderableType

REPORT: Final = "internal/qc/qc_report"


def remarks(path: str) -> RenderableType:
    """Return the remarks on the package at ``path``, gravest first in the report, and what to look at first."""
    report = json.loads(Path(path, f"{REPORT}.json").read_text(encoding="utf-8"))
    findings: list[dict[str, Any]] = report["findings"]
    counts = Counter(each["severity"] for each in findings)
    said = ", ".join(f"{number} {severity}" for severity, number in counts.items()) or "no remarks"
    return Group(
        Text("Quality", style="bold").append(f"  {said}; the agency's report:", style="not bold"),
        Text(f"  {Path(path, REPORT + '.html')}", overflow="fold"),
        *_first(findings),
    )


def _first(findings: list[dict[str, Any]]) -> list[Text]:
    if not findings:
        return [Text("  Look first at client/00_cover_letter.pdf: it says what the client is to approve.")]
    gravest = findings[0]
    lines = [Text(clean(f"  Look first at {gravest['object_id']}: {gravest['message']} ({gravest['rule_id']})"))]
    return [*lines, Text(clean(f"    → {gravest['fix_hint']}"), style="dim")]
