"""Whether files can be put into a folder, found out by trying: rights on paper do not tell of full or frozen disks."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def hindrance(folder: Path) -> str | None:
    """Return why no file can be put below ``folder``, which need not exist yet, or None; leaves nothing behind."""
    existing = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    if not existing.is_dir():
        return f"{existing} is a file where a folder is needed"
    try:
        with tempfile.TemporaryFile(dir=existing):
            return None
    except OSError as error:
        return f"{existing} cannot be written to: {error.strerror}"
