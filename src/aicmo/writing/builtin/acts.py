"""What the reader is asked to do: the slot's action, framed for the place; its short form, button and form fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from pydantic import Field

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc, Objective, Stage
from aicmo.onboarding.documents import NormalizedBrief
from aicmo.strategy.documents import Slot
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.desk import Desk, channel_of
from aicmo.writing.builtin.tellings import Telling


class Act(Doc):
    """One thing a reader can do. ``match`` finds it in an action or a measure, ``items`` in what is sold.

    ``say`` are its calls to action where the plan's general ones would not fit; ``form`` has at most five fields,
    ``home`` those for readers who are no company.
    """

    id: str
    match: tuple[str, ...]
    items: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    short: tuple[str, ...]
    meta: str
    linkedin: str
    form: tuple[str, ...]
    home: tuple[str, ...] = ()


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
    """The wordings of one planned call to action; a brief keeps to one of them.

    ``fits`` are the kinds of fact it may stand under (none: all), ``otherwise`` is the action asked under another;
    ``instead`` names a better one for single kinds.
    """

    action: str
    say: tuple[str, ...]
    b2b: tuple[str, ...] = ()
    donate: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    otherwise: str = ""
    instead: dict[str, str] = Field(default_factory=dict)
    premises: bool = False
    on_the_spot: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """Every wording, whoever it is for."""
        return (*self.say, *self.b2b, *self.donate)

    def wordings(self, desk: Desk) -> tuple[str, ...]:
        """Return the wordings for this brief: a charity asks for no order, a company's buyer has no neighbors."""
        if self.donate and desk.brief.brief.goal.objective is Objective.DONATE:
            return self.donate
        return self.b2b if self.b2b and desk.brief.business == "b2b" else self.say

    def suits(self, desk: Desk, told: Sequence[Telling]) -> bool:
        """Say whether it may stand under these facts."""
        kind = told[0].kind if told else None
        return (kind is None or not self.fits or kind in self.fits) and (not self.premises or desk.premises)

    def follows(self, desk: Desk, told: Sequence[Telling]) -> str | None:
        """Return the action that is asked instead under these facts, None where this one fits best."""
        better = self.instead.get(told[0].kind) if told else None
        return better or (self.otherwise or None if not self.suits(desk, told) else None)


@cache
def closings() -> dict[str, Closing]:
    """Return the wordings by planned action, in lower case."""
    rows = (Closing.model_validate(row) for row in read_toml("aicmo.writing", "closings.toml")["closing"])
    return {row.action: row for row in rows}


@cache
def _on_the_spot() -> frozenset[str]:
    return frozenset(text for row in closings().values() if row.on_the_spot for text in row.all)


def goal_act(brief: NormalizedBrief) -> Act:
    """Return what the whole campaign asks for."""
    return act_of(brief, "")


def in_place(action: str) -> bool:
    """Say whether the reader acts on the spot (saves, shares, replies), so that no link is needed."""
    return action in _on_the_spot() or action.lower().startswith(_acts().in_place)


def asked(desk: Desk, slot: Slot, told: Sequence[Telling] = ()) -> str:
    """Return what a draft that tells these facts asks: bare, but for a question mark.

    It is the slot's action as this brief words it, or the next best where that does not fit what is told.
    """
    planned = lines.bare(lines.opened(lines.tidy(slot.action)))
    row = closings().get(planned.lower())
    decided = _decided(desk, _sold(desk, told), planned=row is not None) if slot.stage is Stage.CONVERSION else None
    if decided or row is None:
        return decided or planned
    while (following := row.follows(desk, told)) is not None:
        row = closings()[following]
    options = [text for text in row.wordings(desk) if not desk.barred(text)]
    return desk.book.spelt(desk.voiced(options, row.action, slot.id)) if options else planned


def _sold(desk: Desk, told: Sequence[Telling]) -> Act | None:
    """Return the act that goes with the one thing whose price is told: a class is booked, a cup is drunk."""
    sells = desk.brief.brief.goal.objective not in {Objective.DONATE, Objective.RECRUIT}
    prices = [fact.tags for fact in told if sells and fact.kind == "price" and "item" in fact.tags]
    if len(prices) != 1:
        return None
    named = set(re.findall(r"[\w-]+", f"{prices[0].get('item', '')} {prices[0].get('terms', '')}".lower()))
    return next((act for act in _acts().act if named & set(act.items)), None)


def _decided(desk: Desk, sold: Act | None, *, planned: bool) -> str | None:
    """Return the decision that what is sold asks for; the goal's own where the plan worded none."""
    act = sold or (None if planned else goal_act(desk.brief))
    options = [text for text in act.say if not desk.barred(text)] if act else []
    return desk.choose(options, "decided", act.id) if act and options else None


def linked(desk: Desk, slot: Slot, told: Sequence[Telling] = ()) -> str:
    """Return what a draft with a link of its own asks: its action, or the goal's where that is done on the spot."""
    act = asked(desk, slot, told)
    return goal_act(desk.brief).short[0].capitalize() if in_place(act) else act


def close(desk: Desk, slot: Slot, told: Sequence[Telling] = ()) -> str:
    """Return the call to action of a post: one thing, and where to do it."""
    act = asked(desk, slot, told)
    if in_place(act) or channel_of(slot).clickable_links or not desk.brief.brief.brand.website:
        return lines.finished(act)
    return desk.once("close.bio", Act=act, act=lines.lowered(act)) or lines.finished(act)
