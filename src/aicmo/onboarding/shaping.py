"""From plain data to the brief's model: relative dates resolved, unknown keys named with what was meant."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter, ValidationError
from rapidfuzz import process

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import Brief, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from aicmo.onboarding.loading import Parsed

IN_DAYS: Final = re.compile(r"in (\d{1,4}) days?", re.IGNORECASE)
DATE_KEYS: Final = frozenset({"starts", "deliver_by", "avoid_dates", "until", "date", "on"})
NEAR_ENOUGH: Final = 70
"""How alike two words must be (0 to 100) to ask "did you mean"."""


def resolve_dates(data: Any, today: date, key: str = "") -> Any:
    """Return the data with ``in N days`` written as ISO dates where a date is expected, and without empty fields."""
    if isinstance(data, dict):
        return {name: resolve_dates(value, today, name) for name, value in data.items() if value is not None}
    if isinstance(data, list):
        return [resolve_dates(item, today, key) for item in data]
    match = IN_DAYS.fullmatch(data) if isinstance(data, str) and key in DATE_KEYS else None
    return (today + timedelta(days=int(match[1]))).isoformat() if match else data


def shape(data: Mapping[str, Any], parsed: Parsed) -> tuple[Brief | None, tuple[Problem, ...]]:
    """Return the brief, or every problem of its form with place and cure."""
    try:
        return Brief.model_validate(data), ()
    except ValidationError as error:
        return None, tuple(_problem(detail, parsed) for detail in error.errors(include_url=False))


def _problem(detail: ErrorDetails, parsed: Parsed) -> Problem:
    path = ".".join(str(part) for part in detail["loc"])
    place = parsed.place(path)
    where = f"{path} (line {place.partition(':')[0]})" if place else path
    given = detail.get("input")
    span = str(given)[:200] if isinstance(given, (str, int, float, bool)) else path
    match detail["type"]:
        case "extra_forbidden":
            return Problem(
                code="unknown_key", message=f"{where} is no field of a brief.{_meant(detail['loc'])}", span=path
            )
        case "missing":
            return Problem(code="missing_field", message=f"{where} is missing.", span=path)
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return Problem(code="bad_date", message=f"{where}: write a date as 2027-03-01 or in 10 days.", span=span)
        case "string_pattern_mismatch":
            return Problem(code="bad_form", message=f"{where}: {_form(detail['loc'])}.", span=span)
        case kind:
            return Problem(code=kind, message=f"{where}: {detail['msg'][0].lower()}{detail['msg'][1:]}.", span=span)


def _form(location: tuple[int | str, ...]) -> str:
    """Return how a field is written that must follow a pattern."""
    name = next(str(part) for part in reversed(location) if isinstance(part, str))
    forms: dict[str, str] = read_toml("aicmo.onboarding", "forms.toml")["form"]
    return forms[name]


def _meant(location: tuple[int | str, ...]) -> str:
    known = _fields(location[:-1])
    hit = process.extractOne(str(location[-1]), known, score_cutoff=NEAR_ENOUGH)
    return f" Did you mean {hit[0]}?" if hit else f" There are: {', '.join(sorted(known))}." if known else ""


def _fields(location: tuple[int | str, ...]) -> list[str]:
    """Return the names of the fields at a place of the model."""
    schema: Any = TypeAdapter(Brief).json_schema(by_alias=True)
    node = schema
    for part in location:
        node = _resolve(schema, node)
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
    return list(_resolve(schema, node).get("properties", {}))


def _resolve(schema: Any, node: Any) -> Any:
    for option in node.get("anyOf", ()):
        if "$ref" in option:
            node = option
    reference = node.get("$ref")
    return schema["$defs"][reference.rsplit("/", 1)[-1]] if reference else node
