"""From plain data to the brief's model: relative dates resolved, unknown keys named with what was meant."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import TypeAdapter, ValidationError
from rapidfuzz import process

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import Brief, Problem
from aicmo.onboarding.limits import limit
from aicmo.onboarding.partial import readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails

    from aicmo.onboarding.loading import Parsed

Location = tuple[int | str, ...]

IN_DAYS: Final = re.compile(r"in (\d{1,4}) days?", re.IGNORECASE)
DATE_KEYS: Final = frozenset({"starts", "deliver_by", "avoid_dates", "until", "date", "on"})


class Malformed(NamedTuple):
    """What is wrong with the form of one field."""

    path: str
    problem: Problem


def resolve_dates(data: Any, today: date, key: str = "") -> Any:
    """Return the data with ``in N days`` written as ISO dates where a date is expected, and without empty fields."""
    if isinstance(data, dict):
        return {name: resolve_dates(value, today, name) for name, value in data.items() if value not in (None, "")}
    if isinstance(data, list):
        return [resolve_dates(item, today, key) for item in data]
    match = IN_DAYS.fullmatch(data) if isinstance(data, str) and key in DATE_KEYS else None
    return (today + timedelta(days=int(match[1]))).isoformat() if match else data


def shape(data: Mapping[str, Any], parsed: Parsed) -> tuple[Brief, tuple[Malformed, ...]]:
    """Return the brief and every problem of its form with place and cure; with any, it is the part that can be read."""
    empty = tuple(_malformed(location, _unknown(location, parsed)) for location in _unknown_empty(parsed.data))
    try:
        return Brief.model_validate(data), empty
    except ValidationError as error:
        found = (_malformed(detail["loc"], _problem(detail, parsed)) for detail in error.errors(include_url=False))
        return readable(data), (*found, *empty)


def _malformed(location: Location, problem: Problem) -> Malformed:
    return Malformed(".".join(str(part) for part in location), problem)


def _unknown_empty(data: Any, at: Location = ()) -> Iterator[Location]:
    """Yield where an unknown key has no value: a known field without one is simply not filled in."""
    if isinstance(data, dict):
        known = _fields(at)
        for key, value in data.items():
            if value is None and known and key not in known:
                yield (*at, key)
            yield from _unknown_empty(value, (*at, key))
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from _unknown_empty(item, (*at, number))


def _unknown(location: Location, parsed: Parsed) -> Problem:
    path = ".".join(str(part) for part in location)
    quotes = " Put text that holds a comma in quotes." if " " in str(location[-1]) else ""
    where = _where(path, parsed)
    return Problem(code="unknown_key", message=f"{where} is no field of a brief.{_meant(location)}{quotes}", span=path)


def _where(path: str, parsed: Parsed) -> str:
    place = parsed.place(path)
    return f"{path} (line {place.partition(':')[0]})" if place else path


def _problem(detail: ErrorDetails, parsed: Parsed) -> Problem:
    path = ".".join(str(part) for part in detail["loc"])
    where = _where(path, parsed)
    given = detail.get("input")
    span = str(given)[:200] if isinstance(given, (str, int, float, bool)) else path
    match detail["type"]:
        case "extra_forbidden":
            return _unknown(detail["loc"], parsed)
        case "missing":
            return Problem(code="missing_field", message=f"{where} is missing.", span=path)
        case kind if kind.startswith(("date_", "datetime_")):
            return Problem(code="bad_date", message=f"{where}: write a date as 2027-03-01 or in 10 days.", span=span)
        case "string_pattern_mismatch":
            return Problem(code="bad_form", message=f"{where}: {_form(detail['loc'])}.", span=span)
        case kind:
            return Problem(code=kind, message=f"{where}: {_sentence(kind, detail)}", span=span)


def _sentence(kind: str, detail: ErrorDetails) -> str:
    """Say in a client's words what a value must be."""
    sentences: dict[str, str] = read_toml("aicmo.onboarding", "forms.toml")["sentence"]
    given = detail.get("input")
    plain = str(given)
    key = "tuple_of_one" if kind == "tuple_type" and isinstance(given, (dict, list)) else kind
    found = sentences.get(key, sentences["other"])
    return found.format(**detail.get("ctx", {}), given=repr(given), plain=plain[:60], length=len(plain))


def _form(location: Location) -> str:
    """Return how a field is written that must follow a pattern."""
    name = next(str(part) for part in reversed(location) if isinstance(part, str))
    forms: dict[str, str] = read_toml("aicmo.onboarding", "forms.toml")["form"]
    return forms[name]


def _meant(location: Location) -> str:
    known = _fields(location[:-1])
    hit = process.extractOne(str(location[-1]), known, score_cutoff=limit("key"))
    return f" Did you mean {hit[0]}?" if hit else f" There are: {', '.join(sorted(known))}." if known else ""


@lru_cache(maxsize=512)  # bounded: its keys come from what clients write
def _fields(location: Location) -> list[str]:
    """Return the names of the fields at a place of the model."""
    schema = _schema()
    node: Any = schema
    for part in location:
        node = _resolve(schema, node)
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
    return list(_resolve(schema, node).get("properties", {}))


@cache
def _schema() -> dict[str, Any]:
    return TypeAdapter(Brief).json_schema(by_alias=True)


def _resolve(schema: Any, node: Any) -> Any:
    for option in node.get("anyOf", ()):
        if "$ref" in option:
            node = option
    reference = node.get("$ref")
    return schema["$defs"][reference.rsplit("/", 1)[-1]] if reference else node
