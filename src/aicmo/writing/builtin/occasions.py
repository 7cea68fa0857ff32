"""The day of an offer that is an event itself: a fair, a fete, a concert. Nobody comes who was not told when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from aicmo.onboarding.documents import Fact
from aicmo.strategy.documents import Slot
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.phrasebook import rank
from aicmo.writing.builtin.tellings import Telling
from aicmo.writing.builtin.words import words


def occasion(desk: Desk, slot: Slot) -> Telling | None:
    """Return the first event still to come that is what the brief offers, by its name; None where there is none.

    A weekend fair's own weekend is one; an open day of somebody who sells machines is none.
    """
    if slot.publish_at is None or not _is_event(desk.brief.brief.offer.what):
        return None
    day, brand = slot.publish_at.date(), _said(desk.brand)
    days = {event.name: event.on for event in desk.brief.brief.context.events}
    named = [fact for fact in desk.brief.facts if fact.kind == "moment" and brand <= _said(fact.text)]
    coming = [fact for fact in named if days.get(fact.text, date.min) >= day and desk.sayable(fact, day)]
    return desk.telling(min(coming, key=lambda fact: _when(days, fact))) if coming else None


def dated(event: Telling | None, told: Sequence[Telling], salt: str) -> list[str]:
    """Return the paragraph that says when the event is; none where a post tells it already."""
    if event is None or event.other is None or event.id in {fact.id for fact in told}:
        return []
    return [(event.hook, event.other)[rank(salt, event.id) % 2]]


def _when(days: dict[str, date], fact: Fact) -> tuple[date, str]:
    return days[fact.text], fact.id


def _is_event(what: str) -> bool:
    """Say whether an offer is an event by its own noun: ``A weekend fair in Saint Paul``, not ``Tents for fairs``."""
    head = re.split(
        rf",| (?:{'|'.join(sorted(words('prepositions')))}|where|with|that|which) ", what.lower().rstrip(".")
    )[0]
    return bool(head.split()) and head.split()[-1] in words("appointments")


def _said(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
