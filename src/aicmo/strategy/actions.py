"""What the reader of a draft is asked to do: one action that fits the stage and the client's own measure."""

from __future__ import annotations

from datetime import date
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc, Objective, Stage
from aicmo.strategy.material import Material


class ByMeasure(Doc):
    """Actions for a measure that contains one of the words."""

    words: tuple[str, ...]
    say: tuple[str, ...]


class ByObjective(Doc):
    """Actions for an objective when the measure gives no hint."""

    objective: Objective
    say: tuple[str, ...]


class ByStage(Doc):
    """Actions before and after the decision."""

    stage: Stage
    soft: bool
    say: tuple[str, ...]


class Tease(Doc):
    """Actions before a launch; each names the ``{day}``."""

    soft: bool
    say: tuple[str, ...]


class Actions(Doc):
    """All actions."""

    source: str
    checked_on: date
    conversion: tuple[ByMeasure, ...]
    objective: tuple[ByObjective, ...]
    stage: tuple[ByStage, ...]
    tease: tuple[Tease, ...]


@cache
def actions() -> Actions:
    """Return the shipped actions."""
    return Actions.model_validate(read_toml("aicmo.strategy", "actions.toml"))


def action(material: Material, stage: Stage, salt: str, *, soft: bool) -> str:
    """Return the action for a draft at a stage; ``salt`` rotates, ``soft``: nothing in the draft can be clicked."""
    return material.voice.choose(f"action.{stage}", _wordings(material, stage, soft=soft), salt=salt)


def tease(material: Material, launch: date, salt: str, *, soft: bool) -> str:
    """Return the action for a draft that appears before the launch: it names the day and sells nothing yet."""
    options = next(row.say for row in actions().tease if row.soft is soft)
    return material.voice.choose("action.tease", options, salt=salt).format(day=material.spoken(launch))


def _wordings(material: Material, stage: Stage, *, soft: bool) -> tuple[str, ...]:
    for row in actions().stage:
        if row.stage is stage and row.soft is soft:
            return row.say
    goal = material.brief.goal
    measure = goal.kpi.metric.casefold() if goal.kpi else ""
    for found in actions().conversion:
        if any(word in measure for word in found.words):
            return found.say
    return next(found.say for found in actions().objective if found.objective is goal.objective)
