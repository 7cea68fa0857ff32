"""The manifest of each root, and checksums that ``sha256sum -c`` understands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from aicmo.delivery.artifact import Artifact, Root
from aicmo.delivery.canonical import canonical
from aicmo.delivery.documents import Manifest, ManifestEntry
from aicmo.delivery.dossier import Dossier


@cache
def engine_version() -> str:
    """Return the version of this code."""
    return version("aicmo")


def sealed(dossier: Dossier, artifacts: Sequence[Artifact], root: Root) -> list[Artifact]:
    """Return the files of one root with their manifest and checksums, sorted by path."""
    files = sorted(artifacts, key=lambda each: each.path)
    told = manifest(dossier, files, root)
    document = canonical(told.model_dump(mode="json", exclude=None if told.waivers else {"waivers"}))
    listed = [*files, Artifact("manifest.json", document, "manifest", root=root)]
    sums = "".join(f"{each.sha256}  {each.path}\n" for each in listed)
    return [*listed, Artifact("manifest.sha256", sums.encode(), "checksums", root=root)]


def manifest(dossier: Dossier, files: Sequence[Artifact], root: Root) -> Manifest:
    """Return the manifest of some files."""
    return Manifest(
        package=str(dossier.run_id),
        version=dossier.version,
        root=root,
        brief_sha256=dossier.received.sha256,
        engine=engine_version(),
        created_at=dossier.made_at,
        ai_assisted=dossier.is_ai_assisted,
        waivers=dossier.report.waivers if root == "internal" else (),
        files=tuple(_entry(each) for each in files),
    )


def _entry(artifact: Artifact) -> ManifestEntry:
    return ManifestEntry(
        path=artifact.path,
        bytes=len(artifact.content),
        sha256=hashlib.sha256(artifact.content).hexdigest(),
        media_type=artifact.media_type,
        role=artifact.role,
        locale=artifact.locale,
        draft=artifact.draft,
    )
