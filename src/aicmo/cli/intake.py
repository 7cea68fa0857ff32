"""Intake at the command line: what a file holds, or the questions and objections that stand in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from aicmo.cli import opening
from aicmo.cli.exits import Code, Refusal
from aicmo.llm import told
from aicmo.onboarding.reading import read_brief
from aicmo.reception import intake

if TYPE_CHECKING:
    from pathlib import Path

    from aicmo.onboarding.documents import Ask, BrandProfile, ByModel, Intake, Problem, Reading, Received, Understood


class Examined(NamedTuple):
    """A brief as received, what intake says of it today, and what a language model was asked to read."""

    received: Received
    intake: Intake
    reading: Reading | None


def accepted(path: Path, *, assume: bool, by_model: bool = False, key: str | None = None) -> Examined:
    """Return an accepted brief; raises Refusal (exit 3) with what has to be mended or answered."""
    brief = examined(path, assume=assume, by_model=by_model, key=key)
    found = brief.intake
    if found.outcome == "accepted":
        return brief
    raise Refusal(explained(path, found), Code.BRIEF, **intake.as_json(found))


def examined(path: Path, *, assume: bool, by_model: bool = False, key: str | None = None) -> Examined:
    """Return a brief as received, and what intake says of it today; raises BriefError for an unreadable one.

    ``by_model`` asks the language model of the environment too; a run's idempotency key spares asking twice.
    """
    received = read_brief(path)
    reading = _read(received, key) if by_model else None
    profile = _profile(received, reading)
    found = intake.examined(received, assume=assume, folder=path.parent, profile=profile, reading=reading)
    return Examined(received, found, reading)


def _read(received: Received, key: str | None) -> Reading:
    with opening.opened_as_found() as app:
        return intake.read(app, received, key)


def _profile(received: Received, reading: Reading | None) -> BrandProfile | None:
    """Return the profile of the client that the brief names, from a database that is there already."""
    asked = opening.settings()
    if asked.persistence_mode != "db" or opening.is_missing(asked):
        return None
    with opening.opened_as_found() as app:
        return intake.profile_for(app.database, received, reading)


def explained(path: Path, found: Intake) -> str:
    """Return in words why a brief is not accepted."""
    questions = [_question(number, ask) for number, ask in enumerate(found.questions, start=1)]
    if found.outcome == "rejected":
        also = ["It also leaves questions open:", *questions] if questions else []
        return "\n".join(
            [*understood(path, found), f"{path} cannot be accepted:", *map(_objection, found.errors), *also]
        )
    return "\n".join([*understood(path, found), f"{path} leaves questions open:", *questions, *_ways_on(path, found)])


def understood(path: Path, found: Intake) -> list[str]:
    """Return what was read from free text, a line a field; nothing for a structured brief."""
    rows = [f"  {row.field}: {row.value} (line {row.line}{_quoted(row)})" for row in found.understood]
    return [*([f"Understood of {path}:", *rows] if rows else []), *_by_model(found.by_model)]


def _quoted(row: Understood) -> str:
    return f", the model quotes “{row.excerpt}”" if row.spans and row.excerpt != row.value else ""


def _by_model(part: ByModel | None) -> list[str]:
    if part is None:
        return []
    took = [f"Read by a model: {told(part.spent)}."] if part.spent else []
    said = [part.said] if part.said else []
    left = [f"  {row.field}: {row.value!r}. {row.why}" for row in part.left_out]
    return [*took, *said, *(["Not taken of what the model read:", *left] if left else [])]


def _objection(problem: Problem) -> str:
    where = f"\n      at: {problem.span}" if problem.span else ""
    return f"  ✗ {problem.message} ({problem.code}){where}"


def _question(number: int, ask: Ask) -> str:
    default = f"\n      assumed with --assume: {ask.default}" if ask.default is not None else ""
    return f"  {number}. {ask.field}: {ask.reason}\n      for example: {ask.example}{default}"


def _ways_on(path: Path, found: Intake) -> list[str]:
    ways = [f"{len(found.later)} more would be asked next."] if found.later else []
    ways.append(f"`aicmo brief check {path} --write OUT` writes the brief with all its gaps marked.")
    if all(ask.default is not None for ask in (*found.questions, *found.later)):
        ways.append("--assume goes on with what is shown; each becomes a numbered assumption in the package.")
    return ways
