"""A commit that travels in a flight is refused under a stale fence, like one that goes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aicmo.db import new_id
from aicmo.saga import Claimant, Order, Stale, Terms, claims, submit
from aicmo.saga.committer import Member, Work
from aicmo.saga.flights import Flights
from aicmo.saga.testing import Clock
from crash.invariants import violations
from crash.recorder import history
from saga.shop import NOTHING, ShopOrder

if TYPE_CHECKING:
    from saga.shop import World


def test_a_flight_takes_no_work_of_a_claim_that_was_lost(world: World) -> None:
    run_id, _ = submit(world.database, world.saga, Order("o", {}))
    first, second = (Claimant(new_id(), name, ["shop"], Terms(gone_after=0)) for name in ("first", "second"))
    with Clock(world.database) as clock:
        (lost,) = claims.claim(world.database, first)
        clock.advance(1)  # both may fall into one tick of the database's clock
        (held,) = claims.claim(world.database, second)
    work = Work("take_order", 0, 1, [ShopOrder(customer="Ada")], None, (), 0, last=False)

    with pytest.raises(Stale):
        Flights(world.database).commit(Member.of(world.saga, lost.claim, work))

    assert world.count(run_id) == NOTHING
    assert held.claim.fence == lost.claim.fence + 1
    assert violations(history(world.database)) == []
