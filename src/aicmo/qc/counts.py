"""How long each part of a draft is, beside what its channel takes: the live counts of an editor."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import computed_field

from aicmo.catalog.counting import count
from aicmo.catalog.documents import Channel, Doc, Limit, Unit
from aicmo.qc.texts import lengths
from aicmo.writing.documents import Content


class Count(Doc):
    """The size of one part, and its limits; a ``hard`` limit is the platform's, the others are advice."""

    field: str
    path: str
    size: int
    unit: Unit
    min: int | None
    max: int | None
    hard: bool

    @computed_field  # type: ignore[prop-decorator]
    @property
    def fits(self) -> bool:
        """Whether the size is within the limits."""
        return (self.min is None or self.size >= self.min) and (self.max is None or self.size <= self.max)


def counts(content: Content, channel: Channel | None) -> tuple[Count, ...]:
    """Return every part of a draft's content that its channel limits, in the catalog's order."""
    limits = channel.limits if channel else ()
    return tuple(each for limit in limits for each in _counts(content, limit))


def _counts(content: Content, limit: Limit) -> Iterator[Count]:
    for path, value in lengths(content, limit.field):
        size = value if isinstance(value, int) else count(value, limit.unit)
        yield Count(
            field=limit.field, path=path, size=size, unit=limit.unit, min=limit.min, max=limit.max, hard=limit.hard
        )
