"""A brief between its two looks: the text that is handed in, and the values of the form's fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML

from aicmo.onboarding.template import lines_for
from aicmo.web.fields import Field, groups

WIDTH: Final = 1_000
NAME: Final = "brief.yaml"
"""What a brief is called that was written in the form."""
PACK: Final = "social_starter"
"""What the example orders."""


def text_of(data: Mapping[str, Any]) -> str:
    """Return a brief's data as the text of a structured brief."""
    yaml = YAML(typ="rt")
    yaml.width, yaml.allow_unicode = WIDTH, True
    out = StringIO()
    yaml.dump({"brief": 1, **{key: value for key, value in data.items() if key != "brief"}}, out)
    return out.getvalue()


def example() -> str:
    """Return a brief that can be handed in as it is: the template's own examples, with an offer worth writing about."""
    given = "\n".join(f"{line.field}: {line.example}" for line in lines_for(PACK))
    data: dict[str, Any] = {}
    for path, value in YAML(typ="safe", pure=True).load(given).items():
        _put(data, path, _as_text(value))
    offer = resources.files("aicmo.onboarding").joinpath("data", "example_offer.yaml").read_text(encoding="utf-8")
    return text_of(data | _as_text(YAML(typ="safe", pure=True).load(offer)) | {"pack": PACK})


def value_at(data: Mapping[str, Any], path: str) -> Any:
    """Return what stands at a dotted path of a brief's data; None when nothing does."""
    found: Any = data
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def shown(field: Field, value: Any) -> str:
    """Return a value as it is written in its control."""
    if value is None:
        return ""
    if field.kind == "list":
        return "\n".join(_word(each) for each in value) if isinstance(value, list) else _word(value)
    if field.kind == "pairs" and isinstance(value, dict):
        return "\n".join(f"{key}: {_word(each)}" for key, each in value.items())
    return _word(value)


def rows(field: Field, value: Any) -> list[dict[str, str]]:
    """Return the rows of a field, each column as it is written."""
    given = value if isinstance(value, list) else []
    return [
        {column.key: shown(column, each.get(column.key)) for column in field.columns}
        for each in given
        if isinstance(each, dict)
    ]


def merged(data: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    """Return a brief's data with what the form says; what the form does not ask for stays as it was."""
    made: dict[str, Any] = dict(data)
    for group in groups():
        for field in group.fields:
            if field.kind == "rows":
                if f"{field.path}.0.{field.columns[0].key}" in form:
                    _put(made, field.path, _rows_of(field, form) or None)
            elif field.path in form:
                _put(made, field.path, _value_of(field, form[field.path]))
    return made


def _value_of(field: Field, written: str) -> Any:
    kept = [line.strip() for line in written.splitlines() if line.strip()]
    if field.kind == "list":
        return kept or None
    if field.kind == "pairs":
        pairs = [line.partition(":") for line in kept]
        return {key.strip(): value.strip() for key, _, value in pairs} or None
    text = written.strip().replace("\r\n", "\n")
    if field.options and text in {"true", "false"}:
        return text == "true"
    return text or None


def _rows_of(field: Field, form: Mapping[str, str]) -> list[dict[str, Any]]:
    found = {int(match[1]) for name in form if (match := re.match(rf"{re.escape(field.path)}\.(\d{{1,3}})\.", name))}
    made = []
    for number in sorted(found):
        row = {
            column.key: _value_of(column, form.get(f"{field.path}.{number}.{column.key}", ""))
            for column in field.columns
        }
        if any(value not in (None, False) for value in row.values()):
            made.append({key: value for key, value in row.items() if value is not None})
    return made


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    """Set what stands at a dotted path; None takes it away, and a parent that is left empty with it."""
    name, _, rest = path.partition(".")
    if not rest:
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
        return
    inner = dict(data[name]) if isinstance(data.get(name), dict) else {}
    _put(inner, rest, value)
    if inner:
        data[name] = inner
    else:
        data.pop(name, None)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(_word(each) for each in value)
    return str(value)


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    return value if isinstance(value, bool) else str(value)
