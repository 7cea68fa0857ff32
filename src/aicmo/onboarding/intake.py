"""Intake: what becomes of a brief before anything is written. Deterministic; no run exists before it accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.catalog import packs
from aicmo.onboarding.business import business
from aicmo.onboarding.claims import register
from aicmo.onboarding.documents import Intake, NormalizedBrief
from aicmo.onboarding.facts import facts
from aicmo.onboarding.gaps import adopt, fill
from aicmo.onboarding.reading import parse
from aicmo.onboarding.requests import match
from aicmo.onboarding.rules import judge
from aicmo.onboarding.rules.judgement import Judgement
from aicmo.onboarding.rules.markets import pack_problems
from aicmo.onboarding.shaping import resolve_dates, shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from aicmo.onboarding.documents import Ask, Assumption, Brief, Problem, Received
    from aicmo.onboarding.gaps import Filled
    from aicmo.onboarding.loading import Parsed

MAX_QUESTIONS = 7


def check(received: Received, *, today: date, assume: bool = False, folder: Path | None = None) -> Intake:
    """Decide about a brief: accepted, needs clarification (at most 7 questions), or rejected (with code and span).

    ``folder`` is where referenced files must be; without it they are not looked for. Raises
    :class:`~aicmo.onboarding.errors.BriefError` for a text that is no structured brief.
    """
    parsed = parse(received)
    filled = fill(parsed.data)
    brief, judged = _judged(filled, parsed, today, folder)
    assume = assume or parsed.data.get("on_missing") == "assume"
    if assume and brief and not judged.problems:
        filled = adopt(filled, judged.asks)
        brief, judged = _judged(filled, parsed, today, folder)
    if judged.problems:
        return Intake(outcome="rejected", errors=judged.problems)
    asks = _open(filled.asks, judged.asks, assume=assume)
    if brief is None or asks:
        return Intake(outcome="needs_clarification", questions=tuple(asks[:MAX_QUESTIONS]))
    return Intake(outcome="accepted", brief=_normalize(brief, filled.assumptions, today))


def _judged(filled: Filled, parsed: Parsed, today: date, folder: Path | None) -> tuple[Brief | None, Judgement]:
    """Return the brief, if it has the right shape, and what the rules say of it or of its shape."""
    brief, malformed = shape(resolve_dates(filled.data, today), parsed)
    if brief:
        return brief, judge(brief, today=today, folder=folder)
    gaps = {ask.field for ask in filled.asks if ask.default is None}
    problems = tuple(problem for problem in malformed if not _is_asked(problem, gaps))
    return None, Judgement((), (*problems, *pack_problems(filled.data)))


def _is_asked(problem: Problem, gaps: Iterable[str]) -> bool:
    """Say whether a malformed field is malformed only because something in it is missing and asked for."""
    path = problem.span or ""
    return problem.code == "missing_field" and any(gap == path or gap.startswith(f"{path}.") for gap in gaps)


def _open(gaps: Sequence[Ask], judged: Sequence[Ask], *, assume: bool) -> list[Ask]:
    """Return the questions still open, those without a default first, none about one field twice."""
    asks = {ask.field: ask for ask in (*judged, *gaps) if not (assume and ask.default is not None)}
    return sorted(asks.values(), key=lambda ask: ask.default is not None)


def _normalize(brief: Brief, assumptions: tuple[Assumption, ...], today: date) -> NormalizedBrief:
    claims = register(brief)
    return NormalizedBrief(
        brief=brief,
        facts=facts(brief, claims),
        claims=claims,
        assumptions=assumptions,
        requests=match(brief, packs()[brief.pack]),
        business=business(brief),
        received_on=today,
    )
