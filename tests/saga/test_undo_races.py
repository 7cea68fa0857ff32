"""A stranger's transaction is open while a run is undone: the undo waits for it, and judges what it has left.

On PostgreSQL only: SQLite has one writer, so nothing happens between the look and the deletion.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import NamedTuple

import pytest
from sqlalchemy import text

from aicmo.db import new_id
from aicmo.saga import Status, cancel, failing
from aicmo.saga.claims import Claim, Claimant, Terms
from aicmo.saga.claims import claim as claim_runs
from aicmo.saga.crew import Crew
from aicmo.saga.deletion import Deletion
from aicmo.saga.engine import Engine, Sagas
from aicmo.saga.events import ignore
from aicmo.saga.flights import Flights
from saga.shop import NOTHING, World
from servers.locking import until_locked_out

pytestmark = pytest.mark.postgres


class Stranger(NamedTuple):
    """What somebody does to the rows of a run without asking, and what the undo says of it then."""

    does: str
    said: str | None
    parcels: int


STRANGERS = {
    "gives a row to nobody": Stranger(
        "UPDATE shop_parcels SET run_id = :other WHERE id = :row", "the ledger lists 3 rows of this run, of which 1", 3
    ),
    "deletes a row": Stranger("DELETE FROM shop_parcels WHERE id = :row", "the ledger lists 3 rows of this run", 2),
    "refers to a row": Stranger("INSERT INTO bills VALUES (7, :row)", "bills 7: this row does not belong", 3),
    "touches a row and leaves it": Stranger("UPDATE shop_parcels SET weight = weight WHERE id = :row", None, 0),
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_a_stranger_does_while_the_undo_waits_for_it_is_seen(world: World, name: str) -> None:
    _only_postgres(world)
    stranger = STRANGERS[name]
    world.do("CREATE TABLE bills (id INTEGER PRIMARY KEY, p UUID REFERENCES shop_parcels)")
    run_id = world.packed()
    with world.database.transaction() as connection:
        row = connection.scalar(text("SELECT id FROM shop_parcels LIMIT 1"))
        values = {"row": row, "other": new_id()}
        bound = {name: value for name, value in values.items() if f":{name}" in stranger.does}
        connection.execute(text(stranger.does), bound)
        cancel(world.database, run_id)
        undo = threading.Thread(target=world.work)
        undo.start()
        until_locked_out(world.database, 1)
    undo.join()

    run = world.get(run_id)
    assert run.state is (Status.QUARANTINED if stranger.said else Status.COMPENSATED)
    assert (stranger.said or "") in (run.last_error or "")
    assert world.count()["shop_parcels"] == stranger.parcels
    assert (world.count() == NOTHING) is (stranger.said is None)


def test_a_stranger_who_thinks_better_of_it_leaves_nothing_to_see(world: World) -> None:
    _only_postgres(world)
    run_id = world.packed()
    with world.database.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.execute(text("UPDATE shop_parcels SET run_id = :other"), {"other": new_id()})
        cancel(world.database, run_id)
        undo = threading.Thread(target=world.work)
        undo.start()
        until_locked_out(world.database, 1)
        connection.exec_driver_sql("ROLLBACK")
    undo.join()
    assert world.get(run_id).state is Status.COMPENSATED
    assert world.count() == NOTHING


def test_a_stale_holder_deletes_nothing(world: World) -> None:
    _only_postgres(world)
    run_id = world.packed()
    cancel(world.database, run_id)
    claim = _claimed(world)
    before = world.count(run_id)
    assert _undo(world, replace(claim, fence=claim.fence - 1)) is None
    assert world.count(run_id) == before
    assert _undo(world, claim)
    assert world.count() == NOTHING


def test_rows_of_a_late_commit_are_seen(world: World) -> None:
    """Whoever had the run before may still be writing: the undo waits for the run's row, and looks after that."""
    _only_postgres(world)
    run_id = world.packed()
    cancel(world.database, run_id)
    claim = _claimed(world)
    with world.database.transaction() as connection:
        connection.execute(text("SELECT FROM workflow_runs WHERE id = :run FOR NO KEY UPDATE"), {"run": run_id})
        late = "INSERT INTO shop_orders (id, run_id, customer) VALUES (:id, :run, 'late')"
        connection.execute(text(late), {"id": new_id(), "run": run_id})
        assert _undo(world, claim) is None
        undo = threading.Thread(target=failing.undo, args=[_engine(world), claim, world.get(run_id)])
        undo.start()
        until_locked_out(world.database, 1)
    undo.join()
    assert world.get(run_id).state is Status.QUARANTINED
    assert world.count(run_id) == {"shop_orders": 2, "shop_parcels": 3, "shop_shipments": 0}


def _engine(world: World) -> Engine:
    flights = Flights(world.database)
    return Engine(world.database, Sagas([world.saga]), world.storage, {}, ignore, flights, Crew(1), lambda: False)


def _undo(world: World, claim: Claim) -> object:
    return Flights(world.database).undo(Deletion(claim, world.saga, back_to=0, ends=True))


def _claimed(world: World) -> Claim:
    (held,) = claim_runs(world.database, Claimant(new_id(), "me", [world.saga.name], Terms()))
    return held.claim


def _only_postgres(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite has one writer")
