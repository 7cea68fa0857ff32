"""09_approvals: what is to be approved, bound to its content's hash, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Final

from aicmo.delivery import markdown, shortfalls
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.canonical import canonical
from aicmo.delivery.deadlines import deadlines
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.outline import Heading, Outline, prose
from aicmo.review.documents import Approved, Gate

FOLDER = "09_approvals"
GATES: Final = {"01_brief": Gate.BRIEF, "02_strategy": Gate.STRATEGY, "03_drafts": Gate.DRAFTS}


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return the approval sheet and the change log."""
    return [
        Artifact(f"{FOLDER}/approvals.json", canonical(_sheet(dossier)), "approvals"),
        Artifact(f"{FOLDER}/changelog.md", _changes(dossier), "change log"),
    ]


def _sheet(dossier: Dossier) -> dict[str, object]:
    approval = dossier.brief.approval
    drafts = dossier.approvals[Gate.DRAFTS]
    return {
        "version": dossier.version,
        "revises": dossier.revision.of if dossier.revision else None,
        "approver": approval.by if approval else None,
        "approver_email": approval.email if approval else None,
        "rounds_included": approval.rounds if approval else None,
        "decisions": [
            {"what": step.what, "where": step.where, "by": step.by.isoformat(), **_state(_gate(dossier, step.where))}
            for step in deadlines(dossier).steps
        ],
        "drafts": [
            {
                "code": draft.code,
                "locale": draft.locale,
                "revision": draft.revision,
                "sha256": draft.sha256,
                **_state([found] if (found := drafts.get(draft.code)) else []),
            }
            for draft in dossier.drafts
        ],
    }


def _gate(dossier: Dossier, where: str) -> Sequence[Approved]:
    """Return the approvals of what lies in a folder; none unless every item of it is approved."""
    if where not in GATES:
        return []
    found = dossier.approvals[GATES[where]]
    whole = len(dossier.drafts) if GATES[where] is Gate.DRAFTS else 1
    return list(found.values()) if len(found) == whole else []


def _state(found: Sequence[Approved]) -> dict[str, object]:
    if not found:
        return {"state": "pending"}
    people = ", ".join(dict.fromkeys(each.by for each in found))
    at = max(each.at for each in found).astimezone(UTC).replace(microsecond=0)
    sha256 = found[0].sha256 if len(found) == 1 else None
    state: dict[str, object] = {"state": "approved", "approved_by": people, "approved_at": at.isoformat()}
    return state | ({"sha256": sha256} if sha256 else {})


def _changes(dossier: Dossier) -> bytes:
    outline = Outline(
        title="Change log",
        subtitle=dossier.brief.title,
        brand=dossier.brief.brand.name,
        language=dossier.locale,
        blocks=(
            Heading(text=f"{dossier.version}, {dossier.day(dossier.made_on)}"),
            prose(" ".join(_news(dossier))),
            *shortfalls.blocks(dossier),
        ),
    )
    return markdown.write(outline)


def _news(dossier: Dossier) -> list[str]:
    if dossier.revision is None:
        return ["First version, for approval."]
    new = [draft.code for draft in dossier.drafts if draft.revision > 1 and draft.code in dossier.revision.changed]
    said = f"Changed since the version before: {', '.join(new)}." if new else "No draft was changed."
    return [said, "Every other draft is as it was; this version takes the place of the one before."]
