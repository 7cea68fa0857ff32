"""Why a command could not do its work: any exception as a sentence, an exit code and what JSON says beside them."""

from __future__ import annotations

from typing import Any, NamedTuple

from aicmo.cli.exits import Code, Refusal
from aicmo.errors import AicmoError, EnvironmentProblem


class Cause(NamedTuple):
    """A message for people (empty when all was said), the exit code, and additions to the JSON document."""

    message: str
    code: Code
    document: dict[str, Any]


def cause(error: Exception) -> Cause:
    """Explain an exception; an unforeseen one is named by its type alone, because its text may be the client's."""
    if isinstance(error, AicmoError):
        return _refused(error)
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        return Cause(f"The machine refused{where}: {error.strerror or error}.", Code.ENVIRONMENT, {})
    if _is_of(error, "typer"):
        return _usage(error)
    if _is_of(error, "sqlalchemy") and getattr(error, "orig", None) is not None:
        return _database(error)
    return _unexpected(error)


def _refused(error: AicmoError) -> Cause:
    if isinstance(error, Refusal):
        return Cause(str(error), error.code, error.document)
    candidates = getattr(error, "candidates", None)  # of an id that means several runs
    document = {"candidates": candidates} if candidates else {}
    return Cause(str(error), Code.ENVIRONMENT if isinstance(error, EnvironmentProblem) else Code.USAGE, document)


def _is_of(error: Exception, package: str) -> bool:
    # By name, so that explaining an error imports nothing.
    return any(kind.__module__.partition(".")[0] == package for kind in type(error).__mro__)


def _usage(error: Any) -> Cause:
    if type(error).__name__ == "NoArgsIsHelpError":
        return Cause("", Code.USAGE, {})
    context = getattr(error, "ctx", None)
    where = context.command_path if context else "aicmo"
    return Cause(f"{where}: {error.format_message()} `{where} --help` shows how.", Code.USAGE, {})


def _database(error: Any) -> Cause:
    said = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0].rstrip(".")
    return Cause(f"The database refused: {said}. `aicmo doctor` looks for the cause.", Code.ENVIRONMENT, {})


def _unexpected(error: Exception) -> Cause:
    message = f"AICMO did not expect this: {type(error).__name__}. AICMO_DEBUG=1 shows where it happened."
    return Cause(message, Code.ENVIRONMENT, {})
