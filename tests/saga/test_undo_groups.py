"""Undos that travel together: what is wrong with one run, or who has locked it, harms none of its neighbours.

Of locks on PostgreSQL only: SQLite has one writer.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Uuid, bindparam, select, text

from aicmo.db import new_id
from aicmo.saga import Saga, Stale, Status, WorkflowRun, cancel
from aicmo.saga import deletion as deleting
from aicmo.saga.claims import Claim, Claimant, Terms, claim
from aicmo.saga.deletion import Deletion
from aicmo.saga.flights import Flights
from aicmo.saga.history import turns
from saga.departures import depart, flights_of
from saga.shop import NOTHING, Parcel, ShopOrder, World, take_order
from servers.locking import until_locked_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from uuid import UUID

ROWS = {"shop_orders": 1, "shop_parcels": 3, "shop_shipments": 0}


class Undos:
    """Undoes runs in one flight."""

    def __init__(self, world: World) -> None:
        self.flights = Flights(world.database)
        self.flown = flights_of(self.flights._undos)
        self._world = world

    def depart(self, claims: Sequence[Claim], **of: Any) -> list[Future[Any]]:
        plans = [Deletion(one, self._world.saga, **({"back_to": 0, "ends": True} | of)) for one in claims]
        return depart(self.flights._undos, [partial(self.flights.undo, plan) for plan in plans])

    def undone(self, claims: Sequence[Claim]) -> list[bool]:
        return [end.result(60) is not None for end in self.depart(claims)]


@pytest.fixture
def undos(world: World) -> Undos:
    return Undos(world)


def test_runs_are_undone_in_one_flight_each_with_its_own_receipts(world: World, undos: Undos) -> None:
    claims, (stays,) = _undoing(world, 3), _packed(world, 1)

    ends = [end.result(60) for end in undos.depart(claims)]

    assert undos.flown == [3]
    assert [[(step, receipt["rows"]) for step, _, receipt, _ in end] for end in ends] == [
        [("pack", {"shop_parcels": 3}), ("take_order", {"shop_orders": 1})]
    ] * 3
    assert {world.get(one.run_id).state for one in claims} == {Status.COMPENSATED}
    assert [turns(world.database, one.run_id)[-1].kind for one in claims] == ["undone"] * 3
    assert world.count() == world.count(stays) == ROWS


def test_each_run_goes_back_as_far_as_it_should(world: World, undos: Undos) -> None:
    claims = _undoing(world, 2)
    plans = [Deletion(one, world.saga, back_to=n, ends=n == 0) for n, one in enumerate(claims)]

    for end in depart(undos.flights._undos, [partial(undos.flights.undo, plan) for plan in plans]):
        end.result(60)

    assert undos.flown == [2]
    assert [world.count(one.run_id)["shop_orders"] for one in claims] == [0, 1]
    assert [world.count(one.run_id)["shop_parcels"] for one in claims] == [0, 0]
    assert [world.get(one.run_id).state for one in claims] == [Status.COMPENSATED, Status.COMPENSATING]


def test_a_stale_member_deletes_nothing(world: World, undos: Undos) -> None:
    claims = _undoing(world, 3)
    claims[1] = replace(claims[1], fence=claims[1].fence - 1)

    assert undos.undone(claims) == [True, False, True]
    assert [world.count(one.run_id) for one in claims] == [NOTHING, ROWS, NOTHING]


WRONG = {
    "a row is gone": "DELETE FROM shop_parcels WHERE id = :row",
    "a row is a neighbour's": "UPDATE shop_parcels SET run_id = :other WHERE id = :row",
    "a row is nobody's step's": "INSERT INTO shop_orders (id, run_id, customer) VALUES (:other, :run, 'late')",
    "a row of others refers to ours": "INSERT INTO bills VALUES (7, :row)",
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_one_run_keeps_that_one_alone(world: World, undos: Undos, name: str) -> None:
    world.do("CREATE TABLE bills (id INTEGER PRIMARY KEY, p UUID REFERENCES shop_parcels)")
    claims, bystander = _undoing(world, 4), new_id()
    _do(world, WRONG[name], run=claims[1].run_id, other=bystander, row=_parcel(world, claims[1]))
    before = world.count(claims[1].run_id)

    assert undos.undone(claims) == [True, False, True, True]
    assert world.count(claims[1].run_id) == before
    assert [world.count(claims[n].run_id) for n in (0, 2, 3)] == [NOTHING] * 3
    assert world.get(claims[1].run_id).state is Status.COMPENSATING


def test_a_run_that_the_database_refused_half_way_stays_whole(world: World, undos: Undos) -> None:
    claims = _undoing(world, 3)
    _refuse_marks(world, claims[1].run_id)

    assert undos.undone(claims) == [True, False, True]
    assert [world.count(one.run_id) for one in claims] == [NOTHING, ROWS, NOTHING]
    assert [step.undone_at for step in world.steps(claims[1].run_id)] == [None, None]


@pytest.mark.parametrize("ends", [True, False])
def test_a_run_that_is_locked_is_left_alone_and_keeps_nobody_waiting(world: World, undos: Undos, *, ends: bool) -> None:
    _only_postgres(world)
    claims = _undoing(world, 3)
    with world.database.transaction() as other:
        other.execute(select(WorkflowRun.id).where(WorkflowRun.id == claims[1].run_id).with_for_update())
        assert [end.result(60) is not None for end in undos.depart(claims, ends=ends)] == [True, False, True]

    assert undos.flown == [3]
    assert [world.count(one.run_id) for one in claims] == [NOTHING, ROWS, NOTHING]


def test_a_row_that_is_locked_keeps_nobody_waiting(world: World, undos: Undos) -> None:
    _only_postgres(world)
    claims = _undoing(world, 3)
    with world.database.transaction() as other:
        row = {"row": _parcel(world, claims[2])}
        other.execute(text("UPDATE shop_parcels SET weight = weight WHERE id = :row"), row)
        assert undos.undone(claims) == [True, True, False]

    assert [world.count(one.run_id) for one in claims] == [NOTHING, NOTHING, ROWS]


def test_a_row_that_is_given_to_a_neighbour_on_the_way_stays(
    world: World, undos: Undos, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one who gives it and the one who gets it are in one flight, which waits for the stranger's commit."""
    _only_postgres(world)
    monkeypatch.setattr(deleting, "PATIENCE", "60s")
    deleting._statements.cache_clear()
    claims = _undoing(world, 3)
    with world.database.transaction() as stranger:
        given = {"row": _parcel(world, claims[0]), "other": claims[1].run_id}
        stranger.execute(text("UPDATE shop_parcels SET run_id = :other WHERE id = :row"), given)
        ends = undos.depart(claims)
        until_locked_out(world.database, 1)
    deleting._statements.cache_clear()

    assert [end.result(60) is not None for end in ends] == [False, False, True]
    assert [world.count(one.run_id)["shop_parcels"] for one in claims] == [2, 4, 0]


