"""A live worker whose call was cut off: the run goes on, whichever statement it was, applied or not."""

from __future__ import annotations

import threading
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from aicmo.saga import Order, Status, audit, submit, unknown
from saga.shop import EVERYTHING, NOTHING

if TYPE_CHECKING:
    from saga.shop import World


class Cut:
    """Cuts the run's line at the n-th statement, before it arrives or before its answer does."""

    def __init__(self, world: World, at: int, *, applied: bool) -> None:
        self.at = at
        self.seen = 0
        name = "after_cursor_execute" if applied else "before_cursor_execute"
        self._listening = (world.database.engine, name, self._see)
        event.listen(*self._listening)

    def _see(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if threading.current_thread().name.startswith("heart"):
            return
        self.seen += 1
        if self.seen == self.at:
            cursor.close()
            connection.invalidate()
            raise OperationalError(statement, None, ConnectionError("the line is cut"))

    def mended(self) -> bool:
        """Take the scissors away; say whether they cut."""
        event.remove(*self._listening)
        return self.seen >= self.at


@pytest.mark.parametrize("applied", [False, True], ids=["request lost", "reply lost"])
@pytest.mark.parametrize("carrier", ["ok", "rejected"])
def test_a_line_cut_at_any_statement_costs_a_live_worker_neither_its_run_nor_its_life(
    world: World, carrier: str, monkeypatch: pytest.MonkeyPatch, *, applied: bool
) -> None:
    monkeypatch.setattr(unknown, "PAUSES", (0.0,) * 6)
    for at in count(1):
        run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada", "carrier": carrier}))
        cut = Cut(world, at, applied=applied)
        with world.worker() as living:
            living.finish(run_id)
            was_cut = cut.mended()

        wanted = Status.COMPLETED if carrier == "ok" else Status.COMPENSATED
        assert world.get(run_id).state is wanted, at
        assert world.count(run_id) == (EVERYTHING if carrier == "ok" else NOTHING), at
        if not was_cut:
            break
    assert at > 6
    assert audit(world.database, [world.saga], world.storage) == []
