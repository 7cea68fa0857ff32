"""Hashtags: joined, capitalised, cut down to the advised number; what the brief demands stays as it is."""

from __future__ import annotations

from collections.abc import Callable

from aicmo.qc.fixes.ground import Ground
from aicmo.qc.rules.accessibility import parted, words_in
from aicmo.qc.rules.limits import HASHTAG
from aicmo.qc.texts import laid_out
from aicmo.qc.work import fold
from aicmo.writing.documents import Bio, Content, SocialPost, VideoScript

Tags = tuple[str, ...]


def join_up(content: Content, ground: Ground) -> Content:
    """Join a hashtag that is written as words with spaces: ``#roof repair`` is read as ``#roof``."""
    return _each(content, ground, _joined)


def _joined(tag: str) -> str:
    words = tag.lstrip("#").split()
    if len(words) > 1:
        words = [word[:1].upper() + word[1:] for word in words]
    joined = f"#{''.join(words)}"
    return joined if HASHTAG.fullmatch(joined) else tag


def capitalise(content: Content, ground: Ground) -> Content:
    """Give each word of a joined hashtag its capital, where the brief's words leave one way to part it."""
    known = words_in(ground.said)

    def capital(tag: str) -> str:
        parts = parted(tag.lstrip("#"), known)
        return "#" + "".join(part.capitalize() for part in parts[0]) if len(parts) == 1 else tag

    return _each(content, ground, capital)


def keep_taken(content: Content, ground: Ground) -> Content:
    """Drop hashtags that stand twice, then the last ones, until the platform takes the rest."""
    limit = ground.channel.limit("hashtags") if ground.channel else None
    return _cut_down(content, ground, limit.max if limit else None)


def keep_advised(content: Content, ground: Ground) -> Content:
    """Drop a post's last hashtags down to the number that is advised for the channel."""
    advised = ground.channel.hashtags if ground.channel and not isinstance(content, Bio) else None
    return _cut_down(content, ground, advised[1] if advised else None)


def _cut_down(content: Content, ground: Ground, most: int | None) -> Content:
    if most is None or not isinstance(content, SocialPost | VideoScript | Bio):
        return content
    copy = "\n".join(text.text for text in laid_out(content) if text.role == "copy")
    inside = {tag for tag in HASHTAG.findall(copy) if tag not in content.hashtags}
    tags = tuple({tag.casefold(): tag for tag in reversed(content.hashtags)}.values())[::-1]
    tags = _fewest(tags, most - len(inside), ground.demanded)
    return content if tags == content.hashtags else content.model_copy(update={"hashtags": tags})


def _fewest(tags: Tags, most: int, demanded: str) -> Tags:
    kept = list(tags)
    for tag in reversed(tags):
        if len(kept) > max(0, most) and fold(tag) not in demanded:
            kept.remove(tag)
    return tuple(kept)


def _each(content: Content, ground: Ground, change: Callable[[str], str]) -> Content:
    if not isinstance(content, SocialPost | VideoScript | Bio):
        return content
    tags = tuple(tag if fold(tag) in ground.demanded else change(tag) for tag in content.hashtags)
    return content if tags == content.hashtags else content.model_copy(update={"hashtags": tags})
