"""ZIP files whose bytes depend on nothing but their content: sorted names, one date, one set of permissions."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
PLAIN_FILE: Final = 0o100644 << 16
UNIX: Final = 3


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(_entry(name), files[name])
    return out.getvalue()


def repack(content: bytes) -> bytes:
    """Return the same ZIP (a DOCX is one) with its members in their order, without their dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(_entry(name), source.read(name))
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = PLAIN_FILE
    entry.create_system = UNIX
    return entry
