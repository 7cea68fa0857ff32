"""What an automatic fix would write where a person has written: offered beside the finding, never put in silently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aicmo.onboarding.documents import NormalizedBrief
from aicmo.qc.documents import Finding
from aicmo.qc.fixes import FIXES, mended
from aicmo.qc.work import Draft
from aicmo.writing.documents import Fix

LONGEST = 200


def offered(findings: Iterable[Finding], drafts: Sequence[Draft], brief: NormalizedBrief) -> list[Finding]:
    """Return the findings, each with the mended text where a fix knows one."""
    found = list(findings)
    spoilt = {each.object_id for each in found if each.rule_id in FIXES}
    fixes = {draft.code: mended(draft.content, draft.slot, brief)[1] for draft in drafts if draft.code in spoilt}
    return [_offered(each, fixes.get(each.object_id, ())) for each in found]


def _offered(finding: Finding, fixes: Sequence[Fix]) -> Finding:
    own = [fix for fix in fixes if fix.rule_id == finding.rule_id]
    here = [fix for fix in own if finding.path.startswith(fix.path)] or own
    if not here:
        return finding
    text = here[0].after
    return finding.model_copy(update={"offer": text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"})
