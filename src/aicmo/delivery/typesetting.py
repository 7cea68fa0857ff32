"""Outlines set in type: tagged PDF/A-2a and PDF/UA-1, the same bytes for the same outline and time."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

import regex
import typst

from aicmo.catalog import read_toml
from aicmo.catalog.fonts import fonts
from aicmo.delivery.colors import Palette
from aicmo.delivery.outline import Outline
from aicmo.delivery.sheets import printable
from aicmo.saga import Rejected

MISSING: Final = "could not be displayed"
# Emoji with their joiners, skin tones and flags; not ©, ® or ↔, which Unicode also lists.
PICTOGRAPHS: Final = regex.compile(
    r" ?(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}\ufe0f"
    r"|[\p{Emoji_Presentation}\p{Emoji_Modifier}\u200d\ufe0f])+"
)


def typeset(
    outline: Outline, layout: Literal["report", "letter"], palette: Palette, made_at: datetime, country: str
) -> bytes:
    """Return the outline as PDF, without the pictographs that no text font has.

    Raises Rejected when a character of the text is in none of our fonts: both PDF standards forbid to leave it out.
    """
    inputs = {"document": json.dumps(_data(outline, country)), "palette": palette.model_dump_json()}
    template = Path(str(resources.files("aicmo.delivery").joinpath("templates", f"{layout}.typ")))
    try:
        pdf = typst.compile(
            template,
            root=template.parent,
            font_paths=fonts(),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["a-2a", "ua-1"],
            timestamp=made_at,
        )
    except typst.TypstError as error:
        if MISSING not in error.message:
            raise
        name = f"{outline.title}: {outline.subtitle}"
        raise Rejected(
            f"{name}: {error.message}. Write it in letters that the shipped fonts have.",
            report={"rule": "missing_glyph", "document": name, "message": error.message},
        ) from error
    assert isinstance(pdf, bytes)  # noqa: S101 (what compile returns when it is given no output)
    return pdf


@cache
def _paper(country: str) -> str:
    sizes = read_toml("aicmo.delivery", "paper.toml")
    return str(sizes["letter"]["size"] if country in sizes["letter"]["countries"] else sizes["default"]["size"])


def _data(outline: Outline, country: str) -> dict[str, Any]:
    language, _, region = outline.language.partition("-")
    data: dict[str, Any] = _clean(outline.model_dump(mode="json"))
    logo = list(outline.logo) if outline.logo else None  # as numbers: what is handed in is text
    return data | {"logo": logo, "lang": language.lower(), "region": region.lower() or None, "paper": _paper(country)}


def _clean(value: Any) -> Any:
    """Return JSON data without characters that no page can show."""
    match value:
        case str():
            return PICTOGRAPHS.sub("", printable(value))
        case list():
            return [_clean(each) for each in value]
        case dict():
            return {key: _clean(each) for key, each in value.items()}
        case _:
            return value
