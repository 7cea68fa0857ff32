"""Labelled blocks as fields of a structured brief, each with its line; two answers to one field contradict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from aicmo.onboarding.documents import Problem, Statement, Understood
from aicmo.onboarding.freetext import answers, prose
from aicmo.onboarding.freetext.answers import Answer
from aicmo.onboarding.freetext.blocks import blocks
from aicmo.onboarding.freetext.converting import tidy
from aicmo.onboarding.loading import Parsed
from aicmo.onboarding.quoting.believing import quoted
from aicmo.onboarding.quoting.fields import quotable
from aicmo.onboarding.quoting.source import Source
from aicmo.onboarding.words import first_match

SOLD: Final = "It plans campaigns and writes their posts, ads, e-mails and pages; `aicmo packs` lists them."
FEW: Final = 3
"""Fields; a text of which fewer are understood is hardly a brief."""


def understand(name: str, text: str, said: Sequence[Statement] = ()) -> Parsed:
    """Return what a free text says in the fields of a brief, with the line of each, and what contradicts itself.

    ``said`` is what a language model says of it: what the text bears out fills what is not read yet, or contradicts it.
    """
    found = _Found()
    plain = tidy(text)
    sections = list(blocks(plain))
    for block in sections:
        for answer in answers.answers(block):
            found.add(answer)
    for answer in prose.signals(sections):
        found.add(answer, is_labelled=False)
    borne_out, left_out = quoted(Source(plain), said) if said else ((), ())
    for answer in borne_out:
        found.add_quoted(answer)
    found.take_back()
    found.derive()
    found.problems += _unfit(name, text, len(found.understood))
    return Parsed(found.data, found.places, tuple(found.understood), tuple(found.problems), left_out)


class _Found:
    """What was understood so far."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {"brief": 1}
        self.places: dict[str, tuple[int, int]] = {}
        self.understood: list[Understood] = []
        self.problems: list[Problem] = []
        self.values: dict[str, Answer] = {}
        self.contradicted: set[str] = set()

    def add(self, answer: Answer, *, is_labelled: bool = True) -> None:
        """Take an answer in: lists grow, a second different value of anything else is a contradiction."""
        before = self.values.get(answer.path)
        if before is None:
            self._put(answer, answer.value)
        elif isinstance(answer.value, list) and isinstance(before.value, list):
            if is_labelled:
                more = [each for each in answer.value if each not in before.value]
                self._put(answer, [*before.value, *more])
        elif answer.value != before.value:
            self.problems.append(_contradiction(before, answer))
            self.contradicted.add(answer.path)

    def add_quoted(self, answer: Answer) -> None:
        """Take in what a model quotes: a name's shorter form and a second description contradict nothing."""
        before = self.values.get(answer.path)
        kind = quotable()[answer.path].kind if answer.path in quotable() else "read"
        is_prose = kind == "prose" or (kind == "words" and before is not None and _overlap(answer.value, before.value))
        if before is None or not is_prose:
            self.add(answer, is_labelled=False)

    def take_back(self) -> None:
        """Leave open what contradicts itself: the first answer is no better than the second."""
        for path in sorted(self.contradicted):
            del self.values[path]
            _take_out(self.data, path.split("."))
        self.understood = [row for row in self.understood if row.field not in self.contradicted]

    def derive(self) -> None:
        """Set what follows from the rest: the client's key from the brand's name, the weeks from the two days."""
        brand = self.values.get("brand.name")
        if brand and "client" not in self.values:
            key = re.sub(r"[^a-z0-9]+", "-", str(brand.value).casefold().replace("&", " and ")).strip("-")[:60]
            if key:
                self._put(Answer("client", key, brand.line, brand.excerpt, brand.spans), key)
        starts, ends = self.values.get("schedule.starts"), self.values.get("schedule.ends")
        if starts and ends and "schedule.weeks" not in self.values:
            weeks = answers.weeks_between(str(starts.value), str(ends.value))
            if weeks:
                self._put(Answer("schedule.weeks", weeks, ends.line, ends.excerpt, ends.spans), weeks)
        if ends:  # no field of a brief: it was wanted for the weeks alone
            del self.data["schedule"]["ends"]
            self.understood = [row for row in self.understood if row.field != ends.path]

    def _put(self, answer: Answer, value: Any) -> None:
        self.values[answer.path] = Answer(answer.path, value, answer.line, answer.excerpt, answer.spans)
        place = self.data
        *parents, last = answer.path.split(".")
        for index, key in enumerate(parents):
            self.places.setdefault(".".join(parents[: index + 1]), (answer.line, 1))
            place = place.setdefault(key, {})
        place[last] = value
        self.places[answer.path] = (answer.line, 1)
        self.understood = [row for row in self.understood if row.field != answer.path]
        self.understood.append(
            Understood(
                field=answer.path,
                value=_said(value),
                line=answer.line,
                excerpt=answer.excerpt[:200],
                spans=answer.spans,
            )
        )


def _take_out(data: dict[str, Any], path: Sequence[str]) -> None:
    """Take a field out, and the section that has no other."""
    if len(path) > 1:
        _take_out(data[path[0]], path[1:])
    if len(path) == 1 or not data[path[0]]:
        del data[path[0]]


def _overlap(one: object, other: object) -> bool:
    shorter, longer = sorted((str(one).casefold(), str(other).casefold()), key=len)
    return shorter in longer


def _contradiction(one: Answer, other: Answer) -> Problem:
    return Problem(
        code="two_answers",
        message=f"{one.path}: line {one.line} says {_said(one.value)!r}, line {other.line} says "
        f"{_said(other.value)!r}. Decide which.",
        span=other.excerpt[:200],
    )


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_said, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_said(inner)}" for key, inner in value.items())
    return str(value)


def _unfit(name: str, text: str, understood: int) -> list[Problem]:
    """Return why a text of which next to nothing is understood is no brief for this house."""
    if understood >= FEW:
        return []
    reasons: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        (
            "feed",
            "not_a_brief",
            lambda _: f"{name} is a table of data, not a brief. Say in words what the campaign is for.",
        ),
        ("spam", "not_a_brief", lambda span: f"“{span}”: this sells something to us; it asks for no campaign."),
        ("service", "unsupported_service", lambda span: f"“{span}” is nothing this agency delivers. {SOLD}"),
    )
    return list(_reasons(text, reasons))


def _reasons(text: str, rows: tuple[tuple[str, str, Callable[[str], str]], ...]) -> Iterator[Problem]:
    for group, code, message in rows:
        if span := first_match(group, text):
            yield Problem(code=code, message=message(span[:80]), span=span[:200])
            return
