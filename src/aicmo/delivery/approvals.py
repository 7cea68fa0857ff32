"""09_approvals: what is to be approved, bound to its content's hash, and what changed."""

from __future__ import annotations

from aicmo.delivery import markdown, shortfalls
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.canonical import canonical
from aicmo.delivery.deadlines import deadlines
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.naming import VERSION
from aicmo.delivery.outline import Heading, Outline, prose

FOLDER = "09_approvals"


def artifacts(dossier: Dossier) -> list[Artifact]:
    """Return the approval sheet and the change log."""
    return [
        Artifact(f"{FOLDER}/approvals.json", canonical(_sheet(dossier)), "approvals"),
        Artifact(f"{FOLDER}/changelog.md", _changes(dossier), "change log"),
    ]


def _sheet(dossier: Dossier) -> dict[str, object]:
    approval = dossier.brief.approval
    return {
        "version": VERSION,
        "approver": approval.by if approval else None,
        "approver_email": approval.email if approval else None,
        "rounds_included": approval.rounds if approval else None,
        "decisions": [
            {"what": step.what, "where": step.where, "by": step.by.isoformat(), "state": "pending"}
            for step in deadlines(dossier).steps
        ],
        "drafts": [
            {
                "code": draft.code,
                "locale": draft.locale,
                "revision": draft.revision,
                "sha256": draft.sha256,
                "state": "pending",
            }
            for draft in dossier.drafts
        ],
    }


def _changes(dossier: Dossier) -> bytes:
    outline = Outline(
        title="Change log",
        subtitle=dossier.brief.title,
        brand=dossier.brief.brand.name,
        language=dossier.locale,
        blocks=(
            Heading(text=f"{VERSION}, {dossier.day(dossier.made_on)}"),
            prose("First version, for approval."),
            *shortfalls.blocks(dossier),
        ),
    )
    return markdown.write(outline)
