"""A client's colours, made legible: WCAG 2.2 contrast decides, not taste."""

from __future__ import annotations

from datetime import date

from aicmo.catalog import read_toml
from aicmo.catalog.contrast import contrast
from aicmo.catalog.documents import Doc


class Look(Doc):
    """Colours where a brief names none, and the contrasts (WCAG 2.2 AA) that text and graphics must reach."""

    primary: str
    accent: str
    ink: str
    paper: str
    night: str
    text_contrast: float
    night_contrast: float
    graphic_contrast: float
    source: str
    checked_on: date


class Palette(Doc):
    """``primary`` carries ``on_primary`` text; ``heading`` is legible on white; ``accent`` is for lines and bars."""

    primary: str
    on_primary: str
    heading: str
    accent: str
    tint: str


def palette(colors: tuple[str, ...]) -> Palette:
    """Return the palette of a brand: its first colour leads, its second accents."""
    look = Look.model_validate(read_toml("aicmo.delivery", "look.toml"))
    primary = colors[0] if colors else look.primary
    accent = colors[1] if len(colors) > 1 else (primary if colors else look.accent)
    candidates = (look.paper, look.ink)
    return Palette(
        primary=primary,
        on_primary=max(candidates, key=lambda color: contrast(color, primary)),
        heading=darkened(primary, look.paper, look.text_contrast),
        accent=darkened(accent, look.paper, look.graphic_contrast),
        tint=mixed(primary, look.paper, 0.06),
    )


def darkened(color: str, paper: str, ratio: float) -> str:
    """Return the colour, darkened in steps until it reaches ``ratio`` on ``paper``."""
    while contrast(color, paper) < ratio:
        color = mixed(color, "#000000", 0.92)
    return color


def lightened(color: str, paper: str, ratio: float) -> str:
    """Return the colour, lightened in steps until it reaches ``ratio`` on a dark ``paper``."""
    while contrast(color, paper) < ratio:
        color = mixed(color, "#ffffff", 0.92)
    return color


def mixed(color: str, other: str, part: float) -> str:
    """Return ``part`` of one colour with the rest of another."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(one * part + two * (1 - part)):02x}" for one, two in pairs)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
