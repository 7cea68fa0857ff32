"""A client's logo: whatever picture is handed in becomes one small opaque PNG that is legible on any ground."""

from __future__ import annotations

import io
import warnings
from base64 import b64encode
from typing import Final

from PIL import Image, ImageOps, ImageStat

from aicmo.onboarding.documents import Logo
from aicmo.onboarding.errors import LogoError
from aicmo.onboarding.limits import limit

FORMATS: Final = ("PNG", "JPEG", "WEBP")
NAMES: Final = "PNG, JPEG or WebP"
SIZES: Final = (800, 600, 450, 320)
"""Pixels of the longer side that are tried, until the picture is small enough."""
WHITE: Final = (255, 255, 255)
INK: Final = (34, 34, 34)
LIGHT: Final = 160
"""Luma of 0 to 255: what is lighter on average is seen on a dark ground, and not on a white one."""
SIXTEEN_TO_EIGHT: Final = 257
"""Greys of 16 bits to one of 8: 65,535 is 255."""
MARGIN: Final = 0.12
"""Part of the height that stays free around a logo that comes without a ground."""


def read_logo(content: bytes) -> Logo:
    """Return the picture as the logo it can be; what it really is counts, not what it is called.

    It is turned upright, cut to what can be seen, put on white (on dark, if it is light itself) and made smaller.
    Raises LogoError for what is no picture, too large, too small to print, too long, or empty.
    """
    if len(content) > limit("logo_file"):
        raise LogoError(f"The logo has {len(content):,} bytes; at most {limit('logo_file'):,} are taken.")
    picture = _grounded(_opened(content))
    for size in SIZES:
        picture.thumbnail((size, size), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        picture.save(out, "PNG", optimize=True)
        if out.tell() <= limit("logo_kept"):
            return Logo(png=b64encode(out.getvalue()), width=picture.width, height=picture.height)
    raise LogoError("The logo is as rich as a photograph. Send the plain mark, without a picture behind it.")


def _opened(content: bytes) -> Image.Image:
    if b"<svg" in content[:2000].lower():
        raise LogoError(f"The logo is an SVG, which may hold programs. Export it as {NAMES}, 800 pixels wide.")
    try:
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
            return _decoded(content)
    except LogoError:
        raise
    except Exception as error:  # whatever a decoder says of a stranger's bytes, they are no picture
        raise LogoError(f"The logo cannot be read as {NAMES}. Save it anew with a picture program.") from error


def _decoded(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > limit("logo_pixels"):
        raise LogoError(f"The logo has {picture.width:,} × {picture.height:,} pixels; 800 pixels wide will do.")
    picture.load()
    upright: Image.Image = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # a grey of 16 bits: converted as it is, all but black would turn white
        return upright.point(lambda grey: grey / SIXTEEN_TO_EIGHT + 0).convert("L")
    return upright


def _grounded(picture: Image.Image) -> Image.Image:
    """Return the picture without its empty borders, on a ground on which it can be seen."""
    whole = picture.convert("RGBA")
    alpha = whole.getchannel("A")
    seen = alpha.getbbox()
    if seen is None:
        raise LogoError("The logo shows nothing: every pixel of it is transparent.")
    is_cut_out = min(alpha.tobytes()) < 255  # noqa: PLR2004 (a byte's most)
    cut = whole.crop(seen)
    _check_shape(cut)
    if not is_cut_out:
        return cut.convert("RGB")
    visible = ImageStat.Stat(cut.convert("L"), mask=cut.getchannel("A"))
    space = round(min(cut.size) * MARGIN) + 1
    color = INK if visible.mean[0] > LIGHT else WHITE
    ground = Image.new("RGB", (cut.width + 2 * space, cut.height + 2 * space), color)
    ground.paste(cut, (space, space), cut)
    return ground


def _check_shape(picture: Image.Image) -> None:
    longer, shorter = max(picture.size), min(picture.size)
    if longer < limit("logo_side"):
        raise LogoError(
            f"The logo has {picture.width} × {picture.height} pixels, which blurs in print: "
            f"the longer side needs {limit('logo_side')}."
        )
    if longer > limit("logo_ratio") * shorter:
        raise LogoError(
            f"The logo has {picture.width} × {picture.height} pixels, too long for a page's head: "
            f"at most {limit('logo_ratio')} to 1."
        )
