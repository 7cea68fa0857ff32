"""How well two colours can be told apart: relative luminance and contrast ratio as WCAG 2.2 defines them."""

from __future__ import annotations

from typing import Final

LINEAR_UP_TO: Final = 0.04045
"""Where the sRGB curve changes from a line to a power (IEC 61966-2-1)."""


def luminance(color: str) -> float:
    """Return the relative luminance of ``#RRGGBB``, from 0 (black) to 1 (white)."""
    parts = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#RRGGBB`` colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
