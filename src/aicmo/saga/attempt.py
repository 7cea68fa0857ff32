"""One try of one step: the only place where a step's own code runs, and the only broad ``except``."""

from __future__ import annotations

import json
from math import isfinite
from time import monotonic
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, Final

from aicmo.saga.errors import DefinitionError, Rejected, Retry, Rewind, SagaError, Wait
from aicmo.saga.facts import File, Message
from aicmo.saga.outcomes import Back, Failure, Success, Waiting
from aicmo.saga.retries import FOR_EVER
from aicmo.saga.storage import check_names

LONGEST_ITEM: Final = 100

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aicmo.saga.definition import External, Step
    from aicmo.saga.recall import Facts


def attempt(step: Step, facts: Facts, tools: Mapping[Any, Any], **own: Any) -> Success | Failure | Waiting | Back:
    """Run a step's function outside any transaction; a failure is a value from here on.

    ``own`` are the key, the item and the journal of this try.
    """
    started = monotonic()
    try:
        if step.before is not None:
            step.before(**facts.arguments(step.name, step.before_needs, tools))
        made = list(step.function(**facts.arguments(step.name, step.needs, tools, **own)))
        _check(step, made)
    except (Rejected, Retry, Wait, Rewind) as said:
        return _understood(said)
    except step.transient as error:
        return Failure("transient", f"{type(error).__name__}: {error}")
    except (Exception, SystemExit) as error:  # noqa: BLE001 (a step may raise anything; here it becomes a value)
        return Failure("bug", describe(error))
    return Success(made, round((monotonic() - started) * 1000))


def items_of(step: Step, facts: Facts, tools: Mapping[Any, Any]) -> list[str] | Failure:
    """Name the items of a step that fans out."""
    each: Any = step.each
    try:
        names = list(each(**facts.arguments(f"{step.name}'s each", step.each_needs, tools)))
        _check_items(step, names)
    except Rejected as verdict:
        return Failure("rejected", str(verdict), report=_keepable(verdict.report))
    except Exception as error:  # noqa: BLE001 (likewise the step's own code)
        return Failure("bug", describe(error))
    return names


def take_back(step: External, undo: Callable[[], None]) -> Failure | None:
    """Run the undo of an external effect; whatever goes wrong is a value from here on."""
    try:
        undo()
    except (Rejected, Retry, SagaError) as said:
        return Failure("rejected", str(said))
    except step.transient as error:
        return Failure("transient", f"{type(error).__name__}: {error}")
    except Exception as error:  # noqa: BLE001 (an undo may raise anything, like a step)
        return Failure("bug", describe(error))
    return None


def _understood(said: Rejected | Retry | Wait | Rewind) -> Failure | Waiting | Back:
    match said:
        case Rejected():
            return Failure("rejected", str(said), report=_keepable(said.report))
        case Retry():
            return Failure("transient", str(said), after=said.after)
        case Wait():
            return Waiting(said.signal, _seconds(said.within), said.then, _keepable(said.report))
        case Rewind():
            return Back(said.step, str(said))


def describe(error: BaseException) -> str:
    """Name an error and where it came from, without its values: they may be the client's."""
    if isinstance(error, DefinitionError):
        return str(error)
    frames = extract_tb(error.__traceback__)
    at = " ← ".join(f"{frame.name} ({_short(frame.filename)}:{frame.lineno})" for frame in reversed(frames[-4:]))
    return f"{type(error).__name__} in {at}"


def _check(step: Step, made: Sequence[Any]) -> None:
    allowed = (*step.makes, File, Message)
    for thing in made:
        if type(thing) not in allowed:
            raise DefinitionError(f"Step {step.name} returned a {type(thing).__name__}, which it does not declare.")
    files = [thing for thing in made if isinstance(thing, File)]
    for file in files:
        if not isinstance(file.content, bytes):
            raise DefinitionError(f"File {file.name} holds {type(file.content).__name__}, not bytes.")
    check_names([file.name for file in files])


def _check_items(step: Step, names: Sequence[Any]) -> None:
    for name in names:
        if not isinstance(name, str) or "/" in name or len(name) > LONGEST_ITEM:
            raise DefinitionError(
                f"Step {step.name} names an item {name!r}: a folder bears its name, so let it be a text of at most "
                f"{LONGEST_ITEM} characters without a slash."
            )
    check_names(names)


def _seconds(within: float) -> float:
    return min(max(within, 0.0), FOR_EVER) if isfinite(within) else FOR_EVER


def _keepable(report: dict[str, Any]) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(json.dumps(report, default=str))
    except (TypeError, ValueError, RecursionError):
        return {"unreadable": "the step's report is no JSON data"}
    return kept


def _short(path: str) -> str:
    return "/".join(path.rsplit("/", 2)[-2:])
