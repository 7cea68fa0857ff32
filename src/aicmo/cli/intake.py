"""Intake at the command line: what a file holds, or the questions and objections that stand in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicmo.cli import opening
from aicmo.cli.exits import Code, Refusal
from aicmo.onboarding.reading import read_brief
from aicmo.reception import intake

if TYPE_CHECKING:
    from pathlib import Path

    from aicmo.onboarding.documents import Ask, BrandProfile, Intake, Problem, Received


def accepted(path: Path, *, assume: bool) -> tuple[Received, Intake]:
    """Return an accepted brief; raises Refusal (exit 3) with what has to be mended or answered."""
    received, found = examined(path, assume=assume)
    if found.outcome == "accepted":
        return received, found
    raise Refusal(explained(path, found), Code.BRIEF, **intake.as_json(found))


def examined(path: Path, *, assume: bool) -> tuple[Received, Intake]:
    """Return a brief as received, and what intake says of it today; raises BriefError for an unreadable one."""
    received = read_brief(path)
    return received, intake.examined(received, assume=assume, folder=path.parent, profile=_profile(received))


def _profile(received: Received) -> BrandProfile | None:
    """Return the profile of the client that the brief names, from a database that is there already."""
    asked = opening.settings()
    if asked.persistence_mode != "db" or opening.is_missing(asked):
        return None
    with opening.opened_as_found() as app:
        return intake.profile_for(app.database, received)


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
    rows = [f"  {row.field}: {row.value} (line {row.line})" for row in found.understood]
    return [f"Understood of {path}:", *rows] if rows else []


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
