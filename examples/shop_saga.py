"""A saga of your own: an order, its parcels, a label file, a shipment. Run it: ``uv run python examples/shop_saga.py``.

Nobody wrote undo code for it, and yet the second order leaves nothing behind.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from aicmo import migrations
from aicmo.db import Database
from aicmo.saga import File, Order, Owned, Rejected, Run, Saga, Step, Storage, Worker, get, steps


class Base(MappedAsDataclass, DeclarativeBase):
    """Your own declarative base; the engine asks for no particular one."""


class ShopOrder(Owned, Base, kw_only=True):
    """Owned gives a row its id and the run that made it."""

    __tablename__ = "orders"

    customer: Mapped[str]


class Parcel(Owned, Base, kw_only=True):
    """Rows refer to each other by id: ids are made in Python, before anything is written."""

    __tablename__ = "parcels"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    weight: Mapped[int]


class Carrier:
    """A tool: steps ask for it by type, the worker is given one."""

    def label(self, customer: str) -> bytes:
        """Return a label, or refuse."""
        if customer == "Nobody":
            raise Rejected("The carrier does not know where Nobody lives.")
        return f"To {customer}".encode()


def take_order(run: Run) -> list[ShopOrder]:
    """A step gets facts by type and returns new rows; it has no session and commits nothing."""
    return [ShopOrder(customer=run.input["customer"])]


def pack(order: ShopOrder) -> list[Parcel]:
    """The rows of earlier steps are facts for the later ones."""
    return [Parcel(order_id=order.id, weight=weight) for weight in (300, 1200)]


def ship(order: ShopOrder, parcels: list[Parcel], carrier: Carrier) -> list[File]:
    """Slow work happens here, outside any transaction."""
    return [File(f"labels/{number}.txt", carrier.label(order.customer)) for number, _ in enumerate(parcels, 1)]


shop = Saga("shop", version=1, steps=[take_order, pack, Step(ship, attempts=5, backoff=2)])


def main(folder: Path) -> None:
    """Run one order that succeeds and one that fails."""
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    migrations.upgrade(database)
    with database.transaction() as connection:
        Base.metadata.create_all(connection)
    with Worker(database, [shop], Storage(folder / "files"), {Carrier: Carrier()}) as worker:
        for customer in ("Ada", "Nobody"):
            run = get(database, worker.run(shop, Order(subject=customer, input={"customer": customer})))
            receipts = {step.step: step.receipt for step in steps(database, run.id) if step.receipt}
            sys.stdout.write(f"{customer}: {run.status} {run.last_error or ''} {receipts or ''}\n")
    with database.connect() as connection:
        left = connection.scalar(select(func.count()).select_from(Parcel))
    sys.stdout.write(f"{left} parcels, all of them Ada's\n")
    database.close()


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        main(Path(temporary))
