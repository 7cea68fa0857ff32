"""Outlines set in type: tagged PDF/A-2a and PDF/UA-1, the same bytes for the same outline and time."""

from __future__ import annotations

import io
import json
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import fontpkg_inter
import fontpkg_noto_sans
import pypdf
import typst

from aicmo.catalog import read_toml
from aicmo.delivery.colors import Palette
from aicmo.delivery.outline import Outline
from aicmo.delivery.sheets import printable
from aicmo.saga import Rejected


def typeset(
    outline: Outline, layout: Literal["report", "letter"], palette: Palette, made_at: datetime, country: str
) -> bytes:
    """Return the outline as PDF.

    Raises Rejected when a character of the text is in none of our fonts: typst would leave it out without a word.
    """
    inputs = {"document": json.dumps(_data(outline, country)), "palette": palette.model_dump_json()}
    template = Path(str(resources.files("aicmo.delivery").joinpath("templates", f"{layout}.typ")))
    pdf = typst.compile(
        template,
        root=template.parent,
        font_paths=fonts(),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["a-2a", "ua-1"],
        timestamp=made_at,
    )
    assert isinstance(pdf, bytes)  # noqa: S101 (what compile returns when it is given no output)
    refuse_missing_glyphs(pdf, f"{outline.title}: {outline.subtitle}")
    return pdf


@cache
def fonts() -> typst.Fonts:
    """Return the shipped fonts; those of the machine are ignored, so that every machine sets the same page."""
    folders = [Path(module.__file__).parent / "files" for module in (fontpkg_inter, fontpkg_noto_sans)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def refuse_missing_glyphs(pdf: bytes, name: str) -> None:
    """Raise Rejected when the text read back from a PDF has characters that no font could draw."""
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(pdf)).pages, start=1):
        text = page.extract_text()
        if "\x00" in text or "\ufffd" in text:
            where = text[max(0, text.find("\x00" if "\x00" in text else "\ufffd") - 60) :][:120]
            raise Rejected(
                f"{name}, page {number}: a character is in none of our fonts.",
                report={"rule": "missing_glyph", "page": number, "excerpt": printable(where.replace("\ufffd", "?"))},
            )


@cache
def _paper(country: str) -> str:
    sizes = read_toml("aicmo.delivery", "paper.toml")
    return str(sizes["letter"]["size"] if country in sizes["letter"]["countries"] else sizes["default"]["size"])


def _data(outline: Outline, country: str) -> dict[str, Any]:
    language, _, region = outline.language.partition("-")
    return _clean(outline.model_dump(mode="json")) | {
        "lang": language.lower(),
        "region": region.lower() or None,
        "paper": _paper(country),
    }


def _clean(value: Any) -> Any:
    """Return JSON data without characters that no page can show."""
    match value:
        case str():
            return printable(value)
        case list():
            return [_clean(each) for each in value]
        case dict():
            return {key: _clean(each) for key, each in value.items()}
        case _:
            return value
