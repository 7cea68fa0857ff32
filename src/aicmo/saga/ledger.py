"""The ledger: which rows and files a run created, how they are read back, and how they are deleted.

Deletion is one generic function for every saga. It runs inside the caller's transaction, after the caller has locked
the run, and either deletes exactly what the ledger says or raises :class:`~aicmo.saga.errors.Refused` and deletes
nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aicmo.saga.errors import Held, Refused
from aicmo.saga.references import among, refuse_references, refuse_triggers
from aicmo.saga.together import Rows, ask, delete_all, locking, unlisted

if TYPE_CHECKING:
    from sqlalchemy import Table

    from aicmo.saga.definition import Saga
    from aicmo.saga.models import Owned
    from aicmo.saga.storage import Stored

Ids = Mapping[str, list[UUID]]
"""Primary keys by table name, with its schema if it has one."""


def effects(
    rows: Mapping[Table, Sequence[Mapping[str, Any]]], folder: str | None, files: Sequence[Stored]
) -> dict[str, Any]:
    """Return one checkpoint's part of the ledger as JSON data, in the order the step returned things.

    ``rows`` are column values by table.
    """
    written: dict[str, Any] = {
        "rows": [[table.fullname, [str(row["id"]) for row in own]] for table, own in rows.items()]
    }
    if files:
        written |= {"folder": folder, "files": [[file.name, file.bytes, file.sha256] for file in files]}
    return written


def row_ids(all_effects: Iterable[Mapping[str, Any]]) -> dict[str, list[UUID]]:
    """Return the primary keys in these parts of the ledger, by table."""
    ids: dict[str, list[UUID]] = {}
    for part in all_effects:
        for table, keys in part["rows"]:
            ids.setdefault(table, []).extend(UUID(key) for key in keys)
    return ids


def receipt(part: Mapping[str, Any], absent: Ids = MappingProxyType({})) -> dict[str, Any]:
    """Return what undoing one checkpoint deletes: counts, never content; ``absent`` rows were not there to delete."""
    gone = {table: len({UUID(key) for key in keys} & {*absent.get(table, ())}) for table, keys in part["rows"]}
    counts = {
        "rows": {table: len(keys) - gone[table] for table, keys in part["rows"]},
        "files": len(part.get("files", ())),
    }
    return counts | ({"absent": {table: count for table, count in gone.items() if count}} if any(gone.values()) else {})


def without(ids: Ids, gone: Ids) -> dict[str, list[UUID]]:
    """Return ``ids`` but for those that are ``gone``."""
    return {table: [key for key in keys if key not in {*gone.get(table, ())}] for table, keys in ids.items()}


def read_rows(connection: Connection, saga: Saga, part: Mapping[str, Any], *, all_there: bool = True) -> list[Owned]:
    """Read one checkpoint's rows back, detached, in the order the step returned them.

    Raises :class:`~aicmo.saga.errors.Held` for rows that today's models cannot read, and Refused for missing ones, if
    they must be ``all_there``.
    """
    rows: list[Owned] = []
    with Session(connection) as session:
        for name, keys in part["rows"]:
            ids = [UUID(key) for key in keys]
            found = _read(session, connection, saga, name, ids)
            if all_there:
                check_all_there(name, ids, found)
            rows.extend(found[key] for key in ids if key in found)
        session.expunge_all()
    return rows


def _read(session: Session, connection: Connection, saga: Saga, name: str, ids: Sequence[UUID]) -> dict[UUID, Owned]:
    try:
        model: Any = saga.model_of[name]
        return {row.id: row for row in session.scalars(select(model).where(among(connection, model.id, ids)))}
    except (LookupError, ValueError, TypeError) as error:
        raise Held(
            f"The rows of {name} cannot be read by this worker's version of {saga.name} ({type(error).__name__}). "
            "Deploy what wrote them, or cancel the run."
        ) from error


def absent(connection: Connection, saga: Saga, ids: Ids) -> dict[str, list[UUID]]:
    """Return those of these rows that are nowhere, whoever may own them."""
    _check_known(saga, ids)
    gone: dict[str, list[UUID]] = {}
    for table in saga.tables:
        listed = ids.get(table.fullname, ())
        there = set(connection.scalars(select(table.c.id).where(among(connection, table.c.id, listed))))
        if missing := [key for key in listed if key not in there]:
            gone[table.fullname] = missing
    return gone


def delete(connection: Connection, saga: Saga, run_id: UUID, ids: Ids, *, kept: Ids = MappingProxyType({})) -> None:
    """Delete exactly these rows of one run, children before parents.

    Beyond them and those ``kept``, the run must own nothing. Raises :class:`~aicmo.saga.errors.Refused`, naming table,
    key and reason, when a row is missing, unlisted, referenced from outside, or guarded by a trigger.
    """
    _check_known(saga, ids)
    children_first = {table: ids[table.fullname] for table in reversed(saga.tables) if ids.get(table.fullname)}
    if children_first:
        _lock(connection, run_id, children_first)
    _check_nothing_unlisted(connection, saga, run_id, ids, kept)
    if children_first:
        refuse_triggers(connection, list(children_first))
        refuse_references(connection, children_first)
        _delete(connection, run_id, children_first)


def _check_known(saga: Saga, ids: Ids) -> None:
    known = {table.fullname for table in saga.tables}
    for name in ids:
        if name not in known:
            raise Refused(
                f"The ledger names table {name}, which saga {saga.name} does not own. Deploy the code that does."
            )


def _lock(connection: Connection, run_id: UUID, rows: Rows) -> None:
    # Locked first: from here on nobody can commit a new reference to these rows, so the checks that follow hold.
    found = ask(connection, locking, rows, run_id)
    for table, listed in rows.items():
        check_all_there(table.fullname, listed, found[table])


def check_all_there(table: str, ids: Sequence[UUID], found: Container[UUID]) -> None:
    """Raise Refused unless each of a table's listed rows is among those ``found``."""
    missing = [key for key in ids if key not in found]
    if missing:
        raise Refused(
            f"{table} {missing[0]}: the ledger lists {len(ids)} rows of this run, of which {len(missing)} are not "
            "there. Someone else deleted or re-owned them; accept their absence or restore them."
        )


def _check_nothing_unlisted(connection: Connection, saga: Saga, run_id: UUID, ids: Ids, kept: Ids) -> None:
    known = {table: {*ids.get(table.fullname, ()), *kept.get(table.fullname, ())} for table in saga.tables}
    found = ask(connection, unlisted, {table: list(keys) for table, keys in known.items()}, run_id)
    for table, keys in found.items():
        if keys:
            raise Refused(
                f"{table.fullname} {next(iter(keys))}: the row carries this run's id but the engine did not write it. "
                "Remove it or give it another owner."
            )


def _delete(connection: Connection, run_id: UUID, rows: Rows) -> None:
    try:
        deleted = delete_all(connection, rows, run_id)
    except IntegrityError as error:
        raise Refused(f"The database refused the deletion: {error.orig}") from error
    for table, listed in rows.items():
        if deleted[table] != len(listed):
            raise Refused(
                f"{table.fullname}: {deleted[table]} rows would be deleted where the ledger lists {len(listed)}."
            )
