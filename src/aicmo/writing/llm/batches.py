"""Few, well-sized calls: drafts of one format and locale together, as many as the format says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aicmo.catalog.documents import DraftKind
from aicmo.writing.documents import Assignment, Written
from aicmo.writing.llm.formats import formats

Wanted = tuple[Assignment, Written]


@dataclass(frozen=True, slots=True)
class Batch:
    """Drafts for one call. ``name`` is the same each time the same drafts are asked for in the same cycle."""

    name: str
    kind: DraftKind
    locale: str
    cycle: int
    wanted: tuple[Wanted, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The drafts' codes, in order."""
        return tuple(assignment.slot.id for assignment, _ in self.wanted)


def share_out(wanted: Sequence[Wanted], cycle: int, fits: Callable[[Batch], bool]) -> list[Batch]:
    """Return the batches of one cycle, the formats with the longest answers first.

    A draft begins a new batch where its format says so, or where one more would not fit.
    """
    groups: dict[tuple[DraftKind, str], list[Wanted]] = {}
    for assignment, base in wanted:
        groups.setdefault((assignment.slot.kind, assignment.slot.locale), []).append((assignment, base))
    batches: list[Batch] = []
    for (kind, locale), members in sorted(groups.items(), key=lambda pair: formats()[pair[0][0]].per_call):
        part: tuple[Wanted, ...] = ()
        for member in members:
            longer = _batch(kind, locale, cycle, (*part, member))
            if part and (len(part) == formats()[kind].per_call or not fits(longer)):
                batches.append(_batch(kind, locale, cycle, part))
                part = ()
            part = (*part, member)
        batches.append(_batch(kind, locale, cycle, part))
    return batches


def _batch(kind: DraftKind, locale: str, cycle: int, part: tuple[Wanted, ...]) -> Batch:
    return Batch(f"{cycle}.{part[0][0].slot.id}.{len(part)}", kind, locale, cycle, part)
