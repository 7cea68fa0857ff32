"""What a saga is: a named, versioned, ordered list of steps. Wrong definitions are refused when they are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin

from sqlalchemy import Table, inspect
from sqlalchemy.schema import sort_tables

from aicmo.saga.errors import DefinitionError
from aicmo.saga.facts import File, Message
from aicmo.saga.models import Owned
from aicmo.saga.needs import Need, hints, is_model, needs_of

Made = Owned | File | Message
"""What a step returns, many of: unsaved rows, files, and messages."""

TRANSIENT: Final = (ConnectionError, TimeoutError)


@dataclass(frozen=True)
class Step:
    """One named function, facts in and new rows and files out, with its policy for transient failures.

    ``attempts`` counts all tries of one run's step; between them the run waits ``backoff`` seconds, doubled each time
    up to ``backoff_max``, with jitter. ``transient`` are exception types worth another try. A try that takes longer
    than ``timeout`` seconds has failed and may be made again; its thread is left behind: Python cannot stop it.

    With ``each``, a function from facts to names, the step fans out: its function takes an
    :class:`~aicmo.saga.Item` beside its facts and is called once for each name, ``width`` at once, each call with its
    own commit, tries and time. The step is done when all are, and the next one sees their rows in the names' order.

    ``before`` is a function from facts that is called first and makes nothing: a gate, which may raise Wait.
    """

    function: Callable[..., Sequence[Any]]
    attempts: int = 3
    backoff: float = 1.0
    backoff_max: float = 60.0
    transient: tuple[type[Exception], ...] = TRANSIENT
    timeout: float = 900.0
    each: Callable[..., Sequence[str]] | None = None
    width: int = 4
    before: Callable[..., None] | None = None

    @property
    def name(self) -> str:
        """The step's name: its function's."""
        return self.function.__name__

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """The facts and tools the function asks for, by annotation."""
        return needs_of(self.name, self.function)

    @cached_property
    def each_needs(self) -> tuple[Need, ...]:
        """The facts and tools that naming the items asks for."""
        return () if self.each is None else needs_of(f"{self.name}'s each", self.each)

    @property
    def journals(self) -> bool:
        """Whether the function keeps entries in a :class:`~aicmo.saga.Journal` while it works."""
        return any(need.kind == "journal" for need in self.needs)

    @cached_property
    def before_needs(self) -> tuple[Need, ...]:
        """The facts and tools that the gate before it asks for."""
        return () if self.before is None else needs_of(f"{self.name}'s before", self.before)

    @property
    def hears(self) -> bool:
        """Whether the step, or the gate before it, asks what the run was told."""
        return any(need.kind == "signals" for need in (*self.needs, *self.before_needs))

    def unit(self, item: str) -> str:
        """Name the step, or one item of it."""
        return unit(self.name, item)

    @cached_property
    def makes(self) -> tuple[type[Owned], ...]:
        """The models whose rows the step may return, from its return annotation ``list[A | B | File]``."""
        returned = hints(self.function).get("return")
        members = _members(get_args(returned)[0]) if get_origin(returned) is list else ()
        if not members or not all(_is_made(member) for member in members):
            message = f"Step {self.name} must say what it returns, like -> list[Draft | Asset | File]."
            raise DefinitionError(message)
        return tuple(member for member in members if member not in {File, Message})


@dataclass(frozen=True)
class External(Step):
    """A step that acts outside the database and the storage: a payment, an upload, a publication.

    What it is going to do is written down before ``function`` is called, with the :class:`~aicmo.saga.Key` it takes.
    ``undo`` takes the same key and facts, and must make the effect as if it had never been, also one that never
    happened and one already undone; it gets the call's own rows as a list, empty if their commit never came. It is
    called for each call whose effect may exist, newest first, before any row is deleted, and when nobody knows whether
    the call arrived not before its ``timeout`` is over: so the calls' own network timeouts must be shorter. It is
    tried ``undo_attempts`` times with the step's backoff; then the run is quarantined.

    ``pivot=True`` says that there is no undo: from this call on the run only goes forward.
    """

    timeout: float = 30.0
    undo: Callable[..., Any] | None = None
    undo_attempts: int = 5
    pivot: bool = False

    def __post_init__(self) -> None:
        """Refuse what could neither be undone nor is said to be final."""
        if (self.undo is None) is not self.pivot:
            raise DefinitionError(
                f"External step {self.name} needs either an undo, or pivot=True: after it the run only goes forward."
            )

    @cached_property
    def undo_needs(self) -> tuple[Need, ...]:
        """The facts and tools that the undo asks for, by annotation."""
        return () if self.undo is None else needs_of(f"{self.name}'s undo", self.undo)


class Saga:
    """A named, versioned, ordered list of steps: a definition without state.

    A run that a transient failure has brought down is undone and starts again from its first step, up to ``retries``
    times, ``backoff`` seconds later at first, doubled each time. A run that has not ended ``timeout`` seconds after its
    submission is undone. ``about`` are models on other tables with a ``run_id``: their rows are about runs, are in no
    ledger, and go when their run is erased.

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
        about: Sequence[type] = (),
    ) -> None:
        """Define a saga; a bare function is a step with the default policy."""
        self.name: Final = name
        self.version: Final = version
        self.retries: Final = retries
        self.backoff: Final = backoff
        self.timeout: Final = timeout
        self.about: Final = tuple(about)
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

    @cached_property
    def acts_outside(self) -> bool:
        """Whether any step has effects outside the database and the storage."""
        return any(isinstance(step, External) for step in self.steps)

    @property
    def tools(self) -> set[Any]:
        """The types of the tools that the steps ask for."""
        return {need.type for step in self.steps for need in _all_needs(step) if need.kind == "tool"}

    def _check(self) -> None:
        if not self.steps or len(set(self.step_names)) != len(self.steps):
            raise DefinitionError(f"Saga {self.name} needs steps, each with a name of its own.")
        for model in self.models:
            _check_model(model)
        made: set[type[Owned]] = set()
        for step in self.steps:
            for need in _all_needs(step):
                own = {*step.makes} if need.kind == "many" and need not in (*step.needs, *step.each_needs) else set()
                if need.kind in {"one", "many"} and need.type not in made | own:
                    raise DefinitionError(
                        f"Step {step.name} needs {need.type.__name__}, which no earlier step of {self.name} makes."
                    )
            made.update(step.makes)
        _check_external(self)
        _check_items(self)


