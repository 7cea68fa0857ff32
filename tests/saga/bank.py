"""A bank: what stands outside, and what was asked of it, to be looked at by tests of external effects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from aicmo.saga import External, Key, Message, Rejected, Saga, Step
from aicmo.saga.models import WorkflowIntent, WorkflowMessage
from saga.shop import Parcel, Shipment, ShopOrder, World, take_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


@dataclass
class Bank:
    """``before`` and ``on_undo`` are called with the key, before it is noted, and may raise."""

    asked: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    rows_at_undo: list[int] = field(default_factory=list)
    own_at_undo: list[int] = field(default_factory=list)
    before: Callable[[str], None] = lambda _: None
    on_undo: Callable[[str], None] = lambda _: None
    look: Callable[[], int] = lambda: 0

    def steps_asked(self) -> list[str]:
        return [key.split("/")[2] for key in self.asked]


def reserve(key: Key, order: ShopOrder, bank: Bank) -> list[Parcel | Message]:
    bank.asked.append(key)
    bank.before(key)
    return [Parcel(order_id=order.id, weight=1), Message("mail", {"to": order.customer})]


def release(key: Key, order: ShopOrder, parcels: list[Parcel], bank: Bank) -> None:
    bank.rows_at_undo.append(bank.look())
    bank.own_at_undo.append(sum(parcel.order_id == order.id for parcel in parcels))
    bank.on_undo(key)
    bank.undone.append(key)


def charge(key: Key, order: ShopOrder, bank: Bank) -> list[Parcel]:
    bank.asked.append(key)
    bank.before(key)
    return [Parcel(order_id=order.id, weight=2)]


def publish(key: Key, bank: Bank) -> list[Shipment]:
    bank.asked.append(key)
    bank.before(key)
    return []


def finish(order: ShopOrder, bank: Bank) -> list[Shipment]:
    if order.customer == "Nobody":
        raise Rejected("Nobody lives there.")
    bank.before("finish")
    return []


def paid(*, retries: int = 0, pivot: bool = False, **policy: Any) -> Saga:
    """A saga with two effects that can be undone, then perhaps one that cannot, then a step that may fail."""
    options: dict[str, Any] = {"undo": release, "backoff": 0.01, "timeout": 5.0, "undo_attempts": 2} | policy
    between = [External(publish, pivot=True, attempts=2, backoff=0.01, timeout=5.0)] if pivot else []
    steps: list[Any] = [take_order, External(reserve, **options), External(charge, **options), *between]
    return Saga("paid", version=1, steps=[*steps, Step(finish, attempts=2, backoff=0.01)], retries=retries, backoff=0.0)


def with_bank(world: World, saga: Saga) -> tuple[World, Bank]:
    bank = Bank(look=lambda: world.count()["shop_orders"])
    return replace(world, saga=saga, tools={Bank: bank}), bank


def intents(world: World, run_id: UUID) -> Sequence[Any]:
    table: Any = WorkflowIntent.__table__
    with world.database.connect() as connection:
        return connection.execute(select(table).where(table.c.run_id == run_id).order_by(table.c.id)).all()


def messages(world: World) -> Sequence[Any]:
    table: Any = WorkflowMessage.__table__
    with world.database.connect() as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()
