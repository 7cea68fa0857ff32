"""A saga that has nothing to do with marketing: an order, its parcels, their labels, a shipment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ForeignKey, Table, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from aicmo.saga import File, Files, Order, Owned, Rejected, Retry, Run, Saga, Step, Storage, Worker, get, steps, submit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aicmo.db import Database
    from aicmo.saga import Event, Listener, WorkflowRun, WorkflowStep


class ShopBase(MappedAsDataclass, DeclarativeBase):
    """The shop's own declarative base: the engine asks for no particular one."""


class ShopOrder(Owned, ShopBase, kw_only=True):
    __tablename__ = "shop_orders"

    customer: Mapped[str]


class Parcel(Owned, ShopBase, kw_only=True):
    __tablename__ = "shop_parcels"

    order_id: Mapped[UUID] = mapped_column(ForeignKey("shop_orders.id"))
    weight: Mapped[int]


class Shipment(Owned, ShopBase, kw_only=True):
    __tablename__ = "shop_shipments"

    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("shop_parcels.id"))
    label: Mapped[str]


TABLES: tuple[Table, ...] = tuple(ShopBase.metadata.sorted_tables)


@dataclass
class Carrier:
    """A tool: what it says decides how the last step ends. Changed between tries by tests."""

    says: str = "ok"
    asked: int = 0


def take_order(run: Run) -> list[ShopOrder]:
    return [ShopOrder(customer=run.input["customer"])]


def pack(run: Run, order: ShopOrder) -> list[Parcel | File]:
    parcels = [Parcel(order_id=order.id, weight=100 * n) for n in range(run.input.get("parcels", 3))]
    return [*parcels, File("labels/list.txt", order.customer.encode())]


def ship(run: Run, parcels: list[Parcel], files: Files, carrier: Carrier) -> list[Shipment | File]:
    carrier.asked += 1
    label = files["labels/list.txt"].decode()
    match run.input.get("carrier") or carrier.says:
        case "rejected":
            raise Rejected("The carrier does not go there.", report={"place": "nowhere"})
        case "busy":
            raise Retry("The carrier is busy.", after=0)
        case "down":
            raise ConnectionError("no line")
        case "bug":
            raise ValueError(run.input["customer"])
    return [*(Shipment(parcel_id=parcel.id, label=label) for parcel in parcels), File("shipment.txt", label.encode())]


def shop(version: int = 1) -> Saga:
    return Saga("shop", version=version, steps=[take_order, pack, Step(ship, attempts=3, backoff=0.01)])


@dataclass
class World:
    """One database, one storage, one carrier, and what was heard."""

    database: Database
    storage: Storage
    saga: Saga
    carrier: Carrier
    heard: list[Event] = field(default_factory=list)
    listener: Listener | None = None
    tools: dict[Any, Any] = field(default_factory=dict)

    def worker(self, **options: Any) -> Worker:
        tools = {Carrier: self.carrier, **self.tools}
        return Worker(self.database, [self.saga], self.storage, tools, listener=self.hear, **options)

    def hear(self, event: Event) -> None:
        self.heard.append(event)
        if self.listener is not None:
            self.listener(event)

    def run(self, customer: str = "Ada", *, meta: dict[str, Any] | None = None, **extra: Any) -> WorkflowRun:
        """Run an order to its end."""
        order = Order(subject="an order", input={"customer": customer, **extra}, meta=meta or {})
        with self.worker() as worker:
            return self.get(worker.run(self.saga, order))

    def packed(self) -> UUID:
        """Leave a run after its second step."""
        run_id, _ = submit(self.database, self.saga, Order("o", {"customer": "Ada"}))
        with self.worker() as worker:
            self.listener = lambda happened: worker.stop() if "step='pack', elapsed" in repr(happened) else None
            worker.finish(run_id)
        self.listener = None
        return run_id

    def work(self) -> None:
        """Carry on whatever there is to do."""
        with self.worker() as worker:
            worker.work(until_idle=True)

    def do(self, *statements: str) -> None:
        """Do something to the database that the engine knows nothing of."""
        with self.database.transaction() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def get(self, run_id: UUID) -> WorkflowRun:
        return get(self.database, run_id)

    def steps(self, run_id: UUID) -> Sequence[WorkflowStep]:
        return steps(self.database, run_id)

    def count(self, run_id: UUID | None = None) -> dict[str, int]:
        """Count rows by table, asking nobody but the tables."""
        found: dict[str, int] = {}
        with self.database.connect() as connection:
            for table in TABLES:
                query = select(func.count()).select_from(table)
                found[table.name] = connection.scalar(query.where(table.c.run_id == run_id) if run_id else query) or 0
        return found

    def files(self, run_id: UUID | None = None) -> list[str]:
        """List the files there are, asking nobody but the disk."""
        top = self.storage.root / str(run_id) if run_id else self.storage.root
        return sorted(path.relative_to(self.storage.root).as_posix() for path in top.rglob("*") if path.is_file())


NOTHING = {"shop_orders": 0, "shop_parcels": 0, "shop_shipments": 0}
EVERYTHING = {"shop_orders": 1, "shop_parcels": 3, "shop_shipments": 3}
