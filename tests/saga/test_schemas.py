"""Tables in schemas of their own, two of one name among them: each is guarded as itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from aicmo.saga import Order, Owned, Rejected, Saga, Status, Storage, Worker, audit, cancel, get, resume, submit

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Table

    from aicmo.db import Database


class BooksBase(MappedAsDataclass, DeclarativeBase):
    pass


class Entry(Owned, BooksBase, kw_only=True):
    __tablename__ = "Entries"
    __table_args__ = {"schema": "books"}  # noqa: RUF012 (SQLAlchemy's)

    amount: Mapped[int] = mapped_column()


class Archived(Owned, BooksBase, kw_only=True):
    __tablename__ = "Entries"
    __table_args__ = {"schema": "archive"}  # noqa: RUF012 (SQLAlchemy's)

    amount: Mapped[int] = mapped_column()


def enter() -> list[Entry | Archived]:
    return [Entry(amount=1), Entry(amount=2), Archived(amount=3)]


def close(entries: list[Entry], archived: list[Archived]) -> list[Entry]:
    raise Rejected(f"{len(entries)} entries and {len(archived)} archived do not balance.")


BOOKS = Saga("books", version=1, steps=[enter, close])
TABLES: tuple[Table, ...] = tuple(BooksBase.metadata.sorted_tables)


@pytest.fixture
def books(database: Database, tmp_path: Path) -> Database:
    if database.is_sqlite:

        @event.listens_for(database.engine, "connect")
        def attach(connection: object, _record: object) -> None:
            for name in ("books", "archive"):
                connection.execute(f"ATTACH '{tmp_path / name}.db' AS {name}")  # type: ignore[attr-defined]

        database.engine.dispose()
    else:
        _do(database, "CREATE SCHEMA books", "CREATE SCHEMA archive")
    with database.connect() as connection:
        BooksBase.metadata.create_all(connection)
    return database


def test_two_tables_of_one_name_are_each_undone_by_their_own_ids(books: Database, tmp_path: Path) -> None:
    with _worker(books, tmp_path) as worker:
        run = get(books, worker.run(BOOKS, Order("o", {})))

    assert (run.state, run.last_error) == (Status.COMPENSATED, "2 entries and 1 archived do not balance.")
    assert _count(books) == {"books.Entries": 0, "archive.Entries": 0}
    assert audit(books, [BOOKS], Storage(tmp_path)) == []


GUARDS: dict[str, tuple[str | dict[str, str], ...]] = {
    "a reference": (
        'CREATE TABLE books.bills (id INTEGER PRIMARY KEY, e {id} REFERENCES {books}"Entries" (id) ON DELETE CASCADE)',
        'INSERT INTO books.bills SELECT 7, id FROM books."Entries" LIMIT 1',
        "refers to",
        "DELETE FROM books.bills",
    ),
    "a trigger": (
        "SELECT 1",
        {
            "sqlite": 'CREATE TRIGGER archive.shred AFTER DELETE ON "Entries" BEGIN SELECT 1; END',
            "postgresql": 'CREATE RULE shred AS ON DELETE TO archive."Entries" DO ALSO SELECT 1',
        },
        "shred would act on the deletion",
        {"sqlite": "DROP TRIGGER archive.shred", "postgresql": 'DROP RULE shred ON archive."Entries"'},
    ),
}


@pytest.mark.parametrize("case", GUARDS)
def test_what_guards_a_table_in_a_schema_is_seen(books: Database, tmp_path: Path, case: str) -> None:
    kind = books.url.get_backend_name()
    prepare, guard, said, mend = (step if isinstance(step, str) else step[kind] for step in GUARDS[case])
    _do(
        books, prepare.format(id="CHAR(32)", books="") if books.is_sqlite else prepare.format(id="UUID", books="books.")
    )
    run_id, _ = submit(books, BOOKS, Order("o", {}))
    with _worker(books, tmp_path, stop_after="enter") as worker:
        worker.finish(run_id)
    _do(books, guard)
    cancel(books, run_id)
    with _worker(books, tmp_path) as worker:
        worker.finish(run_id)

    run = get(books, run_id)
    assert run.state is Status.QUARANTINED
    assert said in (run.last_error or "")
    assert _count(books) == {"books.Entries": 2, "archive.Entries": 1}
    _do(books, mend)
    resume(books, run_id)
    with _worker(books, tmp_path) as worker:
        worker.finish(run_id)
    assert get(books, run_id).state is Status.COMPENSATED


def _worker(books: Database, folder: Path, *, stop_after: str | None = None) -> Worker:
    def hear(heard: object) -> None:
        if stop_after and getattr(heard, "step", None) == stop_after and type(heard).__name__ == "StepCommitted":
            worker.stop()

    worker = Worker(books, [BOOKS], Storage(folder), {}, listener=hear)
    return worker


def _do(books: Database, *statements: str) -> None:
    with books.transaction() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _count(books: Database) -> dict[str, int]:
    with books.connect() as connection:
        return {table.fullname: connection.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}
