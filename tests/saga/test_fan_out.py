"""A step that fans out: items side by side, each committed for itself, joined before the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Barrier, Event
from typing import Any

import pytest

from aicmo.saga import (
    DefinitionError,
    External,
    File,
    Files,
    Item,
    Key,
    Order,
    Rejected,
    Run,
    Saga,
    Status,
    Step,
    StepCommitted,
    StepStarted,
    StepUndone,
    Terms,
    Wait,
    audit,
    fork,
)
from saga.shop import NOTHING, Parcel, Shipment, ShopOrder, World, take_order


@dataclass
class Belt:
    """Where items are packed. ``on_item`` is called with each item's name and may raise."""

    packed: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    seen: list[list[int]] = field(default_factory=list)
    on_item: Callable[[str], None] = lambda _: None


def sizes(run: Run) -> list[str]:
    given: list[str] = run.input.get("sizes", ["large", "small", "tiny"])
    return given


def pack_one(item: Item, order: ShopOrder, belt: Belt) -> list[Parcel | File]:
    belt.packed.append(item)
    belt.on_item(item)
    return [Parcel(order_id=order.id, weight=len(item)), File(f"labels/{item}.txt", item.encode())]


def order_one(key: Key, item: Item, order: ShopOrder, belt: Belt) -> list[Parcel]:
    belt.packed.append(key)
    belt.on_item(item)
    return [Parcel(order_id=order.id, weight=len(item))]


def take_back(key: Key, item: Item, parcels: list[Parcel], belt: Belt) -> None:
    belt.taken_back.append(f"{key} {item} {len(parcels)}")


def ship_all(run: Run, parcels: list[Parcel], files: Files, belt: Belt) -> list[Shipment]:
    belt.seen.append([parcel.weight for parcel in parcels])
    if run.input["customer"] == "Nobody":
        raise Rejected("Nobody lives there.")
    return [Shipment(parcel_id=parcel.id, label=str(sorted(files))) for parcel in parcels]


def fanned(**policy: Any) -> Saga:
    step = Step(pack_one, each=sizes, **{"backoff": 0.01, "attempts": 2} | policy)
    return Saga("fan", version=1, steps=[take_order, step, Step(ship_all, attempts=1)])


def with_belt(world: World, saga: Saga) -> tuple[World, Belt]:
    belt = Belt()
    return replace(world, saga=saga, tools={Belt: belt}), belt


def failing(error: BaseException, *, on: str, times: int = 99) -> Callable[[str], None]:
    left = [times]

    def fail(item: str) -> None:
        if item == on and left[0]:
            left[0] -= 1
            raise error

    return fail


def test_items_run_side_by_side_and_are_joined_in_the_names_order(world: World) -> None:
    world, belt = with_belt(world, fanned(width=3))
    together = Barrier(3, timeout=20)
    last = Event()

    def meet(item: str) -> None:
        together.wait()
        if item == "large":  # the first by name is the last to end
            assert last.wait(20)
        last.set() if item == "tiny" else None

    belt.on_item = meet
    run = world.run()

    assert run.state is Status.COMPLETED, run.last_error
    assert belt.seen == [[5, 5, 4]]
    checkpoints = {(step.step, step.item) for step in world.steps(run.id)}
    items = {("pack_one", "large"), ("pack_one", "small"), ("pack_one", "tiny"), ("pack_one", "")}
    assert checkpoints == items | {("take_order", ""), ("ship_all", "")}
    assert f"{run.id}/1/pack_one@tiny/labels/tiny.txt" in world.files(run.id)
    made = [event.made for event in world.heard if isinstance(event, StepCommitted) and event.step == "pack_one"]
    assert made == [{"shop_parcels": 3, "files": 3}]
    assert audit(world.database, [world.saga], world.storage) == []


def test_no_more_than_its_width_run_at_once(world: World) -> None:
    world, belt = with_belt(world, fanned(width=1))
    world.run()

    assert belt.packed == ["large", "small", "tiny"]


def test_a_step_may_have_no_items(world: World) -> None:
    world, belt = with_belt(world, fanned())
    run = world.run(sizes=[])

    assert (run.state, belt.seen) == (Status.COMPLETED, [[]])


def test_finished_items_are_not_repeated_after_a_crash_and_keep_their_order(world: World) -> None:
    class Death(BaseException):
        pass

    world, belt = with_belt(world, fanned(width=1))
    belt.on_item = failing(Death(), on="small", times=1)
    with pytest.raises(Death):
        world.run()
    with world.worker(terms=Terms(gone_after=0)) as worker:
        worker.work(until_idle=True)

    assert Counter(belt.packed) == {"large": 1, "small": 2, "tiny": 1}
    assert belt.seen == [[5, 5, 4]]


def test_what_a_resumed_run_reads_back_is_in_the_names_order(world: World) -> None:
    world, belt = with_belt(world, fanned(width=1))
    run = world.run()
    again = fork(world.database, world.saga, world.storage, run.id, "ship_all")
    with world.worker() as worker:
        worker.finish(again)

    assert world.get(again).state is Status.COMPLETED
    assert belt.seen == [[5, 5, 4], [5, 5, 4]]
    assert len(world.files(again)) == 3


