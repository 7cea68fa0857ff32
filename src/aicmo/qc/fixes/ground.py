"""What a fix may rest on: where the draft stands, and the words that are known or must stay to the letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from aicmo.catalog import channels
from aicmo.catalog.counting import links_in
from aicmo.catalog.documents import Channel
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.qc.texts import Text, retold
from aicmo.qc.work import fold
from aicmo.strategy.documents import Slot
from aicmo.writing.documents import Content

LINK = "\ue000"


@dataclass(frozen=True)
class Ground:
    """A draft's slot and the brief it was written from."""

    slot: Slot
    brief: NormalizedBrief

    @property
    def channel(self) -> Channel | None:
        """The catalog's channel."""
        return channels().get(self.slot.channel)

    @property
    def english(self) -> bool:
        """Whether the draft is in English; other languages set spaces and quotation marks in their own ways."""
        return self.slot.locale.partition("-")[0] == "en"

    @cached_property
    def exact(self) -> tuple[str, ...]:
        """Every wording that is somebody's own: demanded lines, legal lines, quotes, the brand's name."""
        brief = self.brief.brief
        quotes = brief.launch.quotes if brief.launch else ()
        bound = [row.text for row in brief.rules.include] + [row.text for row in brief.rules.legal]
        lines = [*bound, *(quote.text for quote in quotes), brief.brand.name]
        return tuple(text for text in lines if text.strip())

    @cached_property
    def demanded(self) -> str:
        """What the brief demands, folded for comparison."""
        return fold("\n".join(item.text for item in self.brief.brief.rules.include))

    @cached_property
    def said(self) -> str:
        """What the brief's facts say, with the offer and the brand."""
        brief = self.brief.brief
        return "\n".join(
            [brief.brand.name, brief.offer.what, *(f"{row.text} {row.detail or ''}" for row in self.brief.facts)]
        )

    def reworded(self, content: Content, change: Callable[[str], str]) -> Content:
        """Apply a change to what is read, around links; a text whose change would touch exact words stays."""

        def one(text: Text) -> str:
            if text.role not in {"copy", "alt"} or LINK in text.text:
                return text.text
            new = _around_links(text.text, change)
            return text.text if any(line in text.text and line not in new for line in self.exact) else new

        return retold(content, one)


def _around_links(text: str, change: Callable[[str], str]) -> str:
    links, pieces, cursor = links_in(text) if "." in text else [], [], 0
    for link in links:
        start = text.index(link, cursor)
        pieces += [text[cursor:start], LINK]
        cursor = start + len(link)
    changed = change("".join([*pieces, text[cursor:]]))
    for link in links:
        changed = changed.replace(LINK, link, 1)
    return changed
