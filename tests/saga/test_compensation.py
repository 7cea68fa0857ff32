"""The undo: exactly what the run made, by id and owner, or nothing and a named reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, text, update

from aicmo.db import new_id
from aicmo.saga import Status, StepUndone, WorkflowRun, WorkflowStep, audit
from saga.shop import EVERYTHING, NOTHING, TABLES, Parcel, Shipment, ShopOrder, World

if TYPE_CHECKING:
    from uuid import UUID

FOREIGN_ROWS = 2_000


def test_compensation_leaves_no_row_and_no_file_and_a_receipt_that_matches(world: World) -> None:
    made: dict[str, int] = {}
    world.listener = lambda event: made.update(world.count()) if "CompensationStarted" in repr(event) else None
    run = world.run(carrier="rejected")

    assert made == {"shop_orders": 1, "shop_parcels": 3, "shop_shipments": 0}
    assert world.count() == NOTHING
    assert world.files() == []
    receipts = {step.step: step.receipt for step in world.steps(run.id)}
    assert receipts == {
        "take_order": {"rows": {"shop_orders": 1}, "files": 0},
        "pack": {"rows": {"shop_parcels": 3}, "files": 1},
    }
    assert all(step.undone_at is not None for step in world.steps(run.id))


def test_steps_are_undone_last_one_first(world: World) -> None:
    world.run(carrier="rejected")

    assert [event.step for event in world.heard if isinstance(event, StepUndone)] == ["pack", "take_order"]


def test_foreign_rows_in_every_table_are_untouched_to_the_byte(world: World) -> None:
    _plant_foreign_rows(world)
    before = _snapshot(world)

    run = world.run(carrier="rejected")

    assert run.state is Status.COMPENSATED
    assert _snapshot(world) == before


def test_a_neighbours_completed_run_is_untouched(world: World) -> None:
    good = world.run("Grace")
    world.run("Ada", carrier="rejected")

    assert world.count(good.id) == EVERYTHING
    assert len(world.files(good.id)) == 2
    assert world.count() == EVERYTHING


def test_three_failures_in_a_row_accumulate_nothing(world: World) -> None:
    for _ in range(3):
        assert world.run(carrier="rejected").state is Status.COMPENSATED

    assert world.count() == NOTHING
    assert world.files() == []


def test_ten_thousand_rows_are_undone_like_three(world: World) -> None:
    run = world.run(carrier="rejected", parcels=10_000)

    assert run.state is Status.COMPENSATED
    assert world.count() == NOTHING


@pytest.mark.parametrize("on_delete", ["NO ACTION", "CASCADE", "SET NULL"])
def test_a_foreign_row_that_refers_to_ours_quarantines_the_run_and_is_named(world: World, on_delete: str) -> None:
    with world.database.transaction() as connection:
        connection.execute(
            text(
                "CREATE TABLE invoices (id INTEGER PRIMARY KEY, "
                f"parcel_id {_id_type(world)} REFERENCES shop_parcels (id) ON DELETE {on_delete})"
            )
        )

    world.listener = lambda event: _refer(world) if getattr(event, "error", None) else None
    run = world.run(carrier="rejected")

    assert (run.state, run.reason) == (Status.QUARANTINED, "refused")
    assert "invoices 7: this row does not belong to the run and refers to shop_parcels" in (run.last_error or "")
    assert world.count(run.id) == {"shop_orders": 1, "shop_parcels": 3, "shop_shipments": 0}
    assert world.files(run.id) != []
    with world.database.connect() as connection:
        assert connection.scalar(text("SELECT count(parcel_id) FROM invoices")) == 1


def test_a_delete_trigger_is_refused_by_name(world: World) -> None:
    with world.database.transaction() as connection:
        for statement in _trigger(world):
            connection.execute(text(statement))

    run = world.run(carrier="rejected")

    assert run.state is Status.QUARANTINED
    assert "shop_parcels: the trigger shred would act on the deletion" in (run.last_error or "")
    assert world.count(run.id)["shop_parcels"] == 3


def test_a_row_that_vanished_quarantines_the_run_and_names_it(world: World) -> None:
    gone: list[UUID] = []
    world.listener = lambda event: gone.append(_steal(world)) if getattr(event, "error", None) and not gone else None
    run = world.run(carrier="rejected")

    assert run.state is Status.QUARANTINED
    assert f"shop_parcels {gone[0]}: the ledger lists 3 rows of this run, of which 1" in (run.last_error or "")
    assert world.count(run.id) == {"shop_orders": 1, "shop_parcels": 2, "shop_shipments": 0}


def test_a_row_given_to_another_run_is_never_deleted_even_by_a_damaged_ledger(world: World) -> None:
    neighbour = world.run("Grace")
    world.listener = lambda event: _damage_ledger(world, neighbour.id) if getattr(event, "error", None) else None
    run = world.run("Ada", carrier="rejected")

    assert run.state is Status.QUARANTINED
    assert world.count(neighbour.id) == EVERYTHING


def test_a_row_with_our_run_id_that_no_step_wrote_quarantines_the_run(world: World) -> None:
    world.listener = lambda event: _smuggle(world) if getattr(event, "error", None) else None
    run = world.run(carrier="rejected")

    assert run.state is Status.QUARANTINED
    assert "carries this run's id but the engine did not write it" in (run.last_error or "")


def test_the_audit_finds_planted_orphans_without_asking_the_ledger(world: World) -> None:
    run = world.run(carrier="rejected")
    row = ShopOrder(customer="left behind")
    with world.database.transaction() as connection:
        connection.execute(insert(ShopOrder).values(id=row.id, run_id=run.id, customer=row.customer))
        nobody = new_id()
        connection.execute(insert(ShopOrder).values(id=nobody, run_id=nobody, customer="nobody's"))
    left = world.storage.root / str(run.id) / "1" / "pack"
    left.mkdir(parents=True)
    (left / "file.txt").write_text("left behind")

    found = audit(world.database, [world.saga], world.storage)

    assert {(orphan.place, orphan.key, orphan.why) for orphan in found} == {
        ("shop_orders", str(row.id), "its run is COMPENSATED"),
        ("shop_orders", str(nobody), "its run does not exist"),
        ("storage", f"{run.id}/1/pack", "its run is COMPENSATED"),
    }


def _plant_foreign_rows(world: World) -> None:
    other = new_id()
    orders = [new_id() for _ in range(FOREIGN_ROWS)]
    parcels = [new_id() for _ in range(FOREIGN_ROWS)]
    with world.database.transaction() as connection:
        connection.execute(TABLES[0].insert(), [{"id": i, "run_id": other, "customer": "Ada"} for i in orders])
        rows = [{"id": p, "run_id": other, "order_id": o, "weight": 1} for p, o in zip(parcels, orders, strict=True)]
        connection.execute(TABLES[1].insert(), rows)
        labels = [{"id": new_id(), "run_id": other, "parcel_id": p, "label": "Ada"} for p in parcels]
        connection.execute(TABLES[2].insert(), labels)


def _snapshot(world: World) -> dict[str, list[str]]:
    with world.database.connect() as connection:
        return {table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table))) for table in TABLES}


def _id_type(world: World) -> str:
    return "CHAR(32)" if world.database.is_sqlite else "UUID"


def _refer(world: World) -> None:
    with world.database.transaction() as connection:
        if not connection.scalar(text("SELECT count(*) FROM invoices")):
            connection.execute(text("INSERT INTO invoices SELECT 7, id FROM shop_parcels LIMIT 1"))


def _trigger(world: World) -> list[str]:
    if world.database.is_sqlite:
        return ["CREATE TRIGGER shred AFTER DELETE ON shop_parcels BEGIN DELETE FROM shop_orders; END"]
    return [
        "CREATE FUNCTION shred() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM shop_orders; RETURN OLD; END'",
        "CREATE TRIGGER shred AFTER DELETE ON shop_parcels FOR EACH ROW EXECUTE FUNCTION shred()",
    ]


def _steal(world: World) -> UUID:
    with world.database.transaction() as connection:
        stolen: UUID = connection.scalars(select(Parcel.id).limit(1)).one()
        connection.execute(delete(Parcel).where(Parcel.id == stolen))
        return stolen


def _damage_ledger(world: World, neighbour: UUID) -> None:
    with world.database.transaction() as connection:
        theirs = connection.scalars(select(Shipment.id).where(Shipment.run_id == neighbour)).all()
        ours = select(WorkflowRun.id).where(WorkflowRun.id != neighbour).scalar_subquery()
        connection.execute(
            update(WorkflowStep)
            .where(WorkflowStep.run_id == ours, WorkflowStep.step == "pack")
            .values(effects=json.loads(json.dumps({"rows": [["shop_shipments", [str(key) for key in theirs]]]})))
        )


def _smuggle(world: World) -> None:
    with world.database.transaction() as connection:
        run_id = connection.scalars(select(WorkflowRun.id)).one()
        if connection.scalar(select(ShopOrder.id).where(ShopOrder.customer == "smuggled")) is None:
            connection.execute(insert(ShopOrder).values(id=new_id(), run_id=run_id, customer="smuggled"))
