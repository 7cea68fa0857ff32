"""All statements about one letter: what it bears out, field by field, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aicmo.onboarding.documents import LeftOut, Statement
from aicmo.onboarding.freetext.answers import Answer
from aicmo.onboarding.quoting.fields import quotable
from aicmo.onboarding.quoting.proving import proven
from aicmo.onboarding.quoting.source import Source

JOINED = "; "
OTHERS = "context.competitors"
"""Whoever they are, what is said of them is not said of the client: so they are read first."""


def quoted(source: Source, said: Sequence[Statement]) -> tuple[tuple[Answer, ...], tuple[LeftOut, ...]]:
    """Return what the letter bears out of what was said of it, entries of one field together; and the rest."""
    found: list[Answer] = []
    left_out: list[LeftOut] = []
    for statement in sorted(said, key=lambda each: each.field != OTHERS):
        answers = proven(source, statement)
        if isinstance(answers, LeftOut):
            left_out.append(answers)
            continue
        for answer in answers:
            _add(found, answer)
            if answer.path == OTHERS:
                source.others += [row["name"] for row in answer.value]
    return tuple(found), tuple(left_out)


def _add(found: list[Answer], answer: Answer) -> None:
    """Put an answer in: a list grows, passages of one description follow each other, anything else stands by itself."""
    is_prose = answer.path in quotable() and quotable()[answer.path].kind == "prose"
    at = next((index for index, each in enumerate(found) if each.path == answer.path), None)
    if at is None or not (is_prose or isinstance(answer.value, list)):
        found.append(answer)
        return
    before = found[at]
    new = [each for each in ([answer.value] if is_prose else answer.value) if each not in before.value]
    if new:
        value: object = JOINED.join([before.value, *new]) if is_prose else [*before.value, *new]
        found[at] = replace(before, value=value, spans=(*before.spans, *answer.spans))
