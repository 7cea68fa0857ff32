"""The speeds as a picture: runs a second on a logarithmic scale, one pair of bars for each contestant."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.speed import Bar

WIDTH: Final = 760
LEFT: Final = 150
RIGHT: Final = 90
ROW: Final = 46
BAR: Final = 15
COLORS: Final = {"SUCCESS": "#2f6f8f", "FAIL": "#c9803a"}
TEXT: Final = 'font-family="sans-serif" font-size="13" fill="#333"'


def svg(bars: Sequence[Bar]) -> str:
    """Return the picture, fastest first."""
    ordered = sorted(bars, key=lambda bar: -bar.success)
    top = 10 ** (int(log10(max(bar.success for bar in ordered))) + 1)
    height = 64 + ROW * len(ordered)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        "<title>Runs a second, saturated, PostgreSQL with fsync</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        *_scale(top, height),
    ]
    for place, bar in enumerate(ordered):
        parts += _bars(bar, 40 + ROW * place, top)
    return "\n".join([*parts, *_legend(), "</svg>\n"])


def _bars(bar: Bar, y: int, top: int) -> list[str]:
    parts = [f'<text x="{LEFT - 10}" y="{y + 20}" text-anchor="end" {TEXT}>{escape(bar.name)}</text>']
    for shift, (end, value) in enumerate((("SUCCESS", bar.success), ("FAIL", bar.fail))):
        length = _along(value, top) - LEFT
        above = y + shift * (BAR + 2)
        parts.append(f'<rect x="{LEFT}" y="{above}" width="{length:.0f}" height="{BAR}" fill="{COLORS[end]}"/>')
        parts.append(f'<text x="{LEFT + length + 6:.0f}" y="{above + 12}" {TEXT}>{value:,.0f}</text>')
    return parts


def _scale(top: int, height: int) -> list[str]:
    parts, value = [], 1
    while value <= top:
        x = _along(value, top)
        parts.append(f'<line x1="{x:.0f}" y1="32" x2="{x:.0f}" y2="{height - 26}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.0f}" y="{height - 10}" text-anchor="middle" {TEXT}>{value:,}</text>')
        value *= 10
    return parts


def _legend() -> list[str]:
    parts = []
    for place, (end, color) in enumerate(COLORS.items()):
        x = LEFT + place * 130
        parts.append(f'<rect x="{x}" y="10" width="12" height="12" fill="{color}"/>')
        parts.append(f'<text x="{x + 18}" y="21" {TEXT}>{end}, runs/s</text>')
    return parts


def _along(value: float, top: int) -> float:
    return LEFT + max(log10(max(value, 1)) / log10(top), 0) * (WIDTH - LEFT - RIGHT)
