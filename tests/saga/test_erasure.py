"""Erasure: of a finished run nothing is left but that it was; live runs and what is not the run's are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, text, update

from aicmo.db import new_id
from aicmo.errors import EnvironmentProblem
from aicmo.saga import (
    EngineBase,
    Order,
    Refused,
    Status,
    WorkflowRun,
    accept,
    audit,
    cancel,
    erase,
    erase_account,
    retry,
    send,
    submit,
)
from aicmo.saga.errors import Conflict
from saga.shop import EVERYTHING, NOTHING, Parcel, ShopOrder

if TYPE_CHECKING:
    from uuid import UUID

    from saga.shop import World

MARK = "Wilhelmina"


def _erase(world: World, run_id: UUID) -> None:
    erase(world.database, [world.saga], world.storage, run_id, by="Grace")


def test_of_an_erased_run_no_word_is_left_in_any_table_and_no_file(world: World) -> None:
    run = _told_a_lot(world)
    assert any(MARK in row for row in _everything(world))

    _erase(world, run.id)

    assert [row for row in _everything(world) if MARK in row or "labels" in row] == []
    assert (world.count(), world.files()) == (NOTHING, [])
    erased = world.get(run.id)
    assert (erased.state, erased.erased_by, erased.input, erased.account) == (Status.COMPLETED, "Grace", {}, "acme")
    assert erased.erased_at is not None
    assert {step.step: step.receipt for step in world.steps(run.id)} == {
        "take_order": {"rows": {"shop_orders": 1}, "files": 0},
        "pack": {"rows": {"shop_parcels": 3}, "files": 1},
        "ship": {"rows": {"shop_shipments": 3}, "files": 1},
    }
    assert audit(world.database, [world.saga], world.storage) == []


def test_a_failed_run_loses_what_its_report_and_error_tell(world: World) -> None:
    run = world.run(MARK, carrier="rejected")
    with world.database.connect() as connection:
        connection.execute(update(WorkflowRun).values(report={"who": MARK}, last_error=MARK, account="acme"))

    _erase(world, run.id)

    assert [row for row in _everything(world) if MARK in row] == []
    assert world.get(run.id).state is Status.COMPENSATED
    with pytest.raises(Conflict, match="was erased, and its input with it"):
        retry(world.database, world.saga, run.id)


def test_erasing_goes_on_where_it_was_broken_off_and_the_audit_sees_what_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.run(MARK)
    with monkeypatch.context() as broken:
        broken.setattr("shutil.rmtree", _refuse)
        with pytest.raises(EnvironmentProblem):
            _erase(world, run.id)
    when = world.get(run.id).erased_at
    row = ShopOrder(customer=MARK)
    with world.database.connect() as connection:
        connection.execute(insert(ShopOrder).values(id=row.id, run_id=run.id, customer=MARK))
    left = audit(world.database, [world.saga], world.storage)
    assert {(orphan.kind, orphan.why) for orphan in left} == {
        ("row", "its run was erased"),
        ("folder", "its run was erased"),
    }

    erase(world.database, [world.saga], world.storage, run.id, by="somebody else")

    assert world.files() == []
    assert (world.get(run.id).erased_at, world.get(run.id).erased_by) == (when, "Grace")


def test_a_neighbours_run_is_untouched_and_a_live_one_is_refused_with_what_to_do(world: World) -> None:
    kept, gone = world.run("Ada"), world.run(MARK)
    live, _ = submit(world.database, world.saga, Order("o", {"customer": MARK}))

    _erase(world, gone.id)

    assert world.count() == world.count(kept.id) == EVERYTHING
    with pytest.raises(Conflict, match=r"is PENDING and cannot be erased yet\. Cancel it, or wait for its end"):
        _erase(world, live)


def test_a_foreign_reference_refuses_erasure_by_name_and_nothing_goes(world: World) -> None:
    run = world.run(MARK)
    with world.database.transaction() as connection:
        kind = "CHAR(32)" if world.database.is_sqlite else "UUID"
        connection.execute(text(f"CREATE TABLE bills (id INTEGER PRIMARY KEY, o {kind} REFERENCES shop_orders (id))"))
        connection.execute(text("INSERT INTO bills SELECT 7, id FROM shop_orders"))

    with pytest.raises(Refused, match="bills 7: this row does not belong to the run"):
        _erase(world, run.id)

    assert (world.count(run.id), len(world.files(run.id))) == (EVERYTHING, 2)
    assert world.get(run.id).erased_at is None


def test_a_row_that_is_gone_refuses_erasure_until_a_person_accepts_it(world: World) -> None:
    run = world.run(MARK, parcels=1)
    with world.database.transaction() as connection:
        connection.execute(text("DELETE FROM shop_shipments"))
    with pytest.raises(Refused, match="accept their absence"):
        _erase(world, run.id)

    accept(world.database, run.id, by="Grace", because="deleted by hand")
    _erase(world, run.id)

    receipts = {step.step: step.receipt for step in world.steps(run.id)}
    assert receipts["ship"] == {"rows": {"shop_shipments": 0}, "files": 1, "absent": {"shop_shipments": 1}}
    assert world.count() == NOTHING


def test_all_runs_of_an_account_are_erased_but_those_that_cannot_be_are_named(world: World) -> None:
    first, second = (_for(world, "acme") for _ in range(2))
    other = _for(world, "globex")
    live, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}, account="acme"))

    done = erase_account(world.database, [world.saga], world.storage, "acme", by="Grace")

    assert done.erased == [first, second]
    assert list(done.refused) == [live]
    assert world.count() == world.count(other) == EVERYTHING
    cancel(world.database, live)
    with world.worker() as worker:
        worker.finish(live)
    done = erase_account(world.database, [world.saga], world.storage, "acme", by="Grace")
    assert (done.erased, done.refused) == ([first, second, live], {})


def _for(world: World, account: str) -> UUID:
    with world.worker() as worker:
        return worker.run(world.saga, Order("o", {"customer": "Ada"}, account=account))


def _told_a_lot(world: World) -> WorkflowRun:
    """Complete a run that has left the mark in every place there is."""
    order = Order(MARK, {"customer": MARK}, account="acme", meta={"for": MARK})
    run_id, _ = submit(world.database, world.saga, order)
    send(world.database, run_id, "hint", {"to": MARK})
    with world.worker() as worker:
        worker.finish(run_id)
    tables = EngineBase.metadata.tables
    now = world.get(run_id).created_at
    base: dict[str, Any] = {"run_id": run_id, "step": "pack"}
    message = {"topic": "t", "payload": {"to": MARK}, "created_at": now, "available_at": now, "tries": 1}
    intent = {"attempt": 1, "item": "", "seq": 1, "started_at": now, "deadline_at": now, "undo_tries": 0}
    event = {"at": now, "kind": "k", "attempt": 1, "fence": 1, "detail": {"error": MARK}}
    with world.database.connect() as connection:
        for name, values in (
            ("workflow_messages", {**message, "last_error": MARK}),
            ("workflow_intents", {**intent, "key": str(new_id()), "last_error": MARK}),
            ("workflow_events", event),
        ):
            connection.execute(insert(tables[name]).values(id=new_id(), **base, **values))
        connection.execute(update(WorkflowRun).values(report={"to": MARK}, last_error=MARK))
    return world.get(run_id)


def _everything(world: World) -> list[str]:
    tables = [*EngineBase.metadata.sorted_tables, ShopOrder.__table__, Parcel.__table__]
    with world.database.connect() as connection:
        return [repr(tuple(row)) for table in tables for row in connection.execute(select(table))]


def _refuse(*_: object) -> None:
    raise PermissionError(13, "not yours")
