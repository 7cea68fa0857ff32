"""The shipped fonts. Those of the machine are ignored, so that every machine sets the same page."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

import typst


@cache
def fonts() -> typst.Fonts:
    """Return Inter and Noto Sans for typst."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders())


def font_folders() -> list[Path]:
    """Return the folders of the shipped font files."""
    return [Path(str(resources.files(package))) / "files" for package in ("fontpkg_inter", "fontpkg_noto_sans")]
