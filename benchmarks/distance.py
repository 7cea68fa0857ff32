"""P4 and P5: how often a run waits for the database, counted on the wire, and what that costs 30 ms away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import make_url

from benchmarks.engine import Engine
from benchmarks.figures import Figure, Spread, at_most
from benchmarks.stage import WrongRun
from benchmarks.wire import wire

if TYPE_CHECKING:
    from benchmarks.figures import Size
    from benchmarks.own_server import Ground

FAR: Final = 0.030
WARM: Final[dict[Size, int]] = {"smoke": 2, "quick": 12, "full": 12}
"""Runs before the first that counts: by then the driver has prepared what it will prepare."""
COUNTED: Final[dict[Size, int]] = {"smoke": 2, "quick": 10, "full": 40}
TRIPS: Final = {False: 6, True: 7}
MILLISECONDS: Final = {False: 220.0, True: 260.0}


def measure(ground: Ground, size: Size) -> list[Figure]:
    """Count and time."""
    found = []
    url = ground.postgres("wire")
    for fail in (False, True):
        end = "FAIL at step 5" if fail else "SUCCESS"
        trips, _ = _run(url, WARM[size], COUNTED[size], fail=fail, round_trip=0)
        found.append(at_most("P4", f"round trips, one run alone, {end}", trips, TRIPS[fail]))
    for fail in (False, True):
        end = "FAIL at step 5" if fail else "SUCCESS"
        _, times = _run(url, WARM[size], min(COUNTED[size], 10), fail=fail, round_trip=FAR)
        found.append(at_most("P5", f"alone at +30 ms a round trip, {end}", times, MILLISECONDS[fail], unit=" ms"))
    return found


def _run(url: str, warm: int, runs: int, *, fail: bool, round_trip: float) -> tuple[Spread, Spread]:
    parsed = make_url(url)
    with wire(f"{parsed.query['host']}/.s.PGSQL.5432") as line:
        far = parsed.set(host="127.0.0.1", port=line.port, query={})
        engine = Engine(far.render_as_string(hide_password=False), in_flight=1)
        try:
            engine.alone(warm, fail=fail)
            line.stretch(round_trip)
            trips, times = [], []
            for _ in range(runs):
                before = line.round_trips
                times += [seconds * 1000 for seconds in engine.alone(1, fail=fail)]
                trips.append(float(line.round_trips - before))
            if not set(engine.statuses()) <= {"COMPLETED", "COMPENSATED"}:
                raise WrongRun(f"the runs are {engine.statuses()}")
        finally:
            engine.close()
    return Spread(trips), Spread(times)
