"""A saga of your own: an order, a payment, parcels, labels. Run it: ``uv run python examples/shop_saga.py``.

Nobody wrote undo code for its rows and files, and yet an order that fails leaves nothing behind, nor does one that is
never paid; only the bank had to be told how a collected payment is given back.
docs/sagas.md goes through it from top to bottom.
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
from aicmo.saga import (
    External,
    File,
    Key,
    Order,
    Owned,
    Rejected,
    Run,
    Saga,
    Signals,
    Status,
    Step,
    Storage,
    Wait,
    WorkflowRun,
    get,
    rewind,
    send,
    steps,
    submit,
)
from aicmo.saga.testing import Clock, assert_compensates_to_zero, drain

WEEK = 7 * 86_400.0


class Base(MappedAsDataclass, DeclarativeBase):
    """Your own declarative base; the engine asks for no particular one."""


class ShopOrder(Owned, Base, kw_only=True):
    """Owned gives a row its id and the run that made it."""

    __tablename__ = "orders"

    customer: Mapped[str]


class Payment(Owned, Base, kw_only=True):
    """What the customer agreed to pay."""

    __tablename__ = "payments"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"))
    cents: Mapped[int]


class Booking(Owned, Base, kw_only=True):
    """What the bank collected, and under which key."""

    __tablename__ = "bookings"

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"))
    key: Mapped[str]


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


class Bank:
    """The world outside: it knows nothing of our database, and keeps what it was told by key."""

    def __init__(self) -> None:
        """No money yet."""
        self.collected: dict[str, int] = {}

    def collect(self, key: str, cents: int) -> None:
        """Collect once, however often it is asked under one key."""
        self.collected[key] = cents

    def refund(self, key: str) -> None:
        """Give back what was collected under a key, if anything was."""
        self.collected.pop(key, None)


def take_order(run: Run) -> list[ShopOrder]:
    """A step gets facts by type and returns new rows; it has no session and commits nothing."""
    return [ShopOrder(customer=run.input["customer"])]


def await_payment(order: ShopOrder, signals: Signals) -> list[Payment]:
    """A step that waits is called again when the signal has come; meanwhile nobody holds the run."""
    paid = signals.latest("payment")
    if paid is None:
        raise Wait("payment", within=WEEK, report={"to be paid by": order.customer})
    return [Payment(order_id=order.id, cents=paid.payload["cents"])]


def collect(key: Key, payment: Payment, bank: Bank) -> list[Booking]:
    """A call to the outside has a key that stays the same when the call is made again."""
    bank.collect(key, payment.cents)
    return [Booking(payment_id=payment.id, key=key)]


def refund(key: Key, bank: Bank) -> None:
    """The one undo somebody had to write: no database can take back what a bank was told."""
    bank.refund(key)


def pack(order: ShopOrder) -> list[Parcel]:
    """The rows of earlier steps are facts for the later ones."""
    return [Parcel(order_id=order.id, weight=weight) for weight in (300, 1200)]


def ship(order: ShopOrder, parcels: list[Parcel], carrier: Carrier) -> list[File]:
    """Slow work happens here, outside any transaction."""
    return [File(f"labels/{number}.txt", carrier.label(order.customer)) for number, _ in enumerate(parcels, 1)]


shop = Saga(
    "shop",
    version=1,
    steps=[take_order, await_payment, External(collect, undo=refund), pack, Step(ship, attempts=5, backoff=2)],
    retries=2,  # bad luck for good: everything is undone, and the same run starts again
)
BANK = Bank()
TOOLS = {Carrier: Carrier(), Bank: BANK}


def main(database: Database, storage: Storage) -> None:
    """Run orders that are paid, refused and forgotten."""

    def work(expect: Status) -> None:
        drain(database, [shop], storage, TOOLS, expect=[expect])

    ids = {name: submit(database, shop, order_of(name))[0] for name in ("Ada", "Nobody", "Forgetful")}
    work(Status.WAITING)
    send(database, ids["Ada"], "payment", {"cents": 4200})
    work(Status.COMPLETED)
    tell("Ada", get(database, ids["Ada"]), database)

    send(database, ids["Nobody"], "payment", {"cents": 100})
    rewind(database, ids["Nobody"], "await_payment")  # undoes from there on, then goes forward again; the order stays
    work(Status.COMPENSATED)
    tell("Nobody", get(database, ids["Nobody"]), database)

    with Clock(database) as clock:
        clock.advance(WEEK + 1)
        work(Status.COMPENSATED)
    tell("Forgetful", get(database, ids["Forgetful"]), database)

    assert_compensates_to_zero(
        shop, order_of("Grace"), database=database, storage=storage, tools=TOOLS, answers={"payment": {"cents": 1}}
    )
    with database.connect() as connection:
        left = connection.scalar(select(func.count()).select_from(Parcel))
    cents = sum(BANK.collected.values())
    sys.stdout.write(f"{left} parcels, all of them Ada's, and {cents} cents at the bank\n")


def order_of(customer: str) -> Order:
    """Return what is asked for: an order of this customer."""
    return Order(subject=customer, input={"customer": customer})


def tell(customer: str, run: WorkflowRun, database: Database) -> None:
    """Say how a run ended, and what undoing it deleted."""
    receipts = {step.step: step.receipt for step in steps(database, run.id) if step.receipt}
    sys.stdout.write(f"{customer}: {run.status} {run.last_error or ''} {receipts or ''}\n")


def opened(folder: Path) -> Database:
    """Return a database with the engine's tables and the shop's."""
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    migrations.upgrade(database)
    with database.transaction() as connection:
        Base.metadata.create_all(connection)
    return database


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        shops = opened(Path(temporary))
        main(shops, Storage(Path(temporary) / "files"))
        shops.close()
