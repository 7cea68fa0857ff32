"""R3: a state machine over the real engine, judged after each rule by an auditor and a checker who never ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crash.machine import play

if TYPE_CHECKING:
    from saga.shop import World


def test_whatever_order_people_workers_and_faults_come_in_every_invariant_holds(world: World) -> None:
    tally = play(world, seed=20_261_123, machines=12)

    assert {"rules", "interfered", "lost", "crash"} <= {*tally}
    print(dict(tally))  # noqa: T201
