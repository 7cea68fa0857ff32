"""Ways out of quarantine: its first cause stays in sight, and a named person settles what the ledger cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from aicmo.db import new_id
from aicmo.saga import Status, WorkflowRun, accept, newest, resume
from aicmo.saga.errors import Conflict
from saga.shop import NOTHING, Parcel, ShopOrder

if TYPE_CHECKING:
    from saga.shop import World

CAUSE = ("rejected", "The carrier does not go there.")


def test_what_brought_a_run_down_stays_in_sight_through_quarantine_and_beyond(world: World) -> None:
    run = _robbed(world)
    assert (run.state, run.reason) == (Status.QUARANTINED, "refused")
    assert run.cause == {"reason": CAUSE[0], "error": CAUSE[1]}
    assert run.report == {"place": "nowhere"}

    resume(world.database, run.id)
    again = _worked(world, run)
    assert (again.state, again.cause) == (Status.QUARANTINED, run.cause)

    accept(world.database, run.id, by="Grace", because="cleaned up by hand")
    undone = _worked(world, run)
    assert (undone.state, undone.reason, undone.last_error, undone.cause) == (Status.COMPENSATED, *CAUSE, None)


def test_an_accepted_absence_is_counted_and_the_rest_is_deleted(world: World) -> None:
    run = _robbed(world)

    accept(world.database, run.id, by="Grace", because="cleaned up by hand")
    undone = _worked(world, run)

    assert (undone.accepted or {})["by"] == "Grace"
    assert (world.count(), world.files()) == (NOTHING, [])
    receipts = {step.step: step.receipt for step in world.steps(run.id)}
    assert receipts["pack"] == {"rows": {"shop_parcels": 2}, "files": 1, "absent": {"shop_parcels": 1}}
    assert receipts["take_order"] == {"rows": {"shop_orders": 1}, "files": 0}


@pytest.mark.parametrize("case", ["unlisted", "reference", "taken over"])
def test_what_is_more_than_an_absence_is_refused_again_by_name(world: World, case: str) -> None:
    run = _robbed(world)
    other = new_id()
    with world.database.transaction() as connection:
        if case == "unlisted":
            connection.execute(insert(ShopOrder).values(id=other, run_id=run.id, customer="smuggled"))
        elif case == "taken over":
            connection.execute(update(Parcel).values(run_id=other))
        else:
            kind = "CHAR(32)" if world.database.is_sqlite else "UUID"
            connection.execute(
                text(f"CREATE TABLE bills (id INTEGER PRIMARY KEY, o {kind} REFERENCES shop_orders(id))")
            )
            connection.execute(text("INSERT INTO bills SELECT 7, id FROM shop_orders"))

    accept(world.database, run.id, by="Grace", because="cleaned up by hand")
    refused = _worked(world, run)

    said = {
        "unlisted": f"shop_orders {other}: the row carries this run's id",
        "reference": "bills 7: this row does not belong to the run",
        "taken over": "the ledger lists 2 rows of this run, of which 2 are not there",
    }
    assert refused.state is Status.QUARANTINED
    assert said[case] in (refused.last_error or "")
    assert refused.accepted is None
    assert _needing(world) == [run.id]
    with world.database.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Parcel)) == 2


def test_a_run_past_its_pivot_is_settled_without_touching_anything(world: World) -> None:
    run = _robbed(world)
    with world.database.connect() as connection:
        connection.execute(update(WorkflowRun).values(past_pivot_at=WorkflowRun.created_at))
    before = (world.count(), world.files())
    assert _needing(world) == [run.id]

    accept(world.database, run.id, by="Grace", because="the client has the parcel")

    settled = _worked(world, run)
    assert (settled.state, (settled.accepted or {})["because"]) == (Status.QUARANTINED, "the client has the parcel")
    assert (world.count(), world.files()) == before
    assert _needing(world) == []
    with pytest.raises(Conflict, match="was settled by Grace: the client has the parcel"):
        resume(world.database, run.id)
    with pytest.raises(Conflict, match="is settled already"):
        accept(world.database, run.id, by="Ada", because="again")


def test_only_with_a_name_and_a_reason_and_only_where_there_is_something_to_accept(world: World) -> None:
    undone, quarantined = world.run(carrier="rejected"), _robbed(world)
    with pytest.raises(Conflict, match="is COMPENSATED; only a quarantined or completed run"):
        accept(world.database, undone.id, by="Grace", because="why not")
    for by, because in (("", "why not"), ("Grace", " ")):
        with pytest.raises(Conflict, match="Say who accepts this"):
            accept(world.database, quarantined.id, by=by, because=because)


def _robbed(world: World) -> WorkflowRun:
    """Quarantine a run: one of its three parcels is gone when it is to be undone."""
    world.listener = lambda event: _steal(world) if getattr(event, "error", None) else None
    run = world.run(carrier="rejected")
    world.listener = None
    return run


def _steal(world: World) -> None:
    with world.database.transaction() as connection:
        ids = connection.scalars(select(Parcel.id)).all()
        connection.execute(delete(Parcel).where(Parcel.id.in_(ids[2:])))


def _worked(world: World, run: WorkflowRun) -> WorkflowRun:
    with world.worker() as worker:
        worker.work(until_idle=True)
    return world.get(run.id)


def _needing(world: World) -> list[object]:
    return [run.id for run in newest(world.database, status=Status.QUARANTINED)]
