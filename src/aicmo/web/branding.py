"""A client's own colours and initial for the pages that its people see, legible on light and dark."""

from __future__ import annotations

from typing import Final

from markupsafe import escape

from aicmo.catalog.contrast import contrast
from aicmo.delivery.colors import darkened, lightened, palette

TEXT: Final = 4.5
"""The contrast that text needs (WCAG 2.2 AA, 1.4.3)."""
LIGHT: Final = "#efede8"
DARK: Final = "#23282d"
"""The grounds of app.css on which text in the brand's colour may stand, the hardest of each scheme."""


def stylesheet(brand: tuple[str, ...]) -> str:
    """Return the style sheet that gives a page a brand's colours in place of ours."""
    colors = palette(brand)
    light = darkened(colors.primary, LIGHT, TEXT)
    bright = [color for color in brand[:2] if contrast(color, DARK) >= TEXT]
    dark = bright[0] if bright else lightened(colors.primary, DARK, TEXT)
    inks = [max(("#ffffff", "#000000"), key=lambda ink, on=on: contrast(ink, on)) for on in (light, dark)]  # type: ignore[misc]
    return (
        f":root {{ --brand: {colors.primary}; --brand-ink: {colors.on_primary}; --brand-line: {colors.accent}; "
        f"--accent: light-dark({light}, {dark}); --accent-ink: light-dark({inks[0]}, {inks[1]}); "
        "--accent-wash: color-mix(in oklab, var(--accent) 10%, var(--card)); }\n"
    )


def icon(name: str, brand: tuple[str, ...]) -> str:
    """Return the brand's initial on its colour, as SVG."""
    colors = palette(brand)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="16" fill="{colors.primary}"/><text x="32" y="33" fill="{colors.on_primary}" '
        'font-family="sans-serif" font-size="36" font-weight="700" text-anchor="middle" dominant-baseline="central">'
        f"{escape(initial(name))}</text></svg>"
    )


def initial(name: str) -> str:
    """Return the first letter of a name, or a dot when it has none."""
    return next((letter.upper() for letter in name if letter.isalnum()), "•")
