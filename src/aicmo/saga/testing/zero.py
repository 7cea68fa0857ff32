"""The proof that a failed run leaves nothing: every step fails once, and everything is counted afterwards."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from aicmo.saga.orders import REHEARSE, submit
from aicmo.saga.runs import get
from aicmo.saga.signals import send
from aicmo.saga.states import Status
from aicmo.saga.testing.clock import Clock
from aicmo.saga.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import Table

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.models import WorkflowRun
    from aicmo.saga.orders import Order
    from aicmo.saga.storage import Storage

NO_ANSWERS: Mapping[str, dict[str, Any]] = MappingProxyType({})


class Leftover(AssertionError):
    """A failed run left something behind, or touched what is not its own."""


def assert_compensates_to_zero(
    saga: Saga,
    order: Order,
    *,
    database: Database,
    storage: Storage,
    tools: Mapping[Any, Any] | None = None,
    answers: Mapping[str, dict[str, Any]] = NO_ANSWERS,
) -> None:
    """Run the order once for each step, let that step fail after its work, and prove that nothing is left.

    What is there is counted in the tables and on the disk, without asking the engine: no row of the run in any owned
    table, no file of it, and every other row of the saga's metadata and every other file unchanged to the byte.
    ``answers`` are sent before the runs start, by signal name, so that no step has to wait for them. Raises
    :class:`Leftover`, naming step, table or file.
    """
    for step in saga.step_names:
        before = _survey(database, saga, storage)
        run = _rehearse(saga, order, step, database, storage, tools or {}, answers)
        if run.reason != "rehearsed" or run.state not in {Status.COMPENSATED, Status.FAILED}:
            raise Leftover(f"{step} was to fail, but the run is {run.status} ({run.reason}): {run.last_error}")
        _check_none_left(database, saga, storage, run.id, step)
        after = _survey(database, saga, storage)
        for place in sorted(before.keys() | after.keys()):
            if before.get(place) != after.get(place):
                raise Leftover(f"after {step} failed, {place} is not what it was before")


def _rehearse(
    saga: Saga,
    order: Order,
    step: str,
    database: Database,
    storage: Storage,
    tools: Mapping[Any, Any],
    answers: Mapping[str, dict[str, Any]],
) -> WorkflowRun:
    rehearsed = replace(order, idempotency_key=None, delay=0, meta={**order.meta, REHEARSE: step})
    with Clock(database) as clock:
        run_id, _ = submit(database, saga, rehearsed)
        for name, payload in answers.items():
            send(database, run_id, name, payload)
        with Worker(database, [saga], storage, tools, listener=clock.hear) as worker:
            worker.finish(run_id)
    return get(database, run_id)


def _check_none_left(database: Database, saga: Saga, storage: Storage, run_id: UUID, step: str) -> None:
    with database.connect() as connection:
        for table in saga.tables:
            query = select(func.count()).select_from(table).where(table.c.run_id == run_id)
            if left := connection.scalar(query):
                raise Leftover(f"after {step} failed, {left} rows of the run are left in {table.name}")
    if files := [path for path in (storage.root / str(run_id)).rglob("*") if path.is_file()]:
        raise Leftover(f"after {step} failed, {files[0]} is left")


def _survey(database: Database, saga: Saga, storage: Storage) -> dict[str, str]:
    """Return a checksum of every table of the saga's metadata and of every file."""
    tables: dict[str, Table] = {}
    for owned in saga.tables:
        tables |= owned.metadata.tables
    with database.connect() as connection:
        seen = {
            f"table {name}": _sum("\n".join(sorted(repr(tuple(row)) for row in connection.execute(select(table)))))
            for name, table in tables.items()
        }
    files = (path for path in storage.root.rglob("*") if path.is_file())
    return seen | {f"file {path}": sha256(path.read_bytes()).hexdigest() for path in files}


def _sum(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
