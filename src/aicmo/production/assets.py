"""The studio: decides what a draft needs to be seen with, and renders all cards of a package together."""

from __future__ import annotations

from collections.abc import Sequence

from aicmo.catalog import channels
from aicmo.catalog.documents import DraftKind
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.production.cards import Placed, card, design, layout, render
from aicmo.production.documents import AssetSpec
from aicmo.production.glyphs import missing
from aicmo.production.shots import shot
from aicmo.saga import File
from aicmo.strategy.documents import Slot
from aicmo.writing.documents import Content, LinkedInAd, MetaAd, SocialPost, VideoScript


class Studio:
    """Collects the cards of one package and renders them in the end."""

    def __init__(self, normal: NormalizedBrief, slots: Sequence[Slot]) -> None:
        """Start with no cards. A card's looks follow its slot's place in the plan, whatever becomes of the others."""
        self._normal = normal
        self._places = {slot.id: place for place, slot in enumerate(slot for slot in slots if _is_carded(slot))}
        self._brief = normal.brief
        self._cards: list[Placed] = []

    def assets(self, slot: Slot, content: Content) -> list[AssetSpec]:
        """Return the assets of one draft: a card, a brief for a shot, or both where a photograph would serve better."""
        size = channels()[slot.channel].frame(slot.kind)
        if size is None:
            return []
        match content:
            case SocialPost():
                shots = [shot(self._brief, size, content.image_note, "")] if slot.angle in design().shot_angles else []
                return [self._card(slot, content.image_text, content.alt_text), *shots]
            case MetaAd() | LinkedInAd():
                return [self._card(slot, content.image_text, content.alt_text)]
            case VideoScript():
                return [shot(self._brief, size, _seen(content), content.scenes[0].on_screen)]
            case _:
                return []

    def _card(self, slot: Slot, words: str, alt_text: str) -> AssetSpec:
        """Return a card, or a brief for a picture where the shipped fonts cannot write the words."""
        size = channels()[slot.channel].image
        assert size is not None  # noqa: S101 (the caller looked)
        if missing(f"{words}{self._brief.brand.name}"):
            return shot(self._brief, size, words, words)
        made = card(self._normal, slot, size, words, alt_text, self._places[slot.id])
        self._cards.append((made, layout(slot, self._places[slot.id])))
        return made

    def files(self) -> list[File]:
        """Render every card and return the files."""
        images = render(self._cards, self._brief.market.locales[0])
        return [File(item.file, image) for (item, _), image in zip(self._cards, images, strict=True)]


def _seen(script: VideoScript) -> str:
    """Return what the first frame shows: a thing a camera sees, from the first scene that has one."""
    return next((scene.visual for scene in script.scenes if not scene.visual.startswith("“")), script.scenes[0].visual)


def _is_carded(slot: Slot) -> bool:
    kinds = {DraftKind.SOCIAL_POST, DraftKind.META_AD, DraftKind.LINKEDIN_AD}
    return slot.kind in kinds and channels()[slot.channel].image is not None
