"""Who takes part, each in a process of its own: ``python -m benchmarks.contestants NAME URL`` obeys lines of JSON.

A line ``["drain", 100, false]`` (what, how many runs, whether they fail) is answered with one line: the seconds.
"""

from __future__ import annotations

import json
import resource
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, Protocol

KNOWN: Final = {
    "engine": ("benchmarks.engine", "Engine", ""),
    "floor": ("benchmarks.floors.postgres", "PostgresFloor", ""),
    "sqlite floor": ("benchmarks.floors.sqlite", "SqliteFloor", ""),
    "dbos datasource": ("benchmarks.peers.dbos_peer", "DbosDatasource", "dbos"),
    "dbos step": ("benchmarks.peers.dbos_peer", "DbosStep", "dbos"),
    "procrastinate": ("benchmarks.peers.procrastinate_peer", "Procrastinate", "procrastinate"),
    "absurd": ("benchmarks.peers.absurd_peer", "Absurd", "absurd_sdk"),
    "temporal": ("benchmarks.peers.temporal_peer", "Temporal", "temporalio"),
}
"""By name: module, class, and the package that it needs."""
PEERS: Final = [name for name, (module, _, _) in KNOWN.items() if ".peers." in module]


class Contestant(Protocol):
    """Carries runs of the workload out, on a database that holds its tables."""

    def alone(self, runs: int, *, fail: bool) -> list[float]:
        """Carry runs out one after another; return the seconds each took."""

    def drain(self, runs: int, *, fail: bool) -> float:
        """Queue runs, then carry them out; return the seconds that the second part took."""

    def statuses(self) -> dict[str, int]:
        """Count all runs so far: COMPLETED and COMPENSATED, or whatever else they are."""

    def close(self) -> None:
        """Leave."""


def is_here(name: str) -> bool:
    """Say whether what the contestant needs is installed."""
    needs = KNOWN[name][2]
    return not needs or find_spec(needs) is not None


def obey(contestant: Contestant) -> None:
    """Do what each line says, until there is none."""
    for line in sys.stdin:
        what, runs, fail = json.loads(line)
        answer: Any
        match what:
            case "statuses" | "work":
                answer = getattr(contestant, what)()
            case "memory":
                answer = resident()
            case _:
                answer = getattr(contestant, what)(runs, fail=fail)
        print(json.dumps(answer), file=sys.__stdout__, flush=True)


def resident() -> float:
    """Return the MiB of memory that this process holds now."""
    with open("/proc/self/statm") as statm:  # noqa: PTH123 (no file system path to speak of)
        return int(statm.read().split()[1]) * resource.getpagesize() / 2**20


if __name__ == "__main__":
    module, kind, _ = KNOWN[sys.argv[1]]
    made: Contestant = getattr(import_module(module), kind)(*sys.argv[2:])
    sys.stdout = sys.stderr  # what a peer prints is no answer
    try:
        obey(made)
    finally:
        made.close()
