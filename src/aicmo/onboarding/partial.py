"""A brief of which only a part can be read, so that the rules can judge that part in the same round."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter, ValidationError

from aicmo.catalog.documents import Doc
from aicmo.onboarding.structured import Brief

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


def readable(data: Mapping[str, Any]) -> Brief:
    """Return a brief with every field of ``data`` that can be read.

    A field that cannot, or that is required and missing, is not set: asking for it raises the AttributeError that
    :func:`is_unread` knows.
    """
    brief: Brief = _read(Brief, data)
    return brief


def is_unread(error: AttributeError) -> bool:
    """Say whether an error only means that a field of a partial brief could not be read."""
    return isinstance(error.obj, Doc) and error.name in type(error.obj).model_fields


def _read(model: type[Doc], data: Mapping[str, Any]) -> Any:
    values, unread = {}, []
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in data:
            unread += [name] if field.is_required() else []
            continue
        try:
            values[name] = _value(model, name, data[key])
        except ValidationError:
            unread.append(name)
    found = model.model_construct(**values)
    for name in unread:
        found.__dict__.pop(name, None)
    return found


def _value(model: type[Doc], name: str, given: Any) -> Any:
    inner = _inner(model.model_fields[name])
    if inner is not None and isinstance(given, Mapping):
        return _read(inner, given)
    return _adapter(model, name).validate_python(given)


def _inner(field: FieldInfo) -> type[Doc] | None:
    """Return the model that a field holds by itself; none for lists and for what has a written form."""
    options = (field.annotation, *getattr(field.annotation, "__args__", ()))
    found = (option for option in options if isinstance(option, type) and issubclass(option, Doc))
    is_plain = not field.metadata and getattr(field.annotation, "__origin__", None) is None
    return next(found, None) if is_plain else None


@cache
def _adapter(model: type[Doc], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    annotation: Any = field.annotation
    return TypeAdapter(Annotated[(annotation, *field.metadata)] if field.metadata else annotation)
