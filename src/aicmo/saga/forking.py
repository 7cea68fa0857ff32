"""Fork: a new run that starts at a step of an old one, on copies of what the steps before it made.

The copies have ids of their own; whatever held an old id (a foreign key, a text, a value or key in a JSON document)
holds the new one. No row of one run points into the other, so each is undone or erased without the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import JSON, TypeDecorator, column, insert, select
from sqlalchemy import literal_column as sql
from sqlalchemy import table as table_named
from sqlalchemy.exc import IntegrityError

from aicmo.db import new_id
from aicmo.saga import ledger, orders
from aicmo.saga.erasure import locked
from aicmo.saga.errors import Conflict
from aicmo.saga.facts import File
from aicmo.saga.models import WorkflowRun, WorkflowStep
from aicmo.saga.orders import REHEARSE, Once, Order, made_once
from aicmo.saga.references import among
from aicmo.saga.states import Status
from aicmo.saga.unknown import first_line
from aicmo.saga.unmaking import live_steps
from aicmo.saga.wake import notify

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection, Table

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.storage import Storage

FORKABLE = (Status.COMPLETED, Status.PENDING, Status.RUNNING, Status.WAITING)
"""The states in which what a run made is there to stay for now."""
FIRST_FENCE = 1
"""A fork begins as a run that was held once: whoever claims it reads its checkpoints."""


def fork(
    database: Database,
    saga: Saga,
    storage: Storage,
    run_id: UUID,
    step: str,
    *,
    input: dict[str, Any] | None = None,  # noqa: A002 (the run's word)
    meta: dict[str, Any] | None = None,
    once: Once | None = None,
) -> UUID:
    """Queue a run that starts at ``step`` with another ``input``, or the same; return its id.

    It is a run of the given saga, and owns copies of the rows and files of the steps before; signals, external effects
    and a rehearsal are not copied; ``meta`` adds to the old run's.
    The same request ``once`` gives the same run. Raises Conflict when those steps are not all there,
    under these names.
    """
    if once and (made := made_once(database, saga, once)):
        return made
    copy = _Copy(database, saga, storage, run_id, step)
    try:
        return copy.make(input, meta or {}, once)
    except IntegrityError as error:
        copy.discard()
        if once and (made := made_once(database, saga, once)):
            return made
        raise Conflict(f"What run {run_id} made cannot be there twice: {first_line(error)}.") from error
    except BaseException:
        copy.discard()
        raise


class _Copy:
    def __init__(self, database: Database, saga: Saga, storage: Storage, source: UUID, step: str) -> None:
        if step not in saga.step_names:
            raise Conflict(f"{saga.name} has no step {step!r}. Its steps are: {', '.join(saga.step_names)}.")
        self._database = database
        self._saga = saga
        self._storage = storage
        self._source = source
        self._at = saga.step_names.index(step)
        self._id = new_id()

    def make(self, given: dict[str, Any] | None, said: dict[str, Any], once: Once | None) -> UUID:
        """Copy the files first, which may take its time; then, with the source locked, see that they are still its."""
        with self._database.connect() as connection:
            seen = live_steps(connection, self._source)
        try:
            self._copy_files(self._needed(seen))
        except FileNotFoundError:
            with self._database.transaction() as connection:
                self._still_there(connection, seen)  # whoever undid or erased them has taken the files first
            raise
        with self._database.transaction() as connection:
            run, needed = self._still_there(connection, seen)
            new_ids = {key: new_id() for keys in ledger.row_ids(s.effects for s in needed).values() for key in keys}
            new_ids[self._source] = self._id
            self._insert_run(connection, run, given, said, once)
            self._copy_rows(connection, needed, new_ids)
            for checkpoint in needed:
                self._insert_step(connection, checkpoint, new_ids)
            notify(connection)
        return self._id

    def discard(self) -> None:
        self._storage.discard(self._id, up_to=FIRST_FENCE)

    def _needed(self, live: Sequence[WorkflowStep]) -> list[WorkflowStep]:
        return [step for step in reversed(live) if step.seq < self._at]

    def _still_there(
        self, connection: Connection, seen: Sequence[WorkflowStep]
    ) -> tuple[WorkflowRun, list[WorkflowStep]]:
        """Lock the source and return it with the steps to copy; raises Conflict if they are not those ``seen``."""
        run = locked(connection, self._source)
        needed = self._needed(live_steps(connection, self._source))
        self._check(run, needed, seen)
        return run, needed

    def _check(self, run: WorkflowRun, needed: Sequence[WorkflowStep], seen: Sequence[WorkflowStep]) -> None:
        wanted = self._saga.step_names[: self._at]
        have = [step.step for step in needed if not step.item]
        if run.workflow != self._saga.name or have != wanted or run.state not in FORKABLE:
            raise Conflict(
                f"Run {run.id} is {run.status} and has {have or 'no step'} to start from; "
                f"a fork at {self._saga.step_names[self._at]} of {self._saga.name} needs {wanted or 'a run of it'}."
            )
        if [step.id for step in needed] != [step.id for step in self._needed(seen)]:
            raise Conflict(f"Run {run.id} has changed meanwhile; fork it again.")

    def _copy_files(self, needed: Sequence[WorkflowStep]) -> None:
        for step in needed:
            names = [name for name, _, _ in step.effects.get("files", ())]
            files = [File(name, self._storage.read(step.effects["folder"], name)) for name in names]
            if files:
                self._storage.admit(self._id, FIRST_FENCE)
                self._storage.write(self._id, FIRST_FENCE, _place(step), files)

    def _insert_run(
        self,
        connection: Connection,
        run: WorkflowRun,
        given: dict[str, Any] | None,
        said: dict[str, Any],
        once: Once | None,
    ) -> None:
        meta = {key: value for key, value in run.meta.items() if key != REHEARSE} | said
        order = Order(
            run.subject,
            run.input if given is None else given,
            idempotency_key=once.key if once else None,
            fingerprint=once.request if once else None,
            account=run.account,
            meta=meta,
        )
        values = orders.row(connection.dialect, self._saga, order)
        values |= {"id": self._id, "forked_from": run.id, "priority": run.priority, "fence": FIRST_FENCE}
        connection.execute(insert(orders.TABLE).values(values))

    def _copy_rows(self, connection: Connection, needed: Sequence[WorkflowStep], new_ids: Mapping[UUID, UUID]) -> None:
        ids = ledger.row_ids(step.effects for step in needed)
        for table in self._saga.tables:
            if keys := ids.get(table.fullname):
                raw = _raw(table)
                query = select(raw).where(among(connection, raw.c.id, keys), raw.c.run_id == self._source)
                found = {row.id: row for row in connection.execute(query)}
                ledger.check_all_there(table.fullname, keys, found)
                copies = [{k: renamed(v, new_ids) for k, v in found[key]._mapping.items()} for key in keys]  # noqa: SLF001 (SQLAlchemy's public name for it)
                connection.execute(insert(raw), copies)

    def _insert_step(self, connection: Connection, step: WorkflowStep, new_ids: Mapping[UUID, UUID]) -> None:
        effects = {"rows": renamed(step.effects["rows"], new_ids)}
        if step.effects.get("files"):
            folder = f"{self._id}/{FIRST_FENCE}/{_place(step)}"
            effects |= {"folder": folder, "files": step.effects["files"]}
        if "items" in step.effects:
            effects["items"] = step.effects["items"]
        values = {"id": new_id(), "run_id": self._id, "attempt": 1, "effects": effects, "elapsed_ms": step.elapsed_ms}
        values |= {"step": step.step, "item": step.item, "seq": step.seq}
        connection.execute(insert(WorkflowStep).values(**values, committed_at=sql(self._database.now())))


def renamed(value: Any, new_ids: Mapping[UUID, UUID]) -> Any:
    """Return a value in which every old id is the new one, however deep in a document, if it is exactly an id."""
    match value:
        case UUID():
            return new_ids.get(value, value)
        case str():
            return _renamed_text(value, new_ids)
        case dict():
            return {renamed(key, new_ids): renamed(each, new_ids) for key, each in value.items()}
        case list():
            return [renamed(each, new_ids) for each in value]
        case _:
            return value


def _renamed_text(value: str, new_ids: Mapping[UUID, UUID]) -> str:
    if len(value) not in {32, 36}:
        return value
    try:
        new = new_ids.get(UUID(value))
    except ValueError:
        return value
    return value if new is None else str(new) if "-" in value else new.hex


def _place(step: WorkflowStep) -> str:
    """Return the last part of the step's folder."""
    folder: str = step.effects["folder"]
    return folder.partition("/")[2].partition("/")[2]


def _raw(table: Table) -> Any:
    """Return the table with documents as plain JSON data, so that nothing but ids changes on the way."""
    columns = (column(each.name, _plain(each)) for each in table.columns if each.computed is None)
    return table_named(table.name, *columns, schema=table.schema)


def _plain(each: Column[Any]) -> Any:
    kind: Any = each.type
    while isinstance(kind, TypeDecorator) and isinstance(kind.impl_instance, (JSON, TypeDecorator)):
        kind = kind.impl_instance
    if isinstance(kind, JSON):
        return type(kind)(none_as_null=bool(each.nullable))
    return each.type