def test_runs_of_two_sagas_share_no_flight(world: World, undos: Undos) -> None:
    claims = _undoing(world, 2)
    other = Saga("shop", version=2, steps=[take_order, _pack_two])
    plans = [Deletion(one, saga, 0, ends=True) for one, saga in zip(claims, (world.saga, other), strict=True)]

    ends = depart(undos.flights._undos, [partial(undos.flights.undo, plan) for plan in plans])

    assert [end.result(60) is not None for end in ends] == [True, True]
    assert undos.flown == [1, 1]
    assert world.count() == NOTHING


def test_runs_that_turn_together_turn_each_under_its_own_claim(world: World) -> None:
    flights = Flights(world.database)
    flown = flights_of(flights._turns)
    claims = [_claimed(world, run_id) for run_id in _packed(world, 4)]
    stale = replace(claims[2], fence=claims[2].fence - 1)
    why: list[dict[str, Any]] = [
        {
            "reason": f"reason {n}",
            "last_error": f"error {n}",
            "report": {"n": n},
            "rewind_to": None,
            "tried": {"pack": n},
        }
        for n in range(3)
    ]
    why.append({"reason": "rewound", "last_error": "back", "report": None, "rewind_to": "pack"})
    members = [claims[0], claims[1], stale, claims[3]]

    ends = depart(
        flights._turns,
        [partial(flights.turn, one, step="ship", **values) for one, values in zip(members, why, strict=True)],
    )

    assert [type(end.exception(60)) for end in ends] == [type(None), type(None), Stale, type(None)]
    assert flown == [4]
    for n in (0, 1, 3):
        run = world.get(claims[n].run_id)
        assert ends[n].result() == replace(claims[n], fence=claims[n].fence + 1)
        assert (run.state, run.fence) == (Status.COMPENSATING, claims[n].fence + 1)
        assert (run.reason, run.last_error, run.report, run.rewind_to) == tuple(
            why[n][name] for name in ("reason", "last_error", "report", "rewind_to")
        )
        assert run.tried == why[n].get("tried", {})
        told = turns(world.database, run.id)[-1]
        detail = {"reason": run.reason, "error": run.last_error} | ({"rewind_to": "pack"} if n == 3 else {})
        assert (told.kind, told.step, told.fence, told.detail) == ("undoing", "ship", run.fence, detail)
    assert world.get(stale.run_id).state is Status.RUNNING


