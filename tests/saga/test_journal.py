"""A step's journal: what it has done is kept at once, found again by a later try, and undone with the step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Thread

import pytest

from aicmo.saga import (
    DefinitionError,
    Item,
    Journal,
    Rejected,
    Retry,
    Run,
    Saga,
    Stale,
    Status,
    Step,
    audit,
    cancel,
    fork,
)
from saga.shop import NOTHING, Parcel, Shipment, ShopOrder, World, take_order


@dataclass
class Scale:
    """Weighing costs money: what was weighed, and what happens then."""

    weighed: list[str] = field(default_factory=list)
    on_weigh: Callable[[str], None] = lambda _: None


def weigh(order: ShopOrder, journal: Journal, scale: Scale) -> list[Parcel]:
    for size in ("large", "small", "tiny"):
        if size not in journal:
            scale.weighed.append(size)
            scale.on_weigh(size)
            journal.keep(size, [Parcel(order_id=order.id, weight=len(size))])
    return [Parcel(order_id=order.id, weight=sum(journal.rows(size, Parcel)[0].weight for size in journal))]


def ship_each(run: Run, parcels: list[Parcel]) -> list[Shipment]:
    if run.input["customer"] == "Nobody":
        raise Rejected("Nobody lives there.")
    return [Shipment(parcel_id=parcel.id, label=str(parcel.weight)) for parcel in parcels]


def weighing(world: World, on_weigh: Callable[[str], None] = lambda _: None) -> tuple[World, Scale]:
    scale = Scale(on_weigh=on_weigh)
    saga = Saga("weighed", version=1, steps=[take_order, Step(weigh, backoff=0.01), ship_each])
    return replace(world, saga=saga, tools={Scale: scale}), scale


def test_a_step_that_is_tried_again_finds_what_it_has_kept(world: World) -> None:
    busy = ["small", "tiny"]

    def on_weigh(size: str) -> None:
        if size in busy:
            busy.remove(size)
            raise Retry("The scale is busy.", after=0)

    world, scale = weighing(world, on_weigh)
    run = world.run()
    assert (run.status, scale.weighed) == (Status.COMPLETED, ["large", "small", "small", "tiny", "tiny"])
    assert world.count() == {"shop_orders": 1, "shop_parcels": 4, "shop_shipments": 4}
    assert not audit(world.database, [world.saga], world.storage)


def test_later_steps_see_the_entries_in_order_before_what_the_step_returned(world: World) -> None:
    world, _ = weighing(world)
    run = world.run()
    [joined] = [step for step in world.steps(run.id) if step.step == "weigh" and not step.item]
    assert joined.effects["items"] == ["large", "small", "tiny"]
    again = fork(world.database, world.saga, world.storage, run.id, "ship_each")
    with world.worker() as worker:
        worker.work(until_idle=True)
    assert world.get(again).status == Status.COMPLETED
    assert world.count(again) == {"shop_orders": 1, "shop_parcels": 4, "shop_shipments": 4}


def test_entries_are_undone_with_the_run(world: World) -> None:
    world, scale = weighing(world)
    assert world.run("Nobody").status == Status.COMPENSATED
    assert scale.weighed == ["large", "small", "tiny"]
    assert world.count() == NOTHING


def test_a_first_step_that_fails_leaves_none_of_its_entries(world: World) -> None:
    def open_shop(journal: Journal) -> list[ShopOrder]:
        journal.keep("one", [ShopOrder(customer="Ada")])
        raise Rejected("The shop is closed.")

    run = replace(world, saga=Saga("closed", version=1, steps=[open_shop])).run()
    assert run.status == Status.COMPENSATED
    assert world.count() == NOTHING


def test_whoever_has_lost_the_run_keeps_nothing_more(world: World) -> None:
    stale: list[type[BaseException]] = []

    def lose(order: ShopOrder, journal: Journal) -> list[Parcel]:
        thread = Thread(target=cancel, args=(world.database, order.run_id))
        thread.start()
        thread.join()
        try:
            journal.keep("late", [Parcel(order_id=order.id, weight=1)])
        except Stale as error:
            stale.append(type(error))
            raise
        return []

    lost = replace(world, saga=Saga("lost", version=1, steps=[take_order, lose]))
    lost.run()
    assert stale == [Stale]
    assert world.count()["shop_parcels"] == 0


def misnamed(order: ShopOrder, journal: Journal) -> list[Parcel]:
    journal.keep("one", [])
    journal.keep("one", [Parcel(order_id=order.id, weight=1)])
    return []


def undeclared(order: ShopOrder, journal: Journal) -> list[Parcel]:
    journal.keep("one", [ShopOrder(customer=order.customer)])
    return []


@pytest.mark.parametrize(("step", "why"), [(misnamed, "named once"), (undeclared, "does not declare")])
def test_a_wrong_entry_is_refused(world: World, step: Callable[..., Sequence[Parcel]], why: str) -> None:
    run = replace(world, saga=Saga("wrong", version=1, steps=[take_order, step])).run()
    assert run.status == Status.COMPENSATED
    assert why in (run.last_error or "")
    assert world.count() == NOTHING


def test_a_step_that_fans_out_has_no_journal() -> None:
    def both(item: Item, journal: Journal) -> list[ShopOrder]:
        return [ShopOrder(customer=f"{item}{list(journal)}")]

    with pytest.raises(DefinitionError, match="takes a Journal"):
        Saga("both", version=1, steps=[Step(both, each=lambda: ["one"])])
