"""What a saga is: a named, versioned, ordered list of steps. Wrong definitions are refused when they are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Table, inspect
from sqlalchemy.schema import sort_tables

from aicmo.saga.errors import DefinitionError
from aicmo.saga.facts import File, Files, Run, Signals
from aicmo.saga.models import Owned

Made = Owned | File
"""What a step returns, many of: unsaved rows, and files."""

TRANSIENT: Final = (ConnectionError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Need:
    """What one parameter of a step asks for, read from its annotation."""

    name: str
    kind: Literal["run", "files", "signals", "one", "many", "tool"]
    type: Any


@dataclass(frozen=True)
class Step:
    """One named function, facts in and new rows and files out, with its policy for transient failures.

    ``attempts`` counts all tries of one run's step; between them the run waits ``backoff`` seconds, doubled each time
    up to ``backoff_max``, with jitter. ``transient`` are exception types worth another try. A try that takes longer
    than ``timeout`` seconds has failed and may be made again; its thread is left behind: Python cannot stop it.
    """

    function: Callable[..., Sequence[Any]]
    attempts: int = 3
    backoff: float = 1.0
    backoff_max: float = 60.0
    transient: tuple[type[Exception], ...] = TRANSIENT
    timeout: float = 900.0

    @property
    def name(self) -> str:
        """The step's name: its function's."""
        return self.function.__name__

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The facts and tools the function asks for, by annotation."""
        hints = _hints(self.function)
        return tuple(_need(self.name, name, hints.get(name)) for name in signature(self.function).parameters)

    @cached_property
    def makes(self) -> tuple[type[Owned], ...]:
        """The models whose rows the step may return, from its return annotation ``list[A | B | File]``."""
        returned = _hints(self.function).get("return")
        members = _members(get_args(returned)[0]) if get_origin(returned) is list else ()
        if not members or not all(_is_made(member) for member in members):
            message = f"Step {self.name} must say what it returns, like -> list[Draft | Asset | File]."
            raise DefinitionError(message)
        return tuple(member for member in members if member is not File)


class Saga:
    """A named, versioned, ordered list of steps: a definition without state.

    A run that a transient failure has brought down is undone and starts again from its first step, up to ``retries``
    times, ``backoff`` seconds later at first, doubled each time. A run that has not ended ``timeout`` seconds after its
    submission is undone.

    Raises :class:`~aicmo.saga.errors.DefinitionError` for a step that needs what no earlier step makes, for two steps
    of one name, and for a model the engine could not own.
    """

    def __init__(
        self,
        name: str,
        *,
        version: int,
        steps: Sequence[Callable[..., Sequence[Any]] | Step],
        retries: int = 0,
        backoff: float = 60.0,
        timeout: float | None = None,
    ) -> None:
        """Define a saga; a bare function is a step with the default policy."""
        self.name: Final = name
        self.version: Final = version
        self.retries: Final = retries
        self.backoff: Final = backoff
        self.timeout: Final = timeout
        self.steps: Final = tuple(step if isinstance(step, Step) else Step(step) for step in steps)
        self.step_names: Final = [step.name for step in self.steps]
        self.models: Final = tuple(dict.fromkeys(model for step in self.steps for model in step.makes))
        self._check()

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """All tables the saga's runs write to, parents before children."""
        own = [_table(model) for model in self.models]
        return tuple(table for table in sort_tables(own) if table in own)

    @cached_property
    def model_of(self) -> dict[str, type[Owned]]:
        """The model of each table name (with its schema if it has one)."""
        return {_table(model).fullname: model for model in self.models}

    @property
    def tools(self) -> set[Any]:
        """The types of the tools that the steps ask for."""
        return {need.type for step in self.steps for need in step.needs if need.kind == "tool"}

    def _check(self) -> None:
        if not self.steps or len(set(self.step_names)) != len(self.steps):
            raise DefinitionError(f"Saga {self.name} needs steps, each with a name of its own.")
        for model in self.models:
            _check_model(model)
        made: set[type[Owned]] = set()
        for step in self.steps:
            for need in step.needs:
                if need.kind in {"one", "many"} and need.type not in made:
                    raise DefinitionError(
                        f"Step {step.name} needs {need.type.__name__}, which no earlier step of {self.name} makes."
                    )
            made.update(step.makes)


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return get_type_hints(function)
    except NameError as error:
        message = f"Step {function.__name__}: {error}. Import what its annotations name at run time."
        raise DefinitionError(message) from error


def _need(step: str, name: str, hint: Any) -> Need:
    if hint is None:
        raise DefinitionError(f"Parameter {name} of step {step} needs an annotation: steps get their facts by type.")
    if hint is Run:
        return Need(name, "run", Run)
    if hint is Files:
        return Need(name, "files", Files)
    if hint is Signals:
        return Need(name, "signals", Signals)
    if get_origin(hint) is list and _is_model(get_args(hint)[0]):
        return Need(name, "many", get_args(hint)[0])
    return Need(name, "one" if _is_model(hint) else "tool", hint)


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Owned)


def _is_made(hint: Any) -> bool:
    return hint is File or _is_model(hint)


def _table(model: type[Owned]) -> Table:
    table = inspect(model).local_table
    if not isinstance(table, Table):
        raise DefinitionError(f"{model.__name__} must be mapped to a table.")
    return table


def _check_model(model: type[Owned]) -> None:
    table = _table(model)
    if [column.name for column in table.primary_key] != ["id"]:
        raise DefinitionError(f"{table.name} must have id as its only primary key column.")
    for column in table.columns:
        if column.default is not None or column.onupdate is not None:
            raise DefinitionError(
                f"{table.name}.{column.name} has default= or onupdate=, which would act at a flush that never happens. "
                "Use default_factory=."
            )
    if inspect(model).relationships:
        raise DefinitionError(f"{model.__name__} has relationships; steps refer to rows by id.")
