"""Erasure: what a finished run made and was told goes; that it was, and what it made in numbers, stays.

Rows go through the ledger, by exact id and owner, with the same refusals as in compensation. What is erased is absent
for everybody who asks the database or the storage; logs, backups and unvacuumed pages are the operator's to purge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, select, update
from sqlalchemy import literal_column as sql
from sqlalchemy.orm import Session

from aicmo.saga import ledger
from aicmo.saga.engine import Sagas
from aicmo.saga.errors import Conflict, Held, Refused, UnknownRun
from aicmo.saga.models import (
    WorkflowEvent,
    WorkflowIntent,
    WorkflowMessage,
    WorkflowRun,
    WorkflowSignal,
    WorkflowStep,
)
from aicmo.saga.states import TERMINAL, Status
from aicmo.saga.unknown import persist
from aicmo.saga.unmaking import live_steps, mark_undone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from aicmo.db import Database
    from aicmo.saga.definition import Saga
    from aicmo.saga.storage import Storage


@dataclass(frozen=True, slots=True)
class Erasure:
    """What became of an account's runs: those that are erased, and those that are not, with the reason."""

    erased: Sequence[UUID]
    refused: Mapping[UUID, str]


def erase(database: Database, sagas: Sequence[Saga], storage: Storage, run_id: UUID, *, by: str) -> None:
    """Erase a finished run: its rows, files, input, errors, reports, signals, messages and history's details.

    Ids, counts, times, the account and a receipt per step stay, with who erased it and when; the status stays as well.
    Erasing twice is erasing once: after a crash or an error, call it again.

    Raises Conflict for a run that is not finished, :class:`~aicmo.saga.errors.Refused` (nothing was deleted) as
    compensation would, and :class:`~aicmo.errors.EnvironmentProblem` when a file cannot be deleted.
    """
    known = Sagas(sagas)
    fence = persist(lambda: _erase_rows(database, known, run_id, by))
    storage.discard(run_id, up_to=fence)


def erase_account(database: Database, sagas: Sequence[Saga], storage: Storage, account: str, *, by: str) -> Erasure:
    """Erase all finished runs of an account; the others are named with the reason, and nothing of them is touched."""
    query = select(WorkflowRun.id).where(WorkflowRun.account == account).order_by(WorkflowRun.id)
    with database.connect() as connection:
        found = connection.scalars(query).all()
    erased: list[UUID] = []
    refused: dict[UUID, str] = {}
    for run_id in found:
        try:
            erase(database, sagas, storage, run_id, by=by)
        except (Conflict, Held, Refused) as why:
            refused[run_id] = str(why)
        else:
            erased.append(run_id)
    return Erasure(erased, refused)


def is_finished(run: WorkflowRun) -> bool:
    """Say whether nothing more will happen to the run, by itself or by a person."""
    return run.state in TERMINAL or (run.state is Status.QUARANTINED and run.accepted is not None)


def _erase_rows(database: Database, known: Sagas, run_id: UUID, by: str) -> int:
    with database.transaction() as connection:
        run = locked(connection, run_id)
        _check_finished(run)
        if run.erased_at is None:
            saga = known.undo(run)
            _delete(database, connection, saga, run)
            _forget_about(connection, saga, run)
            _empty(database, connection, run, by)
    return run.fence


def locked(connection: Connection, run_id: UUID) -> WorkflowRun:
    """Lock the run's row, and return the run; raises UnknownRun. What is read after this is how it stays."""
    with Session(connection) as session:
        run = session.get(WorkflowRun, run_id, with_for_update={"key_share": True})
        if run is None:
            raise UnknownRun(f"There is no run {run_id} in this database. `aicmo list` shows those there are.")
        session.expunge(run)
        return run


def _check_finished(run: WorkflowRun) -> None:
    if is_finished(run):
        return
    do = "Accept or resume it" if run.state is Status.QUARANTINED else "Cancel it, or wait for its end,"
    raise Conflict(f"Run {run.id} is {run.status} and cannot be erased yet. {do} and then erase it.")


def _delete(database: Database, connection: Connection, saga: Saga, run: WorkflowRun) -> None:
    live = live_steps(connection, run.id)
    ids = ledger.row_ids(step.effects for step in live)
    absent = ledger.absent(connection, saga, ids) if run.accepted else {}
    ledger.delete(connection, saga, run.id, ledger.without(ids, absent))
    mark_undone(database, connection, live, absent)


def _forget_about(connection: Connection, saga: Saga, run: WorkflowRun) -> None:
    for model in saga.about:
        about: Any = model
        connection.execute(delete(about).where(about.run_id == run.id))


def _empty(database: Database, connection: Connection, run: WorkflowRun, by: str) -> None:
    """Blank every text and document that may hold what the run was about; the subject holds a title."""
    now: Any = sql(database.now())
    accepted = run.accepted and {"by": run.accepted["by"], "at": run.accepted["at"]}
    blank: dict[str, Any] = {"input": {}, "report": None, "last_error": None, "cause": None, "meta": {}}
    who: dict[str, Any] = {"erased_at": now, "erased_by": by, "updated_at": now}
    values = blank | who | {"subject": run.account or "erased", "accepted": accepted}
    connection.execute(update(WorkflowRun).where(WorkflowRun.id == run.id).values(values))
    unsent = WorkflowMessage.sent_at.is_(None) & WorkflowMessage.withdrawn_at.is_(None)
    for model, change in (
        (WorkflowSignal, {"payload": {}}),
        (
            WorkflowMessage,
            {
                "payload": {},
                "last_error": None,
                "withdrawn_at": case((unsent, now), else_=WorkflowMessage.withdrawn_at),
            },
        ),
        (WorkflowIntent, {"last_error": None}),
        (WorkflowEvent, {"detail": {}}),
    ):
        connection.execute(update(model).where(model.run_id == run.id).values(change))
    for step_id, effects in connection.execute(
        select(WorkflowStep.id, WorkflowStep.effects).where(WorkflowStep.run_id == run.id)
    ).all():
        kept = {"rows": effects["rows"]}
        connection.execute(update(WorkflowStep).where(WorkflowStep.id == step_id).values(effects=kept))
