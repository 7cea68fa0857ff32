"""Few, well-sized calls: drafts of one format and locale together, as many as the format says."""

from __future__ import annotations

from collections.abc import Sequence
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


def share_out(wanted: Sequence[Wanted], cycle: int) -> list[Batch]:
    """Return the batches of one cycle, the formats with the longest answers first."""
    groups: dict[tuple[DraftKind, str], list[Wanted]] = {}
    for assignment, base in wanted:
        groups.setdefault((assignment.slot.kind, assignment.slot.locale), []).append((assignment, base))
    batches = []
    for (kind, locale), members in sorted(groups.items(), key=lambda pair: formats()[pair[0][0]].per_call):
        size = formats()[kind].per_call
        for at in range(0, len(members), size):
            part = tuple(members[at : at + size])
            batches.append(Batch(f"{cycle}.{part[0][0].slot.id}.{len(part)}", kind, locale, cycle, part))
    return batches
