"""What each channel is good for, as data: points for audience and objective, send hours, its KPI."""

from __future__ import annotations

from datetime import date
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc, Objective


class Place(Doc):
    """One channel's suitability: points from 0 to 3 (audience 0 excludes), local send hours, prefix of slot ids.

    ``advertises`` names the networks on which a paid channel's ads appear.
    """

    channel: str
    prefix: str
    audience: dict[str, int]
    objective: dict[Objective, int]
    hours: tuple[int, ...]
    weekends: bool
    kpi: str
    advertises: tuple[str, ...] = ()


class Places(Doc):
    """All channels' suitability with its source."""

    source: str
    checked_on: date
    place: tuple[Place, ...]


@cache
def places() -> dict[str, Place]:
    """Return the suitability of every channel, by id."""
    found = Places.model_validate(read_toml("aicmo.strategy", "places.toml"))
    return {place.channel: place for place in found.place}
