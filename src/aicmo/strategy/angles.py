"""Angles: ways to open a subject, which facts can lead them, which part of the content mix they count to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from aicmo.catalog import CatalogError, read_toml
from aicmo.catalog.documents import Doc, DraftKind, Stage


class Angle(Doc):
    """One angle."""

    id: str
    stage: Stage
    mix: str
    leads: tuple[str, ...]


class Angles(Doc):
    """All angles and the rules of the mix (percentages; offers as a share of one; ``earliest`` from 0 to 1)."""

    source: str
    checked_on: date
    mix: dict[str, int]
    most_offers: Decimal
    most_per_lead: int
    most_per_fact: int
    most_alike: Decimal
    second_persona_every: int
    earliest: dict[Stage, Decimal]
    angle: tuple[Angle, ...]


class Step(Doc):
    """One draft of a recipe; ``at`` is its point in the campaign, None for what is live throughout.

    ``from_launch`` is its place in days before (-) or after the launch day, where there is one.
    """

    stage: Stage
    angle: str
    at: Decimal | None = None
    from_launch: int | None = None


class Recipe(Doc):
    """The drafts of one kind that a pack may promise, how many facts each can carry, and the words they take.

    ``told_in`` is how many words it takes to tell one word of the facts: headings and openings are counted too.
    ``packs`` are those it is for; the one that names none is for all others.
    """

    kind: DraftKind
    prefix: str
    facts: int
    told_in: Decimal = Decimal(1)
    packs: tuple[str, ...] = ()
    steps: tuple[Step, ...]


@cache
def angles() -> Angles:
    """Return the shipped angles."""
    return Angles.model_validate(read_toml("aicmo.strategy", "angles.toml"))


@cache
def recipes() -> tuple[Recipe, ...]:
    """Return the shipped recipes."""
    return tuple(Recipe.model_validate(row) for row in read_toml("aicmo.strategy", "recipes.toml")["recipe"])


def recipe(kind: DraftKind, pack: str) -> Recipe:
    """Return how a pack's drafts of a kind are planned; CatalogError if nobody planned them."""
    fitting = [row for row in recipes() if row.kind is kind and (not row.packs or pack in row.packs)]
    if not fitting:
        raise CatalogError(f"recipes.toml: no recipe for {kind} of pack {pack}")
    return max(fitting, key=lambda row: bool(row.packs))
