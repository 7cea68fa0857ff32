"""Intake: what becomes of a brief before anything is written. Deterministic; no run exists before it accepts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from aicmo.catalog import packs
from aicmo.llm import spent
from aicmo.onboarding.business import business
from aicmo.onboarding.claims import register
from aicmo.onboarding.documents import ByModel, Intake, NormalizedBrief
from aicmo.onboarding.facts import facts
from aicmo.onboarding.gaps import adopt, fill
from aicmo.onboarding.limits import limit
from aicmo.onboarding.profiles import merged, shown
from aicmo.onboarding.reading import parse
from aicmo.onboarding.requests import match
from aicmo.onboarding.rules import judge
from aicmo.onboarding.rules.judgement import Judgement
from aicmo.onboarding.shaping import resolve_dates, shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from aicmo.onboarding.documents import Ask, Assumption, BrandProfile, Brief, Reading, Received
    from aicmo.onboarding.gaps import Filled
    from aicmo.onboarding.loading import Parsed
    from aicmo.onboarding.shaping import Malformed

NO_BRIEF: Final = frozenset({"not_a_brief", "unsupported_service"})
"""Codes of a text that asks for no campaign: there is nothing to ask about it."""


def check(
    received: Received,
    *,
    today: date,
    assume: bool = False,
    folder: Path | None = None,
    profile: BrandProfile | None = None,
    reading: Reading | None = None,
) -> Intake:
    """Decide about a brief: accepted, needs clarification (at most 7 questions), or rejected (with code and span).

    A field that cannot be read hides nothing: the rules judge the rest, and a refusal carries the open questions too.

    ``folder`` is where referenced files must be; without it they are not looked for; ``profile`` is what the
    client's briefs have in common; ``reading`` what a language model was asked to read of a letter. Raises
    :class:`~aicmo.onboarding.errors.BriefError` for a file that cannot be read as what its name says it is.
    """
    parsed, taken = _with_profile(parse(received, reading), profile)
    assume = assume or parsed.data.get("on_missing") == "assume"
    filled = fill(parsed.data, assume=assume)
    brief, judged = _judged(filled, parsed, today, folder)
    if assume and not judged.problems:
        filled = adopt(filled, judged.asks)
        brief, judged = _judged(filled, parsed, today, folder)
    asks = _open(filled.asks, judged.asks, assume=assume)
    told = {"understood": parsed.understood, "by_model": _by_model(reading, parsed)}
    now, later = asks[: limit("questions")], asks[limit("questions") :]
    if unfit := tuple(problem for problem in parsed.problems if problem.code in NO_BRIEF):
        return Intake(outcome="rejected", errors=unfit)
    if judged.problems:
        return Intake(outcome="rejected", errors=judged.problems, questions=now, later=later, **told)
    if asks:
        return Intake(outcome="needs_clarification", questions=now, later=later, **told)
    understood = _normalize(brief, shown(filled.assumptions, taken), today)
    return Intake(outcome="accepted", brief=understood, **told)


def _by_model(reading: Reading | None, parsed: Parsed) -> ByModel | None:
    if reading is None:
        return None
    return ByModel(said=reading.said, left_out=parsed.left_out, spent=spent(reading.calls))


def _with_profile(parsed: Parsed, profile: BrandProfile | None) -> tuple[Parsed, tuple[tuple[str, str], ...]]:
    if profile is None:
        return parsed, ()
    data, taken, problems = merged(parsed.data, profile)
    return replace(parsed, data=data, problems=(*parsed.problems, *problems)), taken


def _judged(filled: Filled, parsed: Parsed, today: date, folder: Path | None) -> tuple[Brief, Judgement]:
    """Return the brief, or the part of it that can be read, and what its shape and the rules say against it."""
    brief, malformed = shape(resolve_dates(filled.data, today), parsed)
    gaps = {ask.field for ask in filled.asks}
    problems = (*parsed.problems, *(found.problem for found in malformed if not _is_asked(found, gaps)))
    judged = judge(brief, today=today, folder=folder)
    return brief, Judgement(judged.asks, (*problems, *judged.problems))


def _is_asked(found: Malformed, gaps: Iterable[str]) -> bool:
    """Say whether a field is malformed only because it, or something in it, is missing and asked for."""
    is_missing = found.problem.code == "missing_field"
    return found.path in gaps or (is_missing and any(gap.startswith(f"{found.path}.") for gap in gaps))


def _open(gaps: Sequence[Ask], judged: Sequence[Ask], *, assume: bool) -> tuple[Ask, ...]:
    """Return the questions still open: gaps before doubts, those without a default first, none about a field twice."""
    asks = {ask.field: ask for ask in (*judged, *gaps) if not (assume and ask.default is not None)}
    first = {ask.field for ask in gaps}
    return tuple(sorted(asks.values(), key=lambda ask: (ask.field not in first, ask.default is not None)))


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
