"""Briefs for shots that a person takes, with the client's rules for pictures."""

from __future__ import annotations

from aicmo.catalog.documents import ImageSize
from aicmo.onboarding.documents import Brief
from aicmo.production.documents import ShotBrief


def shot(brief: Brief, size: ImageSize, subject: str, words: str) -> ShotBrief:
    """Return the brief for one shot; its alt text is a proposal until the picture exists."""
    return ShotBrief(
        width=size.width,
        height=size.height,
        subject=subject,
        framing=_framing(size),
        on_image_text=words,
        rules=brief.rules.visuals,
        alt_text=f"Proposed, to be confirmed with the picture: {subject}",
    )


def _framing(size: ImageSize) -> str:
    shape = "Upright" if size.height > size.width else "Wide" if size.width > size.height else "Square"
    return f"{shape}, {size.width} × {size.height} pixels; subject and any words within the centre 70%."
