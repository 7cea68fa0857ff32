"""The two roots of a package: which family of files goes where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from aicmo.delivery import (
    ads,
    approvals,
    brief_files,
    calendars,
    claims,
    deck,
    draft_pages,
    emails,
    launches,
    letter,
    media_plan,
    pages,
    pictures,
    preview,
    provenance,
    quality,
    readme,
    search_ads,
    strategy_files,
    tracking,
)
from aicmo.delivery.artifact import Artifact
from aicmo.delivery.dossier import Dossier
from aicmo.delivery.manifest import sealed

FAMILIES: Final[tuple[Callable[[Dossier], list[Artifact]], ...]] = (
    letter.artifacts,
    brief_files.artifacts,
    strategy_files.artifacts,
    lambda dossier: [deck.artifact(dossier)],
    media_plan.artifacts,
    draft_pages.artifacts,
    search_ads.artifacts,
    ads.artifacts,
    emails.artifacts,
    pages.artifacts,
    calendars.artifacts,
    launches.artifacts,
    tracking.artifacts,
    claims.artifacts,
    pictures.artifacts,
    quality.statement,
    approvals.artifacts,
)


def client_root(dossier: Dossier) -> list[Artifact]:
    """Return everything the client gets, with readme, manifest and checksums."""
    made = [artifact for family in FAMILIES for artifact in family(dossier)]
    made.append(readme.artifact(dossier, made))
    return sealed(dossier, [*made, preview.artifact(dossier, made)], "client")


def internal_root(dossier: Dossier, client: list[Artifact]) -> list[Artifact]:
    """Return what the agency keeps: quality, provenance, claims held back, and the client's manifest."""
    theirs = next(each for each in client if each.path == "manifest.json")
    kept = Artifact("client_manifest.json", theirs.content, "manifest of the client's files", root="internal")
    made = [*quality.full_report(dossier), provenance.artifact(dossier), claims.held_back_register(dossier), kept]
    return sealed(dossier, made, "internal")
