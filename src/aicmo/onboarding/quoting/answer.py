"""What a model says of a letter: the typed shape it must fill, and its statements in one form."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict

from aicmo.llm import bare
from aicmo.onboarding.documents import Statement
from aicmo.onboarding.quoting.fields import quotable

MOST = 200
"""Statements; no brief has more."""
NUL = re.compile(r"\x00|\\u0000")
"""No database keeps it as text, written out or not."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    quote: str


class Value(_Part):
    """One value of one field."""

    field: str
    value: str


class PriceRow(_Part):
    """An offer with its price."""

    item: str
    price: str
    until: str
    terms: str


class ProofRow(_Part):
    """A claim, and the file or address that shows it."""

    claim: str
    evidence: str


class QuestionRow(_Part):
    """What customers ask, and the answer."""

    ask: str
    answer: str


class MeasureRow(_Part):
    """A measure of success with today's figure and the wanted one."""

    metric: str
    baseline: str
    target: str


class Answer(BaseModel):
    """Everything that a model says of one letter."""

    model_config = ConfigDict(extra="forbid")

    values: list[Value]
    prices: list[PriceRow]
    proof: list[ProofRow]
    questions: list[QuestionRow]
    measures: list[MeasureRow]


def schema() -> dict[str, Any]:
    """Return the JSON schema of an answer."""
    found = Answer.model_json_schema()
    found["$defs"]["Value"]["properties"]["field"]["enum"] = [*quotable()]
    return found


def statements(text: str) -> tuple[Statement, ...]:
    """Return what an answer states, in order; ValueError for what is no answer."""
    plain = bare(NUL.sub("", text))
    said = Answer.model_validate_json(plain)
    found = [Statement(field=row.field, quote=row.quote, parts={"value": row.value}) for row in said.values]
    for field, rows in (
        ("offer.prices", said.prices),
        ("offer.proof", said.proof),
        ("offer.questions", said.questions),
        ("goal.kpi", said.measures),
    ):
        found += [Statement(field=field, quote=row.quote, parts=row.model_dump(exclude={"quote"})) for row in rows]
    return tuple(found[:MOST])


def is_readable(text: str) -> bool:
    """Say whether a text is an answer."""
    try:
        statements(text)
    except ValueError:
        return False
    return True
