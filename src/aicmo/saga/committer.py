"""One short transaction a step: fence, rows, ledger, checkpoint. And the other moves of a run that its holder makes.

This is the long way of a commit, a conversation: it waits for the run's row if somebody has locked it, takes every
column type, and tells what is wrong. What many runs commit at once travels together, in ``flight``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Uuid, bindparam, case, insert, inspect, select, update
from sqlalchemy import literal_column as sql

from aicmo import db
from aicmo.db import new_id
from aicmo.saga import history, ledger
from aicmo.saga.errors import Stale
from aicmo.saga.history import Turn
from aicmo.saga.models import Owned, WorkflowIntent, WorkflowMessage, WorkflowRun, WorkflowStep
from aicmo.saga.states import TERMINAL, Status, sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Table

    from aicmo.db import Database
    from aicmo.saga.claims import Claim
    from aicmo.saga.definition import Saga
    from aicmo.saga.facts import Key, Message
    from aicmo.saga.storage import Stored

STEPS: Final[Any] = WorkflowStep.__table__
FENCE: Final = (
    select(WorkflowRun.fence).where(WorkflowRun.id == bindparam("run", type_=Uuid())).with_for_update(key_share=True)
)
UNHELD = {"claimed_by": None, "claimed_at": None, "lease_expires_at": None, "takeovers": 0, "deaths": 0}
"""The columns of a run that nobody holds any more, and that nobody died of since."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a step made, ready to be committed. ``last`` says that the run is complete with it."""

    step: str
    seq: int
    attempt: int
    rows: Sequence[Owned]
    folder: str | None
    files: Sequence[Stored]
    elapsed_ms: int
    last: bool
    item: str = ""
    messages: Sequence[Message] = ()
    key: Key | None = None
    items: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One commit: a step's work under a claim. ``rows`` are column values by table, the other two likewise."""

    saga: Saga
    claim: Claim
    work: Work
    rows: dict[Table, list[dict[str, Any]]]
    checkpoint: dict[str, Any]
    messages: list[dict[str, Any]]

    @classmethod
    def of(cls, saga: Saga, claim: Claim, work: Work) -> Member:
        """Take the values out of the rows, and make the rows the run's."""
        rows: dict[Table, list[dict[str, Any]]] = {}
        for row in work.rows:
            values = vars(row)
            values["run_id"] = claim.run_id  # as a loader sets it: no session asks whether it was changed
            table, columns = _mapped(type(row))
            rows.setdefault(table, []).append({name: values.get(key) for name, key in columns})
        return cls(
            saga, claim, work, rows, _checkpoint(claim, work, rows), [_message(claim, work, m) for m in work.messages]
        )


def commit(database: Database, member: Member) -> None:
    """Commit a step's work if the claim is still ours; raises :class:`~aicmo.saga.errors.Stale` if not."""
    with database.transaction() as connection:
        fence(connection, member.claim)
        write(database, connection, [member])


def write(database: Database, connection: Connection, members: Sequence[Member]) -> None:
    """Write fenced members' rows, ledger and checkpoints, parents before children."""
    for saga in {member.saga: None for member in members}:
        for table in saga.tables:
            values = [row for member in members if member.saga is saga for row in member.rows.get(table, ())]
            if values:
                connection.execute(_insert(table), values)
    connection.execute(_insert(STEPS, database.now()), [member.checkpoint for member in members])
    now: Any = sql(database.now())
    if messages := [message for member in members for message in member.messages]:
        connection.execute(insert(WorkflowMessage).values(created_at=now, available_at=now), messages)
    for member in members:
        if member.work.key:
            end_call(database, connection, member.work.key)
        if member.work.last:
            finish(database, connection, member.claim, Status.COMPLETED)


def end_call(database: Database, connection: Connection, key: Key) -> None:
    """Write down that the other side has answered a call: nothing is under way under this key any more."""
    statement = update(WorkflowIntent).where(WorkflowIntent.key == key)
    connection.execute(statement.values(done_at=sql(database.now())))


def fence(connection: Connection, claim: Claim) -> None:
    """Lock the run's row, first of all statements; raises Stale when another claim has come since."""
    if not holds(connection, claim):
        raise Stale(f"Run {claim.run_id} was taken over; nothing of fence {claim.fence} was written.")


def holds(connection: Connection, claim: Claim) -> bool:
    """Lock the run's row and say whether the claim on it is still the newest."""
    return connection.scalar(FENCE, {"run": claim.run_id}) == claim.fence


def turn(database: Database, claim: Claim, *, step: str | None = None, **values: Any) -> Claim:
    """Turn a running run to compensation and return the new claim on it: no older writer can commit from here on.

    ``step`` is the one that failed, for the run's history.
    """
    with database.atomic() as connection:
        if not turn_on(connection, claim, step, values):
            raise Stale(f"Run {claim.run_id} was taken over before it could be undone.")
    return replace(claim, fence=claim.fence + 1)


