"""P1 to P3: one run at a time, and as many as there are, turn about with the floors and the peers."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.contestants import PEERS, is_here
from benchmarks.figures import Figure, Spread, at_least, ratios, turn_about
from benchmarks.stage import WrongRun, stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.figures import Size
    from benchmarks.own_server import Ground
    from benchmarks.stage import Stage


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: rounds, and runs a round for each contestant."""

    rounds: int
    alone: int
    engine: int
    floor: int
    failing: int
    peer_rounds: int
    peer: int


EFFORTS: Final[dict[Size, Effort]] = {
    "smoke": Effort(1, 2, 4, 64, 4, 1, 2),
    "quick": Effort(5, 30, 300, 1280, 150, 2, 24),
    "full": Effort(15, 60, 600, 2560, 300, 6, 120),
}


@dataclass
class Bar:
    """One contestant's speed, for the plot: runs a second."""

    name: str
    success: float
    fail: float


@dataclass
class Speeds:
    """What came out."""

    figures: list[Figure] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def measure(ground: Ground, size: Size) -> Speeds:
    """Measure all of it."""
    effort, found = EFFORTS[size], Speeds()
    with ExitStack() as stack:
        engine = stack.enter_context(stage("engine", ground.postgres("speed")))
        floor = stack.enter_context(stage("floor", ground.postgres("floor", engine=False)))
        _warm(effort, engine, floor)
        _alone(found, engine, floor, effort)
        success = _many(found, "P2", engine, floor, effort, fail=False)
        failing = _many(found, "P3", engine, floor, effort, fail=True)
        found.bars += [Bar("group floor", success[1], failing[1]), Bar("aicmo", success[0], failing[0])]
        if size != "smoke":
            _peers(found, ground, engine, effort)
    _sqlite(found, ground, effort)
    return found


def _warm(effort: Effort, *stages: Stage) -> None:
    for each in stages:
        for fail in (False, True):
            each.alone(min(12, effort.alone), fail=fail)
            each.drain(min(128, effort.engine), fail=fail)


def _alone(found: Speeds, engine: Stage, floor: Stage, effort: Effort) -> None:
    ours, theirs = turn_about(
        effort.rounds, lambda: median(engine.alone(effort.alone)), lambda: median(floor.alone(effort.alone))
    )
    share = ratios(theirs, ours)
    said = f"p50 {median(ours) * 1e3:.1f} ms, step floor {median(theirs) * 1e3:.1f} ms"
    found.figures.append(at_least("P1", "one run at a time, PostgreSQL, of the step floor", share, 0.5, said=said))


def _many(
    found: Speeds, number: str, engine: Stage, floor: Stage, effort: Effort, *, fail: bool
) -> tuple[float, float]:
    runs = effort.failing if fail else effort.engine
    ours, theirs = turn_about(
        effort.rounds, lambda: engine.drain(runs, fail=fail), lambda: floor.drain(effort.floor, fail=fail)
    )
    end = "FAIL" if fail else "SUCCESS"
    said = f"{median(ours):.0f} runs/s, group floor {median(theirs):.0f}"
    found.figures.append(
        at_least(number, f"saturated, one process, {end}, of the group floor", ratios(ours, theirs), 0.5, said=said)
    )
    return median(ours), median(theirs)


def _peers(found: Speeds, ground: Ground, engine: Stage, effort: Effort) -> None:
    times: dict[str, Spread] = {}
    for name in PEERS:
        if not is_here(name):
            found.absent.append(f"{name}: not installed")
            continue
        try:
            times[name] = _peer(found, ground, engine, name, effort)
        except WrongRun as wrong:
            found.absent.append(f"{name}: {wrong}")
    if not times:
        return
    fastest = min(times, key=lambda name: times[name].median)
    found.figures.append(
        at_least("P2", f"saturated, SUCCESS, of the fastest peer ({fastest})", times[fastest], 8, unit="×")
    )
    if "dbos datasource" in times:
        found.figures.append(
            at_least("P2", "likewise, of DBOS with atomic rows", times["dbos datasource"], 30, unit="×")
        )


def _peer(found: Speeds, ground: Ground, engine: Stage, name: str, effort: Effort) -> Spread:
    with stage(name, ground.postgres(f"peer_{PEERS.index(name)}", engine=False)) as peer:
        peer.drain(effort.peer)
        run: Callable[[], float] = partial(peer.drain, effort.peer)
        ours, theirs = turn_about(effort.peer_rounds, lambda: engine.drain(effort.engine), run)
        failing = [peer.drain(effort.peer, fail=True) for _ in range(effort.peer_rounds)]
    found.bars.append(Bar(name, median(theirs), median(failing)))
    return ratios(ours, theirs)


def _sqlite(found: Speeds, ground: Ground, effort: Effort) -> None:
    with stage("engine", ground.sqlite("speed")) as engine, stage("sqlite floor", ground.sqlite("floor")) as floor:
        _warm(effort, engine, floor)
        ours, theirs = turn_about(
            effort.rounds, lambda: median(engine.alone(effort.alone)), lambda: median(floor.alone(effort.alone))
        )
        said = f"p50 {median(ours) * 1e3:.1f} ms, step floor {median(theirs) * 1e3:.1f} ms"
        share = ratios(theirs, ours)
        found.figures.append(Figure("P1", "likewise, SQLite with synchronous=FULL", f"{share:.2f}; {said}", "–", None))
        for fail in (False, True):
            runs = effort.failing if fail else effort.engine
            ours, theirs = turn_about(
                effort.rounds, partial(engine.drain, runs, fail=fail), partial(floor.drain, effort.floor, fail=fail)
            )
            said = f"{median(ours):.0f} runs/s, group floor {median(theirs):.0f}"
            what = f"likewise, SQLite, {'FAIL' if fail else 'SUCCESS'}"
            text = f"{ratios(ours, theirs):.2f}; {said}"
            found.figures.append(Figure("P3" if fail else "P2", what, text, "–", None))
