"""How many posts each channel gets: cadence × weeks, within the pack's promise and what the facts can carry."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from aicmo.catalog.documents import Channel, DraftKind, Promise
from aicmo.strategy.angles import angles
from aicmo.strategy.material import CONCRETE, Material
from aicmo.strategy.money import apportion

ONE = Decimal(1)


def posts(material: Material, organic: Sequence[Channel], days: int) -> dict[str, int]:
    """Return the number of posts per channel that takes posts.

    Default cadence × weeks, scaled into the pack's limits without leaving a channel's own band, never more than one a
    day or than the facts can lead without repeating themselves.
    """
    posting = [channel for channel in organic if DraftKind.SOCIAL_POST in channel.formats and channel.cadence]
    promise = material.pack.promise(DraftKind.SOCIAL_POST)
    if not posting or promise is None:
        return {}
    weeks = material.brief.schedule.weeks
    planned = {channel.id: _times(channel, "default", weeks) for channel in posting}
    total = sum(planned.values())
    if total > most(material, promise):
        planned = _scaled(posting, planned, most(material, promise), weeks)
    elif total < promise.min:
        planned = _scaled(posting, planned, promise.min, weeks)
    ceiling = min(days, capacity(material))
    return {name: min(count, ceiling) for name, count in planned.items()}


def most(material: Material, promise: Promise) -> int:
    """Return how many posts all channels together may get: the pack's limit, and what the facts can carry."""
    concrete = sum(1 for fact in material.facts if fact.kind in CONCRETE)
    carried = concrete * angles().most_per_fact
    return carried if promise.max is None else min(promise.max, carried)


def capacity(material: Material) -> int:
    """Return how many posts one channel can carry before facts lead again the same way."""
    rules = angles()
    found = 0
    for fact in material.facts:
        fitting = sum(1 for angle in rules.angle if fact.kind in angle.leads)
        found += min(fitting, rules.most_per_lead)
    return found if len(material.facts) > 1 else 0


def _times(channel: Channel, level: str, weeks: int) -> int:
    if channel.cadence is None:
        return 0
    rounding = {"min": ROUND_CEILING, "default": ROUND_HALF_UP, "max": ROUND_FLOOR}[level]
    return int((getattr(channel.cadence, level) * weeks).to_integral_value(rounding))


def _scaled(posting: Sequence[Channel], planned: dict[str, int], total: int, weeks: int) -> dict[str, int]:
    """Share ``total`` posts by the planned numbers, then push each into its channel's own band."""
    parts = apportion(Decimal(total), [Decimal(planned[channel.id]) for channel in posting], ONE)
    low = {channel.id: _times(channel, "min", weeks) for channel in posting}
    high = {channel.id: _times(channel, "max", weeks) for channel in posting}
    found = {
        channel.id: max(low[channel.id], min(high[channel.id], int(part)))
        for channel, part in zip(posting, parts, strict=True)
    }
    while sum(found.values()) > total and any(found[name] > low[name] for name in found):
        name = max(found, key=lambda name: (found[name] - low[name], found[name]))
        found[name] -= 1
    return found
