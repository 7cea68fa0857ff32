"""The fields of the brief's form, read off the brief's own model and its template: nothing is said twice."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import groupby
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from ruamel.yaml import YAML

from aicmo.catalog import packs
from aicmo.onboarding.documents import Brief, Money
from aicmo.onboarding.template import lines

LONG: Final = 1_000
"""Characters: a text that may be longer is written in a box of several lines."""
TITLES: Final = {"title": "Order", "assets": "Files", "extras": "Anything else", "email": "E-mail"}
BASICS: Final = {"title", "pack", "client"}
LAST: Final = {"extras", "on_missing"}


@dataclass(frozen=True)
class Field:
    """One field: where it stands in the brief, how it is written, and in which ``kind`` of control.

    ``text``, ``long``, ``choice`` (of ``options``), ``list`` (an entry a line), ``pairs`` (``key: value`` a line),
    ``rows`` (of ``columns``).
    """

    path: str
    label: str
    kind: str
    note: str = ""
    example: str = ""
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple[Field, ...] = ()

    @property
    def key(self) -> str:
        """Its last word, as the brief writes it."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under a title."""

    id: str
    title: str
    fields: tuple[Field, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Return the form: every field of the template, in its order, grouped as the brief is."""
    found = []
    for name, group in groupby(lines(), key=lambda line: _group_of(line.section)):
        inside = [field for line in group for field in _fields(line.field, line.note, line.example)]
        found.append(Group(name, TITLES.get(name, name.capitalize()), tuple(inside)))
    return tuple(found)


@cache
def field_at(path: str) -> Field:
    """Return the field that stands at ``path``; KeyError for none."""
    return {field.path: field for group in groups() for field in group.fields}[path]


def _group_of(section: str) -> str:
    return "title" if section in BASICS else "extras" if section in LAST else section


def _fields(path: str, note: str, example: str) -> Iterator[Field]:
    """Yield the field at ``path``, or the fields of the document that stands there."""
    kind = _bare(_annotation(path))
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Money:
        for name, inner in _members(kind):
            yield _field(f"{path}.{name}", inner, note, "")
    else:
        yield _field(path, _annotation(path), note, example)


def _field(path: str, annotation: Any, note: str, example: str) -> Field:
    label = path.rpartition(".")[2].replace("_", " ").capitalize()
    if path == "pack":
        sold = [(pack.id, pack.title) for pack in packs().values()]
        return Field(path, label, "choice", options=(("", "–"), *sold))
    kind = _bare(annotation)
    if options := _options(kind):
        return Field(path, label, "choice", note, example, (("", "–"), *options))
    if get_origin(kind) is dict:
        return Field(path, label, "pairs", note, _in_words(example))
    if get_origin(kind) is tuple:
        inner = _bare(get_args(kind)[0])
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            columns = tuple(_field(f"{path}.{name}", each, "", "") for name, each in _members(inner))
            return Field(path, label, "rows", note, columns=columns)
        return Field(path, label, "list", note.removesuffix(", in quotes"), _in_words(example))
    return Field(path, label, "long" if _is_long(annotation) else "text", note, example)


def _annotation(path: str) -> Any:
    model: Any = Brief
    *parents, last = path.split(".")
    for name in parents:
        model = _bare(dict(_members(model))[name])
    return dict(_members(model))[last]


def _members(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for name, info in model.model_fields.items():
        yield info.alias or name, Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation


def _bare(annotation: Any) -> Any:
    """Return an annotation without what may be None, and without its constraints."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return _bare(next(each for each in get_args(annotation) if each is not types.NoneType))
    return annotation


def _options(kind: Any) -> tuple[tuple[str, str], ...]:
    if get_origin(kind) is Literal:
        return tuple((str(each), str(each).replace("_", " ")) for each in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple((str(each.value), str(each.value)) for each in kind)
    return (("true", "yes"), ("false", "no")) if kind is bool else ()


def _in_words(example: str) -> str:
    """Return an example that is a list or a mapping in YAML as a person writes it here."""
    found = YAML(typ="safe", pure=True).load(example)
    if isinstance(found, dict):
        return ", ".join(f"{key}: {value}" for key, value in found.items())
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found or "")


def _is_long(annotation: Any) -> bool:
    constraints = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    return any(isinstance(each, StringConstraints) and (each.max_length or 0) > LONG for each in constraints)
