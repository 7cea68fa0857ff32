"""What steps ask for: a fact or tool for each parameter, read from its annotation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from types import MappingProxyType
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from aicmo.saga.errors import DefinitionError
from aicmo.saga.facts import Files, Item, Key, Run, Signals
from aicmo.saga.journal import Journal
from aicmo.saga.models import Owned

Kind = Literal["run", "files", "signals", "key", "item", "journal", "one", "many", "tool"]
OWN_KINDS: Final[Mapping[type, Kind]] = MappingProxyType(
    {Run: "run", Files: "files", Signals: "signals", Key: "key", Item: "item", Journal: "journal"}
)
"""The engine's own facts."""


@dataclass(frozen=True, slots=True)
class Need:
    """What one parameter of a step asks for, read from its annotation."""

    name: str
    kind: Kind
    type: Any


def needs_of(step: str, function: Callable[..., Any]) -> tuple[Need, ...]:
    """Return what a function asks for; raises DefinitionError for a parameter without an annotation."""
    known = hints(function)
    return tuple(_need(step, name, known.get(name)) for name in signature(function).parameters)


def hints(function: Callable[..., Any]) -> dict[str, Any]:
    """Return a function's annotations; raises DefinitionError for one that cannot be resolved."""
    try:
        return get_type_hints(function)
    except NameError as error:
        message = f"Step {function.__name__}: {error}. Import what its annotations name at run time."
        raise DefinitionError(message) from error


def _need(step: str, name: str, hint: Any) -> Need:
    if hint is None:
        raise DefinitionError(f"Parameter {name} of step {step} needs an annotation: steps get their facts by type.")
    if isinstance(hint, type) and hint in OWN_KINDS:
        return Need(name, OWN_KINDS[hint], hint)
    if get_origin(hint) is list and is_model(get_args(hint)[0]):
        return Need(name, "many", get_args(hint)[0])
    return Need(name, "one" if is_model(hint) else "tool", hint)


def is_model(hint: Any) -> bool:
    """Say whether an annotation is a model whose rows runs own."""
    return isinstance(hint, type) and issubclass(hint, Owned)
