"""Who watches runs hears of each, also while others begin to watch."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from aicmo import saga
from aicmo.saga import Order
from aicmo.web.live import Pulse

if TYPE_CHECKING:
    from uuid import UUID

    from aicmo.app import App


class Slow(Pulse):
    """A pulse whose look for one run alone is long under way."""

    def __init__(self, house: App, alone: UUID) -> None:
        super().__init__(house.database)
        self.alone = alone
        self.looks = 0
        self.begun, self.go_on = Event(), Event()

    def _look(self, run_ids: list[UUID]) -> dict[UUID, Any]:
        found = super()._look(run_ids)
        self.looks += run_ids == [self.alone]
        if run_ids == [self.alone] and self.looks > 1:
            self.begun.set()
            assert self.go_on.wait(30)
        return found


def test_who_begins_to_watch_during_a_look_is_not_told_that_the_run_is_gone(house: App) -> None:
    one, two = (saga.submit(house.database, house.saga, Order(f"run {n}", {}))[0] for n in (1, 2))
    pulse = Slow(house, one)

    async def watch() -> list[Any]:
        first = pulse.changes(one)
        await anext(first)
        assert await asyncio.to_thread(pulse.begun.wait, 30)
        second = pulse.changes(two)
        heard = [await anext(second)]
        pulse.go_on.set()
        with pytest.raises(TimeoutError):
            heard.append(await asyncio.wait_for(anext(second), 2))
        pulse.close()
        return heard

    assert [version[0] for version in asyncio.run(watch())] == ["PENDING"]
