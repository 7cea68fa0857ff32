"""The pages of a PDF as pictures, for looking at a package without leaving the browser."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from threading import Lock

import pypdfium2

WIDTH = 900
"""Pixels."""
_ONE_AT_A_TIME = Lock()
"""PDFium is not made for several threads."""


def measured(path: Path) -> tuple[int, int, int]:
    """Return how many pages a PDF has, and the first one's width and height as they are drawn, in pixels."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(path) as document:
        width, height = document.get_page_size(0)
        return len(document), WIDTH, round(WIDTH * height / width)


def drawn(path: Path, number: int) -> bytes | None:
    """Return a page, counted from 0, as PNG; None when there is no such page."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(path) as document:
        if not 0 <= number < len(document):
            return None
        page = document[number]
        picture = page.render(scale=WIDTH / page.get_width()).to_pil()
        out = BytesIO()
        picture.save(out, "PNG")
        return out.getvalue()
