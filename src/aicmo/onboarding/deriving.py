"""What a brief need not say, because the rest of it decides: time zone and language by country, the approver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from aicmo.catalog import read_toml
from aicmo.onboarding.documents import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Derived(NamedTuple):
    """A value that follows from the rest of the brief. ``said`` is how the package tells it."""

    field: str
    value: object
    said: str
    why: str


class Choice(NamedTuple):
    """A field that the countries decide, or else the client."""

    field: str
    table: str
    why: str
    reason: str
    example: str
    default: str | None


CHOICES = (
    Choice(
        "market.time_zone",
        "time_zones",
        "The country has one time zone.",
        "The countries do not decide the time zone of the calendar.",
        "America/Los_Angeles",
        None,
    ),
    Choice(
        "market.locales",
        "locale_by_country",
        "It is the English of the country.",
        "The countries do not decide which English is written.",
        "[en-US]",
        "[en-GB]",
    ),
)


def derive(data: Mapping[str, Any]) -> Iterator[Derived | Ask]:
    """Yield what follows from the countries, or a question where they leave a choice."""
    countries = _texts(data, "countries")
    if not countries:
        return
    for choice in CHOICES:
        if _texts(data, choice.field.partition(".")[2]):
            continue
        table = read_toml("aicmo.onboarding", "countries.toml")[choice.table]
        found = {table.get(country) for country in countries}
        value = found.pop()
        if found or value is None:
            yield Ask(field=choice.field, reason=choice.reason, example=choice.example, default=choice.default)
        else:
            yield Derived(choice.field, [value] if choice.field == "market.locales" else value, value, choice.why)


def _texts(data: Mapping[str, Any], key: str) -> list[str]:
    """Return the texts under a key of the market; none for what has another form, which the model refuses."""
    market = data.get("market")
    value = market.get(key) if isinstance(market, dict) else None
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]
