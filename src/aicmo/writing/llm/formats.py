"""What a model writes of each format: the schema it must fill, and its words put into the plain version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc, DraftKind
from aicmo.llm import bare
from aicmo.writing.documents import Content, VideoScript

STRETCH = 3
"""How much longer than its plain version a draft may be."""
SHORT = 400
"""Characters: up to here, no draft is too long for its plain version."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
SHAPES: Mapping[str, type[Doc]] = {
    shape.model_fields["kind"].default: shape for shape in get_args(get_args(Content)[0])
}


class Format(Doc):
    """One format of ``data/model_copy.toml``."""

    fields: tuple[str, ...]
    limits: tuple[str, ...]
    per_call: int = Field(gt=0)
    facts: int = Field(gt=0)
    note: str


class Reply(BaseModel):
    """What every reply is: drafts, each of its format's fields and with its code."""

    model_config = ConfigDict(extra="forbid")

    drafts: list[dict[str, Any]]


@cache
def formats() -> Mapping[DraftKind, Format]:
    """Return all formats by kind."""
    rows = read_toml("aicmo.writing", "model_copy.toml")
    return {DraftKind(name): Format.model_validate(row) for name, row in rows.items()}


@cache
def item_of(kind: DraftKind) -> type[BaseModel]:
    """Return the model of one draft in a reply."""
    fields: dict[str, Any] = {"code": (str, ...)}
    for name in formats()[kind].fields:
        info = SHAPES[kind].model_fields[name]
        fields[name] = (info.annotation, ...)
    return create_model(f"{SHAPES[kind].__name__}Copy", __config__=ConfigDict(extra="forbid"), **fields)


@cache
def schema_of(kind: DraftKind) -> dict[str, Any]:
    """Return the JSON schema of a reply about drafts of one kind."""
    item: Any = item_of(kind)
    drafts: Any = (list[item], ...)
    return create_model("Reply", __config__=ConfigDict(extra="forbid"), drafts=drafts).model_json_schema()


def bounded(kind: DraftKind, plain: Mapping[str, Content]) -> dict[str, Any]:
    """Return the schema of a reply about just these drafts, by code: a small model that may go on does."""
    schema = deepcopy(schema_of(kind))
    count = len(plain)
    schema["properties"]["drafts"] |= {"minItems": count, "maxItems": count}
    fields = schema["$defs"][item_of(kind).__name__]["properties"]
    fields["code"]["enum"] = [*plain]
    for name in formats()[kind].fields:
        if fields[name].get("type") == "array":
            lengths = [len(getattr(content, name)) for content in plain.values()]
            fields[name] |= {"minItems": min(lengths), "maxItems": max(lengths)}
    return schema


def copy_of(content: Content) -> dict[str, Any]:
    """Return the fields of a draft that a model writes, as JSON data."""
    return content.model_dump(mode="json", include={*formats()[DraftKind(content.kind)].fields})


def read(kind: DraftKind, text: str) -> dict[str, dict[str, Any]]:
    """Return the drafts of a reply by code, without those that are not of their format; ValueError for a broken one."""
    plain = bare(text)
    found: dict[str, dict[str, Any]] = {}
    for row in Reply.model_validate_json(plain).drafts:
        try:
            item = item_of(kind).model_validate(_cleaned(row)).model_dump(mode="json")
        except ValidationError:
            continue
        found.setdefault(item.pop("code").strip(), item)
    return found


def rewritten(base: Content, words: dict[str, Any]) -> Content | None:
    """Return the plain version with a model's words in it; None when the two do not fit together, or it never ends."""
    if isinstance(base, VideoScript):
        scenes = words["scenes"]
        if len(scenes) != len(base.scenes):
            return None
        times = [{"starts": scene.starts, "ends": scene.ends} for scene in base.scenes]
        words = words | {"scenes": [scene | time for scene, time in zip(scenes, times, strict=True)]}
    try:
        content: Any = type(base).model_validate(base.model_dump(mode="json") | words)
    except ValidationError:
        return None
    return content if 0 < _size(content) <= max(_size(base) * STRETCH, SHORT) else None


def _size(content: Content) -> int:
    """Return how many characters a model wrote, or may write, of a draft."""
    return sum(len(text) for text in _texts(copy_of(content)))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _texts(part)
        case dict():
            for part in value.values():
                yield from _texts(part)


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return CONTROL.sub(" ", value.replace("\r\n", "\n")).strip()
        case list():
            return [_cleaned(part) for part in value]
        case dict():
            return {name: _cleaned(part) for name, part in value.items()}
    return value
