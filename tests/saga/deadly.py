"""A worker whose steps and undos may kill their process: ``python -m saga.deadly URL STORAGE CONCURRENCY``.

With ``plain`` for CONCURRENCY it has the default settings, carries nothing alone and works until it is stopped.
``python -m saga.deadly URL STORAGE carry-alone ERRAND`` is its child.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from aicmo.db import Database
from aicmo.saga import Child, Run, Saga, Storage, Terms, carry_alone
from saga.shop import Carrier, Parcel, ShopOrder, World, take_order

if TYPE_CHECKING:
    from aicmo.saga import Worker


def strike(run: Run, order: ShopOrder) -> list[Parcel]:
    match run.input.get("end"):
        case "exit":
            os._exit(0)
        case "kill" | "kill again":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            Path(run.input["note"]).write_text(str(os.getpid()))
            Event().wait()
        case "leave":
            sys.exit("a step may not do this")
    return [Parcel(order_id=order.id, weight=1)]


DEADLY = Saga("deadly", version=1, steps=[take_order, strike])


def world(url: str, storage: str) -> World:
    return World(Database(url), Storage(Path(storage)), DEADLY, Carrier())


def child(url: str, storage: str) -> Child:
    tests = Path(__file__).parent.parent
    command = [sys.executable, "-m", "saga.deadly", url, storage, "carry-alone"]
    return Child(command, {**os.environ, "PYTHONPATH": str(tests)})


def worker(given: World, concurrency: int = 1) -> Worker:
    url = given.database.url.render_as_string(hide_password=False)
    alone = child(url, str(given.storage.root))
    return given.worker(concurrency=concurrency, terms=Terms(gone_after=0), alone=alone)


def _kill_undo(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if "DELETE FROM shop_orders" in statement:
        found = connection.exec_driver_sql("SELECT customer FROM shop_orders").scalars().all()
        if "dies in its undo" in found:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    database_url, folder, how, *errand = sys.argv[1:]
    here = world(database_url, folder)
    event.listen(here.database.engine, "before_cursor_execute", _kill_undo)
    if errand:
        carry_alone(errand[0], here.database, [DEADLY], here.storage, {Carrier: here.carrier})
    elif how == "plain":
        with here.worker() as hired:
            hired.work()
    else:
        with worker(here, int(how)) as hired:
            hired.work(until_idle=True)
