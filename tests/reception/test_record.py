"""What a run's record says of a step that fans out: one step, however many items."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from aicmo.reception.record import record
from aicmo.saga import Item, Rejected, Saga, Step
from saga.conftest import world
from saga.shop import Parcel, ShopOrder, take_order

if TYPE_CHECKING:
    from saga.shop import World

__all__ = ["world"]


def _pack(order: ShopOrder, item: Item) -> list[Parcel]:
    return [Parcel(order_id=order.id, weight=len(item))]


def _refuse(order: ShopOrder) -> list[Parcel]:
    raise Rejected(f"{order.customer} has moved.")


def test_a_step_that_fanned_out_is_named_once(world: World) -> None:
    world.saga = Saga("fan", version=1, steps=[take_order, Step(_pack, each=lambda: ["a", "b", "c"]), _refuse])
    run = world.run()

    app: Any = SimpleNamespace(database=world.database, storage=world.storage)
    told = record(app, run)

    assert told["completed_steps"] == ["take_order", "_pack"]
    assert told["compensated_steps"] == ["_pack", "take_order"]