def test_a_run_past_its_pivot_does_not_turn(world: World) -> None:
    (held,) = (_claimed(world, run_id) for run_id in _packed(world, 1))
    world.do("UPDATE workflow_runs SET past_pivot_at = updated_at")
    with pytest.raises(Stale):
        Flights(world.database).turn(held, reason="failed", last_error="", report=None, rewind_to=None)
    assert world.get(held.run_id).state is Status.RUNNING


def _pack_two(order: ShopOrder) -> list[Parcel]:
    return [Parcel(order_id=order.id, weight=n) for n in range(2)]


def _packed(world: World, count: int) -> list[UUID]:
    return [world.packed() for _ in range(count)]


def _undoing(world: World, count: int) -> list[Claim]:
    """Return claims on so many runs that are to be undone."""
    found = []
    for run_id in _packed(world, count):
        cancel(world.database, run_id)
        found.append(_claimed(world, run_id))
    return found


def _claimed(world: World, run_id: UUID) -> Claim:
    (held,) = claim(world.database, Claimant(new_id(), "me", [world.saga.name], Terms()), run_id=run_id)
    return held.claim


def _parcel(world: World, held: Claim) -> UUID:
    with world.database.connect() as connection:
        found = connection.scalar(select(Parcel.id).where(Parcel.run_id == held.run_id).limit(1))
    assert found is not None
    return found


def _do(world: World, statement: str, **values: Any) -> None:
    bound = [bindparam(name, value, type_=Uuid()) for name, value in values.items() if f":{name}" in statement]
    with world.database.connect() as connection:
        connection.execute(text(statement).bindparams(*bound))


def _refuse_marks(world: World, run_id: UUID) -> None:
    """Let the database refuse to note that a step of this run is undone, which is done when its rows are gone."""
    if world.database.is_sqlite:
        when = f"BEFORE UPDATE ON workflow_steps WHEN OLD.run_id = '{run_id.hex}' AND OLD.step = 'take_order'"
        world.do(f"CREATE TRIGGER no {when} BEGIN SELECT RAISE(ABORT, 'no'); END")
        return
    world.do(
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE integrity_constraint_violation; END'"
    )
    when = f"BEFORE UPDATE ON workflow_steps FOR EACH ROW WHEN (OLD.run_id = '{run_id}')"
    world.do(f"CREATE TRIGGER no {when} EXECUTE FUNCTION no()")


def _only_postgres(world: World) -> None:
    if world.database.is_sqlite:
        pytest.skip("SQLite has one writer: no lock can be held beside a flight")
