"""What the reader is asked to do: the slot's action, framed for the place; its short form, button and form fields."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.strategy.documents import Slot
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.desk import Desk, channel_of


class Act(Doc):
    """One thing a reader can do. ``match`` finds it in an action or a measure; ``form`` has at most five fields."""

    id: str
    match: tuple[str, ...]
    objectives: tuple[str, ...] = ()
    short: tuple[str, ...]
    meta: str
    linkedin: str
    form: tuple[str, ...]


class Acts(Doc):
    """All acts, and the beginnings of actions that are done on the spot, without a link."""

    source: str
    checked_on: date
    secondary: bool
    in_place: tuple[str, ...]
    act: tuple[Act, ...]


@cache
def _acts() -> Acts:
    return Acts.model_validate(read_toml("aicmo.writing", "acts.toml"))


def act_of(brief: NormalizedBrief, action: str) -> Act:
    """Return the act behind an action: by its words, else by the brief's measure, else by the objective."""
    goal = brief.brief.goal
    for text in (action, goal.kpi.metric if goal.kpi else ""):
        found = set(re.findall(r"[\w-]+", text.lower()))
        for act in _acts().act:
            if found & set(act.match):
                return act
    return next(act for act in _acts().act if goal.objective.value in act.objectives)


class Closing(Doc):
    """The wordings of one planned call to action; a brief keeps to one of them."""

    action: str
    say: tuple[str, ...]
    on_the_spot: bool = False


@cache
def closings() -> dict[str, Closing]:
    """Return the wordings by planned action, in lower case."""
    rows = (Closing.model_validate(row) for row in read_toml("aicmo.writing", "closings.toml")["closing"])
    return {row.action: row for row in rows}


@cache
def _on_the_spot() -> frozenset[str]:
    return frozenset(text for row in closings().values() if row.on_the_spot for text in row.say)


def goal_act(brief: NormalizedBrief) -> Act:
    """Return what the whole campaign asks for."""
    return act_of(brief, "")


def in_place(action: str) -> bool:
    """Say whether the reader acts on the spot (saves, shares, replies), so that no link is needed."""
    return action in _on_the_spot() or action.lower().startswith(_acts().in_place)


def asked(desk: Desk, slot: Slot) -> str:
    """Return the slot's action as this brief words it: bare, but for a question mark."""
    planned = lines.bare(lines.opened(lines.tidy(slot.action)))
    row = closings().get(planned.lower())
    options = [text for text in row.say if not desk.barred(text)] if row else []
    return desk.book.spelt(desk.choose(options, "closing", planned)) if options else planned


def close(desk: Desk, slot: Slot) -> str:
    """Return the call to action of a post: one thing, and where to do it."""
    act = asked(desk, slot)
    if in_place(act) or channel_of(slot).clickable_links or not desk.brief.brief.brand.website:
        return lines.finished(act)
    return desk.say("close.bio", slot.id, Act=act, act=lines.lowered(act)) or lines.finished(act)
