"""Which facts share a short draft: the pair that belongs together best, and facts that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from aicmo.writing.builtin.affinity import weights
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.phrasebook import rank
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.documents import Assignment

SILENT = frozenset({"place", "audience"})
MOST_PAIRS = 16


def pairs(desk: Desk, assignment: Assignment) -> list[list[Telling]]:
    """Return the pairs of facts a short draft can be made of, the best first.

    One of them is the slot's own wherever it planned any. Places and audiences make no sentence of their own, so they
    are told by hashtags and pages instead.
    """
    free = [fact for fact in desk.free(assignment) if fact.kind not in SILENT]
    own = [fact for fact in free if fact.id in assignment.slot.facts]
    own = own or [fact for fact in free if fact.id in assignment.pillar.facts] or free
    options = [(one, two) for one, two in product(own, free) if one is not two]
    options.sort(key=lambda two: (not belong(desk, *two), -score(desk, assignment, *two), _order(assignment, two)))
    return [_led(desk, assignment, two) for two in options[:MOST_PAIRS]]


def belong(desk: Desk, one: Telling, two: Telling) -> bool:
    """Say whether two facts are near enough to share a short draft."""
    return desk.affinity.of(one.id, two.id) >= weights().near


def _led(desk: Desk, assignment: Assignment, two: Sequence[Telling]) -> list[Telling]:
    """Return two facts, the pillar's first, else the one that stops a reader; what is offered explains the other."""
    return sorted(
        two, key=lambda fact: (fact.kind == "what", fact.id not in assignment.pillar.facts, -opens(desk, fact))
    )


def score(desk: Desk, assignment: Assignment, one: Telling, two: Telling) -> float:
    """Return how well two facts serve a slot: their affinity, the plan's wish, and what has been told before."""
    weight, slot = weights(), assignment.slot
    own = sum(fact.id in slot.facts for fact in (one, two)) * weight.own_weight
    first = weight.first_weight if slot.facts[:1] == (one.id,) else 0.0
    called = any(desk.affinity.called_for(fact.id, slot.action) for fact in (one, two)) * weight.call_weight
    again = desk.paired[frozenset((one.id, two.id))] * weight.repeat_weight
    worn = sum(desk.told[slot.channel, fact.id] for fact in (one, two)) * weight.told_weight
    pillar = sum(fact.id in assignment.pillar.facts for fact in (one, two)) * weight.pillar_weight
    return desk.affinity.of(one.id, two.id) + own + pillar + first + called - again - worn


def follow(desk: Desk, told: Sequence[Telling], others: Sequence[Telling], most: int) -> list[Telling]:
    """Return up to ``most`` of the others, each the one that belongs best to what was told before it."""
    found, left = list(told), [fact for fact in others if fact not in told and fact.kind not in SILENT]
    while left and len(found) < len(told) + most:
        best = max(
            left,
            key=lambda fact: (
                near(desk, fact, found) - weights().mailed_weight * desk.mailed[fact.id],
                -left.index(fact),
            ),
        )
        left.remove(best)
        found.append(best)
    return found[len(told) :]


def near(desk: Desk, fact: Telling, found: Sequence[Telling]) -> float:
    """Return how well a fact belongs to some others, on the average."""
    return sum(desk.affinity.of(fact.id, other.id) for other in found) / max(1, len(found))


def opens(desk: Desk, fact: Telling) -> float:
    """Return how well a fact stops a reader: a question or a figure does, a line heard before does not."""
    concrete = any(character.isdigit() for character in fact.hook) + (fact.kind in {"question", "moment"})
    return concrete - (fact.kind == "price") - (fact.kind == "proof") * 0.5 - 2 * desk.heard(fact)


def _order(assignment: Assignment, two: tuple[Telling, Telling]) -> int:
    return rank(assignment.slot.id, *(fact.id for fact in two))
