"""Colours: WCAG 2.2 contrast, and the pairs of a brand's colours that can carry text."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from math import floor
from typing import NamedTuple

from aicmo.catalog import read_toml
from aicmo.catalog.contrast import contrast, luminance
from aicmo.catalog.documents import Doc


class Palette(Doc):
    """The shipped colours and the ratios they must reach."""

    source: str
    checked_on: object
    contrast: float
    accent_contrast: float
    paper: str
    white: str
    ink: str
    defaults: tuple[tuple[str, str], ...]


class Scheme(NamedTuple):
    """One card's colours; ``contrast`` is that of foreground on background."""

    background: str
    foreground: str
    accent: str
    contrast: float


@cache
def palette() -> Palette:
    """Return the shipped palette."""
    return Palette.model_validate(read_toml("aicmo.production", "palette.toml"))


def schemes(colors: tuple[str, ...], seed: str) -> tuple[Scheme, ...]:
    """Return the schemes of a brand, best first, each legible: brand colour, paper, accent as background."""
    brand = tuple(color.upper() for color in colors) or _default(seed)
    base = max(brand, key=lambda color: contrast(color, palette().white))
    grounds = dict.fromkeys([base, palette().paper, *brand])
    found = [scheme for ground in grounds if (scheme := _scheme(ground, brand)).contrast >= palette().contrast]
    return tuple(found)


def _default(seed: str) -> tuple[str, str]:
    options = palette().defaults
    return options[int(sha256(seed.encode()).hexdigest(), 16) % len(options)]


def _scheme(ground: str, brand: tuple[str, ...]) -> Scheme:
    inks = [palette().white, palette().paper, palette().ink, *brand]
    legible = [ink for ink in inks if contrast(ground, ink) >= palette().contrast]
    pool = legible or inks
    branded = [ink for ink in pool if ink in brand and luminance(ink) < luminance(ground)]
    text = max(branded or pool, key=lambda ink: contrast(ground, ink))
    accents = [
        color for color in brand if color not in {ground, text} and contrast(ground, color) >= palette().accent_contrast
    ]
    accent = accents[0] if accents else next((color for color in brand if color not in {ground, text}), text)
    # Rounded down: a pair that almost reaches the ratio must not seem to reach it.
    return Scheme(ground, text, accent, floor(contrast(ground, text) * 100) / 100)
