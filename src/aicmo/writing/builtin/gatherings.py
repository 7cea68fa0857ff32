"""Gatherings: posts that tell facts of one kind together, one line each under a heading."""

from __future__ import annotations

from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.pairing import follow
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment


class Gathering(Doc):
    """How many facts of a kind make a post, what each line begins with, and whether they keep the brief's order."""

    fewest: int
    most: int
    bullet: str
    listed: bool


class Gatherings(Doc):
    """The whole data file: ``every`` is how many posts of a channel share one gathering."""

    every: int
    gathering: dict[str, Gathering]


@cache
def _gatherings() -> Gatherings:
    return Gatherings.model_validate(read_toml("aicmo.writing", "gatherings.toml"))


def gathered(desk: Desk, assignment: Assignment) -> tuple[list[Telling], list[str]] | None:
    """Return the facts and paragraphs of a gathering, or None where this slot should be told another way.

    A slot is gathered when its channel is due one and enough facts of its own fact's kind have not been gathered yet.
    """
    slot, table = assignment.slot, _gatherings()
    free = [fact for fact in desk.free(assignment) if fact.id not in desk.gathered]
    lead = next((fact for fact in free if fact.id in slot.facts), None)
    if lead is None or lead.kind not in table.gathering or not desk.due(slot, table.every):
        return None
    rule = table.gathering[lead.kind]
    told = [lead, *follow(desk, [lead], [fact for fact in free if fact.kind == lead.kind], rule.most - 1)]
    heading = desk.once(f"gather.{desk.sort(lead)}")
    if len(told) < rule.fewest or not heading:
        return None
    if rule.listed:
        order = [fact.id for fact in desk.brief.facts]
        told.sort(key=lambda fact: order.index(fact.id))
    return told, [heading, _lines(desk, told, rule)]


def _lines(desk: Desk, told: list[Telling], rule: Gathering) -> str:
    """Return a line for each fact; the last day that several prices share stands below them."""
    ends = desk.endings(told)
    shared = sum(map(bool, ends)) < sum(fact.ends is not None for fact in told)
    said = [
        rule.bullet + lines.paragraph([fact.plain, "" if shared else end]) for fact, end in zip(told, ends, strict=True)
    ]
    below = [end for end in ends if end and shared]
    return ("\n" if rule.bullet else "\n\n").join([*said, *below])
