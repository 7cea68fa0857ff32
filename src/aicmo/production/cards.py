"""Cards: words, colours and layout of each, rendered to PNG, as many at once as there are cores."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import resources
from typing import Any

import typst

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc, ImageSize, Objective
from aicmo.catalog.fonts import fonts
from aicmo.onboarding.documents import Brief, NormalizedBrief
from aicmo.production.colors import Scheme, schemes
from aicmo.production.documents import Card
from aicmo.strategy.documents import Slot

Placed = tuple[Card, str]
"""A card with the name of its layout."""


class Design(Doc):
    """The design data: type sizes, layouts and kickers by angle."""

    sizes: tuple[float, ...]
    longest_word: int
    layouts: tuple[str, ...]
    shot_angles: tuple[str, ...]
    layout: dict[str, str]
    kicker: dict[str, tuple[str, ...]]


@cache
def design() -> Design:
    """Return the shipped design data."""
    return Design.model_validate(read_toml("aicmo.production", "cards.toml"))


def card(normal: NormalizedBrief, slot: Slot, size: ImageSize, words: str, alt_text: str, number: int) -> Card:
    """Return the card of one draft; ``number`` is its place among the package's cards and varies the colours."""
    brief = normal.brief
    scheme = _scheme(brief, number)
    return Card(
        width=size.width,
        height=size.height,
        text=words,
        kicker=kicker(normal, words, number),
        signature=brief.brand.name,
        background=scheme.background,
        foreground=scheme.foreground,
        accent=scheme.accent,
        contrast=scheme.contrast,
        alt_text=alt_text,
        file=f"cards/{slot.id}.png",
    )


def kicker(normal: NormalizedBrief, words: str, number: int) -> str:
    """Return the small line above the words: what they are about, as far as the brief's facts tell."""
    about = _about(normal, words)
    gift = about == "price" and normal.brief.goal.objective is Objective.DONATE
    options = design().kicker.get("gift" if gift else about, design().kicker["other"])
    place = next(iter(normal.brief.market.places), "")
    return options[number % len(options)].format(place=place)


def _about(normal: NormalizedBrief, words: str) -> str:
    """Return the kind of the fact that the words come from; ``other`` when none holds them."""
    held = [fact.kind for fact in normal.facts if _plain(words) in _plain(f"{fact.text} {fact.detail or ''}")]
    if words.endswith("?") and "question" in held:  # not the readers' situation, nor weather that is asked about
        return "question"
    if any(_plain(price.item) in _plain(words) for price in normal.brief.offer.prices):
        return "price"
    if any(_plain(event.name) in _plain(words) for event in normal.brief.context.events):
        return "moment"
    return next(iter(held), "other")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def layout(slot: Slot, number: int) -> str:
    """Return the layout of a slot's angle, else the layouts in turn."""
    return design().layout.get(slot.angle, design().layouts[number % len(design().layouts)])


def _scheme(brief: Brief, number: int) -> Scheme:
    found = schemes(brief.brand.colors, brief.client)
    return found[number % min(len(found), 3)]


def render(cards: Sequence[Placed], locale: str) -> list[bytes]:
    """Render cards with their layouts to PNG, in order."""
    hands = os.cpu_count() or 1
    groups = list(_shared_out(cards, hands))
    # Typst works outside Python's lock: as many pages are drawn at once as there are cores.
    with ThreadPoolExecutor(hands, thread_name_prefix="cards") as drawers:
        drawn = drawers.map(lambda group: _pages(group, locale), groups)
        images = {
            item.file: page
            for group, pages in zip(groups, drawn, strict=True)
            for (item, _), page in zip(group, pages, strict=True)
        }
    return [images[item.file] for item, _ in cards]


def _shared_out(cards: Sequence[Placed], hands: int) -> Iterator[Sequence[Placed]]:
    """Yield the cards of each size in as many parts as there are hands."""
    for size in dict.fromkeys((item.width, item.height) for item, _ in cards):
        group = [(item, name) for item, name in cards if (item.width, item.height) == size]
        yield from (part for first in range(hands) if (part := group[first::hands]))


def _pages(group: Sequence[Placed], locale: str) -> list[bytes]:
    """Render cards of one size."""
    job = {
        "width": group[0][0].width,
        "height": group[0][0].height,
        "lang": locale.split("-", maxsplit=1)[0],
        "sizes": design().sizes,
        "cards": [_setting(item, name) for item, name in group],
    }
    source = resources.files("aicmo.production").joinpath("data", "card.typ").read_bytes()
    compiled: Any = typst.compile(  # one page comes as bytes, several as a list; its stub knows only bytes
        source,
        format="png",
        ppi=72,
        font_paths=fonts(),
        sys_inputs={"job": json.dumps(job)},
    )
    return compiled if isinstance(compiled, list) else [compiled]


def _setting(item: Card, name: str) -> dict[str, str]:
    shown = item.model_dump(include={"kicker", "signature", "background", "foreground", "accent"})
    return {**shown, "text": breakable(item.text), "layout": name}


def breakable(text: str) -> str:
    """Return the text with room for a break inside words that no line could hold."""
    most = design().longest_word
    return " ".join(
        "\u200b".join(word[at : at + most] for at in range(0, len(word), most)) if len(word) > most else word
        for word in text.split()
    )
