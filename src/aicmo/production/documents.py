"""What an asset is: a card set in type and rendered, or a brief for a shot that a person takes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from aicmo.catalog.documents import Doc


class Card(Doc):
    """A type-led card, rendered to PNG. ``contrast`` is the WCAG 2.2 ratio of text to background."""

    kind: Literal["card"] = "card"
    width: int
    height: int
    text: str
    kicker: str
    signature: str
    background: str
    foreground: str
    accent: str
    contrast: float
    alt_text: str
    file: str = Field(description="path of the PNG among the run's files, e.g. cards/ig-01.png")


class ShotBrief(Doc):
    """Instructions for a photograph or clip; the alt text is a proposal, to be confirmed when the image exists."""

    kind: Literal["shot_brief"] = "shot_brief"
    width: int
    height: int
    subject: str
    framing: str
    on_image_text: str
    rules: tuple[str, ...]
    alt_text: str


AssetSpec = Annotated[Card | ShotBrief, Field(discriminator="kind")]
