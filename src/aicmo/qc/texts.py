"""Texts laid out flat: path, field, text and role, so that one rule works for every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

import regex
from pydantic import BaseModel

from aicmo.writing.documents import Bio, BlogPost, Content, SocialPost, VideoScript

D = TypeVar("D", bound=BaseModel)
Role = Literal["copy", "alt", "note", "term", "tag", "link"]

ROLES: Final[dict[str, Role]] = {
    "hashtag": "tag",
    "link": "link",
    "final_url": "link",
    "url": "link",
    "file": "link",
    "alt_text": "alt",
    "image_note": "note",
    "visual": "note",
    "subject_note": "note",
    "framing": "note",
    "rule": "note",
    "keyword": "term",
    "negative": "term",
    "button": "term",
    "ad_group": "term",
    "author": "term",
    "by": "term",
    "contact": "term",
    "form_field": "term",
    "path": "term",
}
SINGULAR: Final = {
    "headlines": "headline",
    "descriptions": "description",
    "callouts": "callout",
    "negatives": "negative",
    "hashtags": "hashtag",
    "form_fields": "form_field",
    "rules": "rule",
    "path1": "path",
    "path2": "path",
}
UNREAD: Final = {"kind", "match", "background", "foreground", "accent", "id", "dated"}
SENTENCE: Final = regex.compile(r"(?<=[.!?…][\"”’)]*)\s+(?=[\"“‘(]?[\p{Lu}\p{N}])|\n+")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a draft or a strategy. ``field`` is its name in the catalog's limits."""

    path: str
    field: str
    text: str
    role: Role


def laid_out(document: BaseModel, prefix: str = "") -> tuple[Text, ...]:
    """Return every text of a document in reading order, with paths such as ``scenes[0].voice``."""
    return tuple(_walk(document, prefix, ""))


def published(content: Content) -> str:
    """Return what is pasted into a platform: caption, link and hashtags a blank line between; "" for other kinds."""
    match content:
        case SocialPost():
            parts = [content.text, content.link or "", " ".join(content.hashtags)]
        case VideoScript():
            parts = [content.caption, " ".join(content.hashtags)]
        case Bio():
            parts = [content.text]
        case _:
            return ""
    return "\n\n".join(part for part in parts if part)


def sentences(text: str) -> list[str]:
    """Split a text into sentences; every line break ends one."""
    return [part.strip() for part in SENTENCE.split(text) if part and part.strip()]


def lengths(content: Content, field: str) -> list[tuple[str, str | tuple[object, ...] | int]]:
    """Return path and value of everything a limit on ``field`` speaks of: texts, lists, or seconds."""
    if field in {"text", "fold", "bio", "body"}:
        return [("text", text) for text in _whole(content, field)]
    if isinstance(content, VideoScript) and field in {"hook", "duration"}:
        scenes = content.scenes[:1] if field == "hook" else content.scenes[-1:]
        return [("scenes", scene.ends) for scene in scenes]
    value = getattr(content, field, None)
    if isinstance(value, tuple):
        return [(field, value)]
    return [(text.path, text.text) for text in laid_out(content) if text.field == field]


def _whole(content: Content, field: str) -> list[str]:
    """Return the texts that are limited as a whole, not field by field."""
    match field, content:
        case "text", SocialPost() | VideoScript():
            return [published(content)]
        case "fold", SocialPost() | VideoScript():
            return sentences(published(content))[:1]
        case "bio", Bio():
            return [content.text]
        case "body", BlogPost():
            return [" ".join(text.text for text in laid_out(content) if text.role == "copy")]
        case _:
            return []


def retold(document: D, change: Callable[[Text], str]) -> D:
    """Return a document with every text replaced by what ``change`` makes of it."""
    told: D = _retell(document, "", "", change)
    return told


def _retell(value: Any, path: str, field: str, change: Callable[[Text], str]) -> Any:
    if isinstance(value, BaseModel):
        parts = {name: part for name, part in value if name not in UNREAD}
        new = {name: _retell(part, _dotted(path, name), _named(name, path), change) for name, part in parts.items()}
        new = {name: part for name, part in new.items() if part != parts[name]}
        return value.model_copy(update=new) if new else value
    if isinstance(value, tuple):
        return tuple(_retell(part, f"{path}[{index}]", field, change) for index, part in enumerate(value))
    return change(Text(path, field, value, ROLES.get(field, "copy"))) if type(value) is str else value


def _dotted(path: str, name: str) -> str:
    return f"{path}.{name}" if path and not path.endswith("/") else f"{path}{name}"


def _walk(value: object, path: str, field: str) -> Iterator[Text]:
    if isinstance(value, BaseModel):
        for name, part in value:
            if name not in UNREAD:
                yield from _walk(part, _dotted(path, name), _named(name, path))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _walk(part, f"{path}[{index}]", field)
    elif type(value) is str:
        yield Text(path, field, value, ROLES.get(field, "copy"))


def _named(name: str, path: str) -> str:
    """Return the catalog's name of a field, which for nested ones depends on what holds it."""
    holder = path.rpartition("/")[2].split("[")[0]
    nested = {
        ("sitelinks", "text"): "sitelink_text",
        ("sitelinks", "line1"): "sitelink_line",
        ("sitelinks", "line2"): "sitelink_line",
        ("keywords", "text"): "keyword",
    }
    if path.endswith("/") and name == "subject":
        return "subject_note"
    return nested.get((holder, name)) or SINGULAR.get(name, name)
