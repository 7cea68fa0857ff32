"""Many claimants, in several processes, who want the same runs at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from aicmo.db import Database, new_id
from aicmo.saga import Claimant, Order, Terms, WorkflowRun
from aicmo.saga.claims import claim
from aicmo.saga.orders import row
from saga.shop import shop

Won = tuple[UUID, int, float]
"""A run, its fence, and how long the claim took (seconds)."""


@dataclass(frozen=True)
class Crowd:
    """How many runs were claimed by how many, how long one claim took (seconds), and what was wrong."""

    runs: int
    claimants: int
    processes: int
    took: list[float]
    wrong: list[str]

    def percentile(self, part: float) -> float:
        """Return the time that so large a part of the claims stayed below, in milliseconds."""
        return sorted(self.took)[min(int(len(self.took) * part), len(self.took) - 1)] * 1000

    def line(self) -> str:
        """Return it as one line."""
        return (
            f"{self.runs} runs, {self.claimants} claimants in {self.processes} processes at once: "
            f"p50 {self.percentile(0.5):.1f} ms, p99 {self.percentile(0.99):.1f} ms a claim"
        )


def claim_all(database: Database, *, runs: int, claimants: int, processes: int) -> Crowd:
    """Queue runs, let everybody claim one at a time until none is left, and see who got what.

    The claimants are threads, dealt evenly to the processes.
    """
    saga, dialect = shop(), database.engine.dialect
    with database.transaction() as connection:
        for _ in range(runs):
            values: dict[str, Any] = row(dialect, saga, Order("o", {})) | {"id": new_id()}
            connection.execute(insert(WorkflowRun.__table__).values(values))  # type: ignore[arg-type]
    database.engine.dispose()  # a fork must not share a connection
    url = database.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(processes, get_context("fork")) as places:
        parts = [places.submit(_claim_side_by_side, url, claimants // processes) for _ in range(processes)]
        won = [one for part in parts for one in part.result()]
    counted = Counter((run, fence) for run, fence, _ in won)
    wrong = [f"run {run} fence {fence} claimed {count} times" for (run, fence), count in counted.items() if count > 1]
    wrong += [] if len({run for run, _, _ in won}) == runs else [f"{runs} runs, {len(counted)} claimed"]
    wrong += [f"run {run} was taken from a living holder" for run, fence, _ in won if fence > 1]
    return Crowd(runs, claimants, processes, [took for _, _, took in won], wrong)


def _claim_side_by_side(url: str, claimants: int) -> list[Won]:
    with ThreadPoolExecutor(claimants) as crowd:
        return [one for own in crowd.map(_claim_until_none_is_left, [url] * claimants) for one in own]


def _claim_until_none_is_left(url: str) -> list[Won]:
    claimant = Claimant(new_id(), "one of many", ["shop"], Terms(gone_after=3600))  # no heart beats here
    own, at_hand = Database(url), set[UUID]()
    won: list[Won] = []
    while True:
        began = perf_counter()
        got = claim(own, claimant, at_hand=at_hand)
        took = perf_counter() - began
        if not got:
            own.close()
            return won
        won += [(one.claim.run_id, one.claim.fence, took) for one in got]
        at_hand |= {one.claim.run_id for one in got}
