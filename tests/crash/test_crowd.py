"""R12: however many claim at once, each run and fence is won once, and nobody living is robbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crash.crowd import claim_all
from crash.invariants import violations
from crash.recorder import history

if TYPE_CHECKING:
    from saga.shop import World


def test_eight_claimants_in_two_processes_win_each_run_once(world: World) -> None:
    crowd = claim_all(world.database, runs=200, claimants=8, processes=2)

    assert crowd.wrong == []
    assert violations(history(world.database)) == []
    print(crowd.line())  # noqa: T201
