"""Where everything came from, for the agency: who wrote which draft, from which facts, with which code."""

from __future__ import annotations

from aicmo.delivery.artifact import Artifact
from aicmo.delivery.canonical import canonical
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.manifest import engine_version


def artifact(dossier: Dossier) -> Artifact:
    """Return the provenance record."""
    record = {
        "run": str(dossier.run_id),
        "created_at": dossier.made_at.isoformat(),
        "engine": f"aicmo {engine_version()}",
        "brief": {
            "name": dossier.received.name,
            "sha256": dossier.received.sha256,
            "read": [row.model_dump(mode="json") for row in dossier.intake.understood],
        },
        "qc_rules": dossier.report.rules_version,
        "drafts": [
            {
                "code": draft.code,
                "locale": draft.locale,
                "revision": draft.revision,
                "origin": draft.origin,
                "prompt_sha256": draft.prompt_sha256,
                "sha256": draft.sha256,
                "facts": list(draft.facts),
                "slot": draft.slot.id,
            }
            for draft in dossier.drafts
        ],
        "calls": [call.model_dump(mode="json", exclude={"answer"}) for call in dossier.calls],
        "sources": [source.model_dump(mode="json") for source in dossier.strategy.sources],
    }
    return Artifact("provenance.json", canonical(record), "provenance", root="internal")