def turn_on(connection: Connection, claim: Claim, step: str | None, values: Mapping[str, Any]) -> bool:
    """Turn the run within the caller's transaction, and say whether the claim on it still held."""
    change, bound = _turning(db.now(connection.dialect), tuple(values)), _bound(claim, values)
    detail = {"reason": values.get("reason"), "rewind_to": values.get("rewind_to"), "error": values.get("last_error")}
    return history.move(connection, change, Turn.UNDOING, step=step, bound=bound, **detail)


def stop(database: Database, claim: Claim, status: Status, turn: Turn, **values: Any) -> None:
    """Let go of the run in ``status``; ``values`` as in :func:`finish`."""
    with database.atomic() as connection:
        finish(database, connection, claim, status, turn, **values)


def finish(
    database: Database,
    connection: Connection,
    claim: Claim,
    status: Status,
    turn: Turn | None = None,
    *,
    step: str | None = None,
    after: float = 0,
    **values: Any,
) -> None:
    """Move the fenced run to a state in which nobody holds it; one that goes on by itself is due in ``after`` seconds.

    ``turn`` and ``step`` go into its history, unless it just came to its good end. ``values`` are further columns.
    """
    change = _finishing(
        status, database.now(), database.now(after), tuple(values), is_held=values.get("reason") == "held"
    )
    if turn is None:
        moved = connection.execute(change, _bound(claim, values)).rowcount == 1
    else:
        detail = {"reason": values.get("reason"), "error": values.get("last_error"), "seconds": round(after, 3) or None}
        moved = history.move(connection, change, turn, step=step, bound=_bound(claim, values), **detail)
    if not moved:
        raise Stale(f"Run {claim.run_id} is not in a state that leads to {status}.")


def _bound(claim: Claim, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"of_run": claim.run_id, "of_fence": claim.fence} | {f"new_{name}": value for name, value in values.items()}


@lru_cache(maxsize=64)
def _turning(clock: str, names: tuple[str, ...]) -> Any:
    now: Any = sql(clock)
    own = {"status": Status.COMPENSATING, "fence": WorkflowRun.fence + 1, "updated_at": now, "deaths": 0}
    return _change(own, names).where(WorkflowRun.status == Status.RUNNING).where(WorkflowRun.past_pivot_at.is_(None))


@lru_cache(maxsize=64)
def _finishing(status: Status, clock: str, later: str, names: tuple[str, ...], *, is_held: bool) -> Any:
    now: Any = sql(clock)
    due: Any = sql(later)
    # No pause outlasts the run's own time; a held run's does: whoever can tell what its time means comes to it.
    # An undo, and what is past its pivot, has no time of its own: their pauses stay.
    if not is_held and status is not Status.COMPENSATING:
        due = case(
            (WorkflowRun.past_pivot_at.is_(None) & (WorkflowRun.deadline_at < due), WorkflowRun.deadline_at), else_=due
        )
    own = UNHELD | {"waiting": None, "status": status, "updated_at": now}
    own |= {"completed_at": now} if status in TERMINAL else {"available_at": due}
    return _change(own, names).where(WorkflowRun.status.in_((*sources(status), *_staying(status))))


def _change(own: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """Return the UPDATE of a claimed run: of ``own`` columns, and of those named, whose values are bound."""
    given: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return (
        update(WorkflowRun)
        .where(WorkflowRun.id == bindparam("of_run"), WorkflowRun.fence == bindparam("of_fence"))
        .values(**{**own, **given})
    )


@lru_cache(maxsize=1024)
def _insert(table: Table, clock: str | None = None) -> Any:
    """Build a table's insert once; ``clock`` is for the time of a checkpoint."""
    return table.insert() if clock is None else table.insert().values(committed_at=sql(clock))


@lru_cache(maxsize=1024)
def _mapped(model: type[Owned]) -> tuple[Table, Sequence[tuple[str, str]]]:
    """Return a model's table, and each column that is sent to it with its attribute."""
    mapper: Any = inspect(model)
    columns = ((prop.columns[0], prop.key) for prop in mapper.column_attrs)
    return mapper.local_table, [(column.name, key) for column, key in columns if column.computed is None]


def _staying(status: Status) -> tuple[Status, ...]:
    # Letting go of a run that is still to be undone leaves it in its state: somebody comes back to it later.
    return (status,) if status is Status.COMPENSATING else ()


def _checkpoint(claim: Claim, work: Work, rows: Mapping[Table, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "run_id": claim.run_id,
        "attempt": work.attempt,
        "step": work.step,
        "item": work.item,
        "seq": work.seq,
        "effects": ledger.effects(rows, work.folder, work.files)
        | ({} if work.items is None else {"items": list(work.items)}),
        "elapsed_ms": work.elapsed_ms,
    }


def _message(claim: Claim, work: Work, message: Message) -> dict[str, Any]:
    return {
        "id": new_id(),
        "run_id": claim.run_id,
        "step": work.step,
        "topic": message.topic,
        "payload": message.payload,
        "tries": 0,
    }
