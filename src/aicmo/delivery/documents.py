"""The manifest: what a package holds, to the byte."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from aicmo.catalog.documents import Doc
from aicmo.qc.documents import Waiver


class ManifestEntry(Doc):
    """One file of the package."""

    path: str
    bytes: int
    sha256: str
    media_type: str
    role: str
    locale: str | None = None
    draft: str | None = None


class Manifest(Doc):
    """All files of one root (``client`` or ``internal``). ``waivers`` of quality control are the agency's to know."""

    package: str
    version: str
    root: Literal["client", "internal"]
    brief_sha256: str
    engine: str
    created_at: datetime
    ai_assisted: bool
    waivers: tuple[Waiver, ...] = ()
    files: tuple[ManifestEntry, ...]
