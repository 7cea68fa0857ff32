"""A client's logo: what is handed in becomes a small opaque PNG, or is refused with words that help."""

from __future__ import annotations

import io
import os
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from aicmo.onboarding.errors import LogoError
from aicmo.onboarding.limits import limit
from aicmo.onboarding.logos import INK, WHITE, read_logo


def drawn(
    size: tuple[int, int] = (600, 200),
    color: str = "#1f3a3d",
    *,
    form: str = "PNG",
    mode: str = "RGBA",
    **options: object,
) -> bytes:
    """Return a picture of a bar on nothing, or on white where the format knows no nothing."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0) if mode == "RGBA" else (255, 255, 255, 255))
    width, height = size
    ImageDraw.Draw(picture).rectangle((width // 10, height // 4, width * 9 // 10, height * 3 // 4), fill=color)
    out = io.BytesIO()
    picture.convert(mode).save(out, form, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("WEBP", "RGBA")]
)
def test_a_picture_becomes_a_small_opaque_png_without_what_its_file_told_of_its_maker(form: str, mode: str) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Grace of the studio"  # Artist
    logo = read_logo(drawn((2400, 800), form=form, mode=mode, exif=exif.tobytes()))
    assert b"Grace" not in logo.png
    assert len(logo.png) <= limit("logo_kept")
    kept = Image.open(io.BytesIO(logo.png))
    assert (kept.format, kept.mode, kept.size) == ("PNG", "RGB", (logo.width, logo.height))
    assert max(kept.size) <= 800
    assert read_logo(drawn((2400, 800), form=form, mode=mode)).sha256 == logo.sha256


def test_empty_borders_go_and_the_ground_is_one_on_which_the_logo_is_seen() -> None:
    dark = Image.open(io.BytesIO(read_logo(drawn(color="#1f3a3d")).png))
    light = Image.open(io.BytesIO(read_logo(drawn(color="#fafafa")).png))
    assert dark.getpixel((0, 0)) == WHITE
    assert light.getpixel((0, 0)) == INK
    assert dark.width / dark.height > 600 / 200  # the bar has less air above it than it came with


def test_a_photograph_on_its_side_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn by a quarter
    logo = read_logo(drawn((600, 300), form="JPEG", mode="RGB", exif=exif.tobytes()))
    assert logo.height > logo.width


def test_a_grey_of_sixteen_bits_stays_the_grey_it_is() -> None:
    out = io.BytesIO()
    Image.new("I;16", (600, 200), 0x7535).save(out, "PNG")
    kept = Image.open(io.BytesIO(read_logo(out.getvalue()).png))
    assert kept.getpixel((9, 9)) == (0x74, 0x74, 0x74)


def bomb() -> bytes:
    """Return a PNG of a few kilobytes that says it has 30,000 by 30,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read as PNG, JPEG or WebP"),
        (b"GIF89a" + b"\0" * 100, "cannot be read"),
        (b"<html><script>alert(1)</script></html>", "cannot be read"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "is an SVG"),
        (drawn()[:400], "cannot be read"),
        (bomb(), "cannot be read|800 pixels wide will do"),
        (drawn((90, 30)), "blurs in print"),
        (drawn((4000, 120)), "at most 8 to 1"),
        (drawn(color="#00000000"), "shows nothing"),
        (b"\0" * 2_000_001, "at most 2,000,000"),
    ],
)
def test_what_cannot_be_a_logo_is_refused_with_words_that_help(content: bytes, said: str) -> None:
    with pytest.raises(LogoError, match=said):
        read_logo(content)


def test_a_photograph_is_made_smaller_or_refused() -> None:
    noise = Image.frombytes("RGB", (700, 700), os.urandom(700 * 700 * 3))
    out = io.BytesIO()
    noise.save(out, "JPEG")
    with pytest.raises(LogoError, match="as rich as a photograph"):
        read_logo(out.getvalue())
