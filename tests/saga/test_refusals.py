"""What the undo may not or cannot do: the run is quarantined with table and reason, and goes on when that is mended."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from aicmo.db import Database
from aicmo.errors import EnvironmentProblem
from aicmo.saga import Status, Storage, audit, cancel, resume, unknown
from saga.shop import NOTHING, Carrier, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

FOREIGN_KEYS = {
    "of two columns": (
        "CREATE UNIQUE INDEX pairs ON shop_parcels (run_id, id)",
        "CREATE TABLE bills (id INTEGER PRIMARY KEY, r {id}, p {id}, "  # noqa: ISC004 (one statement)
        "FOREIGN KEY (r, p) REFERENCES shop_parcels (run_id, id) ON DELETE CASCADE)",
        "INSERT INTO bills SELECT 7, run_id, id FROM shop_parcels LIMIT 1",
    ),
    "to another column than the id": (
        "CREATE UNIQUE INDEX customers ON shop_orders (customer)",
        "CREATE TABLE bills (id INTEGER PRIMARY KEY, c {text} REFERENCES shop_orders (customer) ON DELETE CASCADE)",
        "INSERT INTO bills SELECT 7, customer FROM shop_orders LIMIT 1",
    ),
    "written in other letters": (
        "SELECT 1",
        "CREATE TABLE bills (id INTEGER PRIMARY KEY, p {id} REFERENCES SHOP_PARCELS (ID) ON DELETE CASCADE)",
        "INSERT INTO bills SELECT 7, id FROM shop_parcels LIMIT 1",
    ),
}


@pytest.mark.parametrize("case", FOREIGN_KEYS)
def test_a_foreign_key_of_any_shape_is_seen(world: World, case: str) -> None:
    prepare, create, insert = FOREIGN_KEYS[case]
    id_type, text_type = ("CHAR(32)", "VARCHAR") if world.database.is_sqlite else ("UUID", "VARCHAR")
    world.do(prepare, create.format(id=id_type, text=text_type))
    run_id = world.packed()
    world.do(insert)
    cancel(world.database, run_id)
    world.work()

    run = world.get(run_id)
    assert run.state is Status.QUARANTINED
    assert "bills 7: this row does not belong to the run" in (run.last_error or "")
    with world.database.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM bills")) == 1
    world.do("DELETE FROM bills")
    resume(world.database, run_id)
    world.work()
    assert world.get(run_id).state is Status.COMPENSATED


@pytest.mark.parametrize(
    "head",
    ["create  trigger shred\n\tAFTER\nDELETE\nON shop_parcels", 'CREATE TRIGGER "on delete" DELETE ON SHOP_PARCELS'],
)
def test_a_delete_trigger_is_seen_however_it_is_written(world: World, head: str) -> None:
    if not world.database.is_sqlite:
        pytest.skip("PostgreSQL's catalogue knows a trigger's events; SQLite keeps only the text")
    world.do(f"{head} BEGIN SELECT 1; END")
    world.do("CREATE TRIGGER before_delete AFTER INSERT ON shop_orders BEGIN SELECT 1; END")
    run = world.run(carrier="rejected")

    assert run.state is Status.QUARANTINED
    assert "the trigger" in (run.last_error or "")


def test_an_insert_trigger_is_no_obstacle(world: World) -> None:
    if not world.database.is_sqlite:
        pytest.skip("PostgreSQL's catalogue knows a trigger's events; SQLite keeps only the text")
    world.do('CREATE TRIGGER "delete" AFTER INSERT ON shop_orders BEGIN SELECT 1; END')

    assert world.run(carrier="rejected").state is Status.COMPENSATED


@pytest.mark.postgres
def test_a_rule_on_delete_is_refused_by_name(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite has no rules")
    world.do("CREATE RULE shred AS ON DELETE TO shop_parcels DO ALSO DELETE FROM shop_orders")
    run = world.run(carrier="rejected")

    assert run.state is Status.QUARANTINED
    assert "shop_parcels: the trigger shred" in (run.last_error or "")


UNGUARDED = {
    "at the commit only": "p UUID REFERENCES shop_parcels DEFERRABLE INITIALLY DEFERRED",
    "by nothing": "p UUID REFERENCES shop_parcels ON DELETE NO ACTION",
}


@pytest.mark.postgres
@pytest.mark.parametrize("case", UNGUARDED)
def test_a_reference_that_the_database_does_not_guard_at_once_is_seen(world: World, case: str) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite has one way to undo")
    world.do(f"CREATE TABLE bills (id INTEGER PRIMARY KEY, {UNGUARDED[case]})")
    run_id = world.packed()
    world.do("INSERT INTO bills SELECT 7, id FROM shop_parcels LIMIT 1")
    if case == "by nothing":
        world.do("ALTER TABLE shop_parcels DISABLE TRIGGER ALL")
    cancel(world.database, run_id)
    world.work()

    assert world.get(run_id).state is Status.QUARANTINED
    assert "bills 7: this row does not belong to the run" in (world.get(run_id).last_error or "")
    assert world.count(run_id)["shop_parcels"] == 3


@pytest.fixture
def clerk(world: World) -> Iterator[World]:
    """The same world as a role that owns nothing, so that rights can be taken from it."""
    if world.database.is_sqlite:
        pytest.skip("SQLite has no rights and no lock timeouts")
    world.do(
        "DO $$ BEGIN CREATE ROLE aicmo_clerk; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO aicmo_clerk",
    )
    options = {"options": "-c lock_timeout=100 -c role=aicmo_clerk"}
    database = Database(make_url(world.database.url).update_query_dict(options))
    yield World(database, world.storage, world.saga, Carrier())
    database.close()


@pytest.mark.postgres
def test_a_revoked_right_quarantines_the_run_and_it_goes_on_when_granted(world: World, clerk: World) -> None:
    world.do("REVOKE DELETE ON shop_parcels FROM aicmo_clerk")
    run = clerk.run(carrier="rejected")

    assert run.state is Status.QUARANTINED
    assert "permission denied for table shop_parcels" in (run.last_error or "")
    assert clerk.count(run.id) == {"shop_orders": 1, "shop_parcels": 3, "shop_shipments": 0}
    world.do("GRANT DELETE ON shop_parcels TO aicmo_clerk")
    _mended(clerk, run.id)


@pytest.mark.postgres
def test_rows_that_may_be_seen_and_not_deleted_quarantine_the_run(world: World, clerk: World) -> None:
    world.do("ALTER TABLE shop_parcels ENABLE ROW LEVEL SECURITY")
    for what in ("SELECT USING (true)", "INSERT WITH CHECK (true)", "UPDATE USING (true)"):
        world.do(f"CREATE POLICY may_{what[:6].lower()} ON shop_parcels FOR {what}")
    run = clerk.run(carrier="rejected")

    assert run.state is Status.QUARANTINED
    assert "The database refused the deletion" in (run.last_error or "")
    assert "shop_parcels" in (run.last_error or "")
    assert world.count(run.id) == {"shop_orders": 1, "shop_parcels": 3, "shop_shipments": 0}


@pytest.mark.postgres
def test_a_revoked_right_to_insert_is_a_failure_of_the_run(world: World, clerk: World) -> None:
    world.do("REVOKE INSERT ON shop_parcels FROM aicmo_clerk")
    run = clerk.run()

    assert (run.state, run.reason) == (Status.COMPENSATED, "bug")
    assert "permission denied for table shop_parcels" in (run.last_error or "")


@pytest.mark.postgres
def test_a_lock_that_is_not_given_back_in_time_quarantines_the_run(
    world: World, clerk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unknown, "PAUSES", (0.0, 0.0))
    run_id = clerk.packed()
    cancel(clerk.database, run_id)
    with world.database.transaction() as other:
        other.execute(text("SELECT 1 FROM shop_parcels FOR UPDATE"))
        clerk.work()

        run = clerk.get(run_id)
        assert run.state is Status.QUARANTINED
        assert "lock timeout" in (run.last_error or "")
        assert "shop_parcels" in (run.last_error or "")
    _mended(clerk, run_id)


@pytest.mark.postgres
def test_a_step_that_cannot_get_a_lock_is_tried_within_its_budget_and_then_undone(
    world: World, clerk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unknown, "PAUSES", (0.0, 0.0))
    locked: Any = world.database.engine.connect()
    locked.exec_driver_sql("BEGIN")
    locked.exec_driver_sql("LOCK TABLE shop_shipments IN SHARE MODE")
    clerk.listener = lambda happened: locked.close() if "retry_in=None" in repr(happened) else None
    run = clerk.run()

    assert (run.state, run.reason) == (Status.COMPENSATED, "out of attempts")
    assert "lock timeout" in (run.last_error or "")
    assert clerk.count() == NOTHING


def test_a_commit_that_is_refused_leaves_no_open_transaction(world: World) -> None:
    """A deferred constraint speaks at COMMIT, where nobody rolls back any more."""
    world.do(
        "CREATE TABLE a (id INTEGER PRIMARY KEY)",
        "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)",
    )
    with pytest.raises(Exception, match=r"(?i)foreign key constraint"), world.database.transaction() as connection:
        connection.execute(text("INSERT INTO b VALUES (1, 1)"))

    world.do("INSERT INTO a VALUES (1)")
    with world.database.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM b")) == 0


def test_a_full_disk_is_called_a_full_disk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    if not world.database.is_sqlite:
        pytest.skip("a full tablespace needs a disk of its own")
    monkeypatch.setattr(unknown, "PAUSES", (0.0, 0.0))

    def fill(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    with world.database.connect() as connection:
        pages = (connection.scalar(text("PRAGMA page_count")) or 0) + 2
    world.database.engine.dispose()
    event.listen(world.database.engine, "connect", fill)
    with pytest.raises(EnvironmentProblem, match="database or disk is full"):
        world.run(parcels=5_000)

    event.remove(world.database.engine, "connect", fill)
    world.database.engine.dispose()
    world.work()
    assert audit(world.database, [world.saga], world.storage) == []
    assert world.count()["shop_parcels"] == 5_000


def test_a_folder_that_cannot_be_deleted_quarantines_the_run_and_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        run_id = world.packed()
        broken.setattr(Storage, "remove", _refuse)
        cancel(world.database, run_id)
        world.work()

    run = world.get(run_id)
    assert run.state is Status.QUARANTINED
    assert "Cannot delete" in (run.last_error or "")
    _mended(world, run_id)


def test_a_folder_deleted_under_the_hands_of_a_cancelled_step_does_not_end_its_worker(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(_storage: Storage, run_id: UUID, *_: object) -> None:
        cancel(world.database, run_id)
        raise EnvironmentProblem("Cannot write to the storage: No such file or directory.")

    monkeypatch.setattr(Storage, "write", lose)

    assert world.run().state is Status.COMPENSATED
    assert world.count() == NOTHING


def test_two_that_delete_one_folder_at_once_leave_nothing_of_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run = world.run()
    real = shutil.rmtree
    disturbed: list[OSError] = [FileNotFoundError(2, "gone"), OSError(39, "not empty")]

    def disturb(path: Path) -> None:
        if disturbed:
            raise disturbed.pop()
        real(path)

    monkeypatch.setattr(shutil, "rmtree", disturb)
    world.storage.discard(run.id, up_to=1)

    assert world.files() == []


def _refuse(_storage: Storage, folder: str) -> None:
    raise EnvironmentProblem(f"Cannot delete {folder}: Permission denied.")


def _mended(world: World, run_id: UUID) -> None:
    resume(world.database, run_id)
    world.work()
    assert world.get(run_id).state is Status.COMPENSATED
    assert world.count() == NOTHING
    assert world.files() == []
