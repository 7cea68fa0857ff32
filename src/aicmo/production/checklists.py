"""Checklists: what a person does to publish one draft, derived from the draft itself."""

from __future__ import annotations

from functools import cache
from typing import Any

from aicmo.catalog import channels, read_toml
from aicmo.catalog.counting import count
from aicmo.onboarding.documents import Brief
from aicmo.production.documents import AssetSpec, Card
from aicmo.strategy.documents import Slot
from aicmo.writing.documents import Content, LandingPage, LinkedInAd, MetaAd, SocialPost, VideoScript


@cache
def _lines() -> dict[str, Any]:
    return read_toml("aicmo.production", "checklists.toml")


def checklist(brief: Brief, slot: Slot, content: Content, assets: list[AssetSpec]) -> tuple[str, ...]:
    """Return the steps of publishing a draft, in order."""
    link = getattr(content, "link", None)
    found: list[str] = [line.format(code=slot.id, **_facts(slot, content)) for line in _lines()["draft"][content.kind]]
    if isinstance(content, LandingPage) and content.before and brief.launch:
        found += [
            line.format(heading=content.before.heading, day=brief.launch.on) for line in _lines()["launch"]["page"]
        ]
    for asset in assets:
        size = f"{asset.width} × {asset.height}"
        name = asset.file if isinstance(asset, Card) else ""
        found += [line.format(file=name, size=size) for line in _lines()["asset"][asset.kind]]
    common = _lines()["common"]
    if link:
        found += [line.format(link=link) for line in common["link"]]
    if slot.publish_at:
        when = f"{slot.publish_at:%Y-%m-%d %H:%M}"
        found += [line.format(when=when, zone=brief.market.time_zone) for line in common["when"]]
    if brief.approval:
        found += [line.format(approver=brief.approval.by) for line in common["approver"]]
    return tuple(found)


def _facts(slot: Slot, content: Content) -> dict[str, str | int]:
    """Return what the lines of this kind of draft say about it."""
    match content:
        case SocialPost():
            return {"count": _length(slot, content)}
        case VideoScript():
            return {
                "scenes": len(content.scenes),
                "seconds": content.scenes[-1].ends,
                "hook": content.scenes[0].ends,
            }
        case MetaAd() | LinkedInAd():
            return {"button": content.button}
        case LandingPage():
            return {"fields": len(content.form_fields)}
        case _:
            return {}


def _length(slot: Slot, post: SocialPost) -> int:
    whole = "\n\n".join(part for part in (post.text, post.link, " ".join(post.hashtags)) if part)
    limit = channels()[slot.channel].limit("text")
    return count(whole, limit.unit if limit else "characters")