def _all_needs(step: Step) -> tuple[Need, ...]:
    return (*step.needs, *step.before_needs, *step.each_needs, *(step.undo_needs if isinstance(step, External) else ()))


def _check_external(saga: Saga) -> None:
    """Refuse a key that nobody writes down, and an undo that would never be called."""
    final: Step | None = None
    for step in saga.steps:
        if not isinstance(step, External):
            if any(need.kind == "key" for need in step.needs):
                raise DefinitionError(f"Step {step.name} takes a Key: make it External(…), so that its calls are kept.")
        elif step.pivot:
            final = final or step
        elif final is not None:
            raise DefinitionError(
                f"External step {step.name} comes after the pivot {final.name}, so its undo would never be called. "
                "Put it before, or say pivot=True."
            )


def _check_items(saga: Saga) -> None:
    """Refuse a step that names items and does not take them, or the other way round."""
    for step in saga.steps:
        takes = any(need.kind == "item" for need in step.needs)
        undo_takes = isinstance(step, External) and any(need.kind == "item" for need in step.undo_needs)
        if takes is not (step.each is not None) or (undo_takes and not takes) or step.width < 1:
            raise DefinitionError(
                f"Step {step.name} must take an Item if it has each=…, and only then; its width is 1 or more."
            )
        if step.before is not None and (step.each is not None or isinstance(step, External)):
            raise DefinitionError(f"Step {step.name} fans out or acts outside: put its gate before an earlier step.")
        if any(need.kind in {"item", "key"} for need in step.each_needs):
            raise DefinitionError(f"What names the items of step {step.name} gets facts and tools, no Item and no Key.")
        fans_or_acts = step.each is not None or isinstance(step, External)
        if fans_or_acts and any(need.kind == "journal" for need in _all_needs(step)):
            raise DefinitionError(
                f"Step {step.name} takes a Journal, which is for a step inside that does not fan out."
            )


def unit(step: str, item: str) -> str:
    """Name a step, or one item of it."""
    return f"{step}/{item}" if item else step


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)


def _is_made(hint: Any) -> bool:
    return hint in {File, Message} or is_model(hint)


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
