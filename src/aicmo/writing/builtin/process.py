"""How it goes, from the brief's own sentences: the steps of a job, and what a form must ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from aicmo.catalog import read_toml
from aicmo.catalog.documents import Doc
from aicmo.writing.builtin import lines
from aicmo.writing.builtin.acts import Act
from aicmo.writing.builtin.desk import Desk
from aicmo.writing.builtin.tellings import Telling

MOST_FIELDS = 5
MOST_STEPS = 6
_ROW = re.compile(r",\s+(?:and\s+)?(?:then\s+)?|\s+and\s+then\s+")


class Phase(Doc):
    """A part of a job, in its order; ``match`` are patterns of sentences that speak of it."""

    id: str
    match: tuple[str, ...]


class Need(Doc):
    """A thing the client must be sent before an offer can be made; ``match`` captures its name as ``field``."""

    match: tuple[str, ...]
    near: tuple[str, ...]


class Process(Doc):
    """The whole data file."""

    source: str
    checked_on: date
    fewest: int
    asked: tuple[str, ...]
    phase: tuple[Phase, ...]
    need: tuple[Need, ...]


@cache
def process() -> Process:
    """Return phases and needs."""
    return Process.model_validate(read_toml("aicmo.writing", "process.toml"))


def steps(desk: Desk, told: Sequence[Telling], act: str) -> tuple[str, ...]:
    """Return how it goes, beginning with what the reader does; () where the brief does not say.

    The client's own answer to "How does it go?" wins; else one fact for each part of the job, in the job's order.
    """
    row = _answered(told) or [fact.remainder if fact.kind == "question" else fact.full for fact in phased(told)]
    first = lines.finished(act)
    begun = [*([] if row and row[0].lower().startswith("you ") else [first]), *row][:MOST_STEPS]
    fewest = process().fewest
    return (
        tuple(text for text in begun if not desk.barred(text))
        if len(row) >= fewest - 1 and len(begun) >= fewest
        else ()
    )


def tells_process(told: Sequence[Telling]) -> bool:
    """Say whether the client answers how it goes in words of his own."""
    return bool(_answered(told))


def _answered(told: Sequence[Telling]) -> list[str]:
    """Return the parts of the client's own answer to how it goes: its sentences, or what a sentence lists in a row."""
    for fact in told:
        if fact.kind != "question" or not any(re.search(each, fact.hook.lower()) for each in process().asked):
            continue
        found = [part for sentence in fact.rest for part in _parts(sentence)]
        if len(found) >= process().fewest:
            return found
    return []


def _parts(sentence: str) -> list[str]:
    """Return what a sentence lists in a row: after a colon, or clause by clause with a subject each."""
    head, colon, row = lines.bare(sentence).partition(": ")
    listed = [part for part in _ROW.split(row) if part] if colon else []
    if len(listed) >= process().fewest:
        return [lines.finished(part.removeprefix("then ")) for part in listed]
    clauses = [part for part in _ROW.split(head) if part]
    if len(clauses) > 1 and not colon and all(lines.is_clause(part) for part in clauses):
        return [lines.finished(part) for part in clauses]
    return [sentence]


def phased(told: Sequence[Telling]) -> list[Telling]:
    """Return one benefit for each part of a job (how it is paid: a question's answer), in the job's order."""
    kept: list[Telling] = []
    in_order = sorted(told, key=lambda fact: (len(fact.id), fact.id))  # the brief's order, whatever the slot planned
    for phase in process().phase:
        kind = "question" if phase.id == "pay" else "benefit"
        of_kind = [fact for fact in in_order if fact.kind == kind and fact not in kept]
        kept += [fact for fact in of_kind if any(re.search(each, fact.plain.lower()) for each in phase.match)][:1]
    return kept


def fields(desk: Desk, act: Act, told: Sequence[Telling]) -> tuple[str, ...]:
    """Return what the form asks: the act's fields for such readers and what an offer needs, at most five."""
    form = act.form if desk.brief.business == "b2b" or not act.home else act.home
    needed = [field for need in process().need for fact in told if (field := _needed(need, fact.plain))]
    wanted = list(dict.fromkeys(lines.opened(field) for field in needed))[:1]
    return (*form[: MOST_FIELDS - len(wanted)], *wanted)


def _needed(need: Need, said: str) -> str | None:
    low = said.lower()
    if not any(re.search(rf"\b{re.escape(word)}\b", low) for word in need.near):
        return None
    found = next((match for each in need.match if (match := re.search(each, said, re.IGNORECASE))), None)
    return found["field"] if found else None
