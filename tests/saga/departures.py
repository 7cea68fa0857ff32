"""Moves that leave in one flight: they wait until all are there."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aicmo.saga.grouping import Group


def depart(group: Group[Any, Any], moves: Sequence[Callable[[], Any]]) -> list[Future[Any]]:
    """Begin these moves, each of which travels with the group, and let all of them fly at once."""
    pool = ThreadPoolExecutor(len(moves))
    group._flying = True
    ends = [pool.submit(move) for move in moves]
    while len(group._waiting) < len(moves):
        Event().wait(0.001)
    group._hand_over()
    pool.shutdown(wait=False)
    return ends


def flights_of(group: Group[Any, Any]) -> list[int]:
    """Return a list that grows by the number of passengers with each flight from now on."""
    flown: list[int] = []
    make = group._make

    def counted(loads: Sequence[Any]) -> Any:
        flown.append(len(loads))
        return make(loads)

    group._make = counted
    return flown