def test_an_item_has_its_own_tries(world: World) -> None:
    world, belt = with_belt(world, fanned(attempts=3))
    belt.on_item = failing(ConnectionError("no line"), on="small", times=2)
    run = world.run()

    assert run.state is Status.COMPLETED
    assert Counter(belt.packed) == {"large": 1, "small": 3, "tiny": 1}


def test_an_item_that_fails_for_good_undoes_finished_and_unfinished_ones(world: World) -> None:
    world, belt = with_belt(world, fanned(width=1))
    belt.on_item = failing(Rejected("Too small."), on="small")
    run = world.run()

    assert (run.state, run.last_error) == (Status.COMPENSATED, "small: Too small.")
    assert belt.packed == ["large", "small"]
    assert world.count() == NOTHING
    assert world.files() == []
    undone = [event.step for event in world.heard if isinstance(event, StepUndone)]
    assert undone == ["pack_one/large", "take_order"]


def test_an_item_that_hangs_is_left_behind_and_tried_again(world: World) -> None:
    world, belt = with_belt(world, fanned(timeout=0.2))
    never = Event()
    hung: list[str] = []

    def hang(item: str) -> None:
        if item == "small" and not hung:
            hung.append(item)
            never.wait()

    belt.on_item = hang
    run = world.run()
    never.set()

    assert run.state is Status.COMPLETED
    assert Counter(belt.packed) == {"large": 1, "small": 2, "tiny": 1}
    assert world.count(run.id)["shop_parcels"] == 3


def test_a_run_whose_later_step_fails_loses_all_items(world: World) -> None:
    world, _ = with_belt(world, fanned())
    assert world.run("Nobody").state is Status.COMPENSATED
    assert world.count() == NOTHING
    assert world.files() == []


def test_an_item_of_the_first_step_is_undone_though_no_step_is_done(world: World) -> None:
    def take_one(item: Item) -> list[ShopOrder]:
        if item == "b":
            raise Rejected("No.")
        return [ShopOrder(customer=item)]

    world.saga = Saga("fan", version=1, steps=[Step(take_one, each=lambda: ["a", "b"], width=1)])

    assert world.run().state is Status.COMPENSATED
    assert world.count() == NOTHING


def test_items_that_act_outside_have_keys_of_their_own_and_are_all_undone(world: World) -> None:
    step = External(order_one, undo=take_back, each=sizes, width=1, timeout=5.0)
    world, belt = with_belt(world, Saga("fan", version=1, steps=[take_order, step, Step(ship_all, attempts=1)]))
    belt.on_item = failing(Rejected("Too small."), on="small")
    run = world.run()

    assert run.state is Status.COMPENSATED
    assert belt.packed == [f"{run.id}/1/order_one/large", f"{run.id}/1/order_one/small"]
    assert belt.taken_back == [f"{run.id}/1/order_one/small small 0", f"{run.id}/1/order_one/large large 1"]


def test_a_worker_asked_to_stop_begins_no_further_item(world: World) -> None:
    world, belt = with_belt(world, fanned(width=1))
    with world.worker() as worker:
        belt.on_item = lambda _: worker.stop()
        run_id = worker.run(world.saga, Order("o", {"customer": "Ada"}))
    assert (world.get(run_id).state, belt.packed) == (Status.PENDING, ["large"])

    belt.on_item = lambda _: None
    with world.worker() as worker:
        worker.finish(run_id)
    assert belt.packed == ["large", "small", "tiny"]
    assert sum(isinstance(event, StepStarted) and event.step == "pack_one" for event in world.heard) == 2


@pytest.mark.parametrize("names", [["a", "A"], ["a", "a"], ["a/b"], ["../a"], [""], ["x" * 101], [7]])
def test_names_that_cannot_be_folders_are_a_bug(world: World, names: list[Any]) -> None:
    world, belt = with_belt(world, fanned())
    run = world.run(sizes=names)

    assert (run.state, run.reason, belt.packed) == (Status.COMPENSATED, "bug", [])


def test_an_item_cannot_wait(world: World) -> None:
    world, belt = with_belt(world, fanned())
    belt.on_item = failing(Wait("yes", within=1), on="small")
    run = world.run()

    assert (run.state, run.reason) == (Status.COMPENSATED, "bug")
    assert "which only a whole step can" in (run.last_error or "")


def lacks(order: ShopOrder) -> list[Parcel]:
    return [Parcel(order_id=order.id, weight=1)]


def names_by_key(key: Key) -> list[str]:
    return [key]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(pack_one), "must take an Item"),
        (Step(lacks, each=sizes), "must take an Item"),
        (Step(pack_one, each=sizes, width=0), "1 or more"),
        (Step(pack_one, each=names_by_key), "no Item and no Key"),
    ],
)
def test_a_fan_that_makes_no_sense_is_refused(step: Step, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        Saga("fan", version=1, steps=[take_order, step])
