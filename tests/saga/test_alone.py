"""A run that kills its worker is carried alone in a child process; only its own deaths there count against it."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest

from aicmo.errors import EnvironmentProblem
from aicmo.saga import Child, Order, RunDied, RunEnded, Status, StepCommitted, StepStarted, Terms, audit, submit
from aicmo.saga.claims import Claimant, claim, retire
from saga import deadly

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from saga.shop import World

TESTS = Path(__file__).parent.parent
STUCK = """
import socket, sys, threading
socket.socket(fileno=int(sys.argv[1].split(":")[3])).sendall(b'{"begun": true}\\n')
threading.Event().wait()
"""


LISTENS = """
import socket, sys, threading
from aicmo.saga.errand import Line
with Line(socket.socket(fileno=int(sys.argv[1]))):
    threading.Event().wait()
"""


@pytest.fixture
def deadly_world(world: World) -> World:
    world.saga = deadly.DEADLY
    return world


@pytest.mark.parametrize("end", ["exit", "kill"])
def test_a_run_that_kills_each_process_is_undone_and_its_neighbours_complete(deadly_world: World, end: str) -> None:
    world = deadly_world
    poison = _queue(world, end=end)
    neighbours = [_queue(world) for _ in range(3)]

    first = _work(world, concurrency=4)
    second = _work(world, concurrency=4)

    assert (first, second) == (0 if end == "exit" else -signal.SIGKILL, 0)
    run = world.get(poison)
    assert (run.state, run.reason, run.deaths, run.takeovers) == (Status.COMPENSATED, "poison", 0, 0)
    assert "strike ended its process" in (run.last_error or "")
    assert [world.get(one).state for one in neighbours] == [Status.COMPLETED] * 3
    assert world.count() == {"shop_orders": 3, "shop_parcels": 3, "shop_shipments": 0}
    assert audit(world.database, [world.saga], world.storage) == []


def test_a_run_whose_undo_kills_too_is_left_to_a_person_with_the_reason(deadly_world: World) -> None:
    world = deadly_world
    run_id = _abandoned(world, end="kill", customer="dies in its undo")

    with deadly.worker(world) as worker:
        worker.work(until_idle=True)

    run = world.get(run_id)
    assert (run.state, run.reason) == (Status.QUARANTINED, "poison")
    assert "undo killed 3 processes" in (run.last_error or "")
    assert "SIGKILL" in (run.last_error or "")
    assert "so the run is undone" in (run.cause or {})["error"]
    assert len([event for event in world.heard if isinstance(event, RunDied)]) == 6
    assert (run.claimed_by, run.deaths) == (None, 0)


def test_what_a_child_does_is_heard_as_if_it_were_done_here(deadly_world: World) -> None:
    run_id = _abandoned(deadly_world)

    with deadly.worker(deadly_world) as worker:
        worker.work(until_idle=True)

    assert deadly_world.get(run_id).state is Status.COMPLETED
    kinds = [type(event).__name__ for event in deadly_world.heard]
    assert kinds == ["RunClaimed", "StepStarted", "StepCommitted", "StepStarted", "StepCommitted", "RunEnded"]
    committed, ended = deadly_world.heard[2], deadly_world.heard[-1]
    assert isinstance(committed, StepCommitted)
    assert (committed.run_id, committed.made) == (run_id, {"shop_orders": 1})
    assert isinstance(ended, RunEnded)
    assert ended.status == Status.COMPLETED


def test_a_step_that_leaves_the_program_is_a_bug_of_the_step_and_ends_no_worker(deadly_world: World) -> None:
    run = deadly_world.run(end="leave")

    assert (run.state, run.reason) == (Status.COMPENSATED, "bug")
    assert "SystemExit in strike" in (run.last_error or "")


def test_a_child_that_never_begins_is_a_problem_of_the_machine_and_not_of_the_run(
    deadly_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aicmo.saga.alone.PAUSES", (0.0, 0.0))
    run_id = _abandoned(deadly_world)
    broken = Child([sys.executable, "-c", "raise SystemExit(5)"])

    with (
        pytest.raises(EnvironmentProblem, match="ends before it takes the run"),
        deadly_world.worker(alone=broken, terms=Terms(gone_after=0)) as worker,
    ):
        worker.work(until_idle=True)

    run = deadly_world.get(run_id)
    assert (run.state, run.deaths) == (Status.RUNNING, 0)


def test_a_command_that_is_not_there_is_named(deadly_world: World) -> None:
    _abandoned(deadly_world)

    with (
        pytest.raises(EnvironmentProblem, match="Cannot start /nowhere"),
        deadly_world.worker(alone=Child(["/nowhere"]), terms=Terms(gone_after=0)) as worker,
    ):
        worker.work(until_idle=True)


def test_a_worker_asked_to_stop_tells_its_child_which_releases_the_run_after_its_step(deadly_world: World) -> None:
    run_id = _abandoned(deadly_world)
    with deadly.worker(deadly_world) as worker:
        deadly_world.listener = lambda event: worker.stop() if isinstance(event, StepStarted) else None
        worker.work()

    run = deadly_world.get(run_id)
    assert run.state in {Status.PENDING, Status.COMPLETED}  # the word may come after the child's last step
    assert run.claimed_by is None
    assert run.deaths == 0


def test_a_child_ends_with_its_worker(deadly_world: World, tmp_path: Path) -> None:
    note = tmp_path / "note"
    _abandoned(deadly_world, end="hang", note=str(note))
    process = _start(deadly_world, 1)
    _until(lambda: note.exists() and note.read_text() != "")
    child = int(note.read_text())
    assert child != process.pid

    process.kill()
    process.wait()

    _until(lambda: not _is_alive(child))


def test_a_child_ends_with_a_worker_that_dies_with_the_child_s_words_unread() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-c", LISTENS, str(theirs.fileno())]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.DEVNULL)
    with ours:
        assert select.select([ours], [], [], 60)[0]

    try:
        assert process.wait(20) == 1
    finally:
        process.kill()


def test_a_silent_child_is_killed_and_counted(deadly_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aicmo.saga.alone.SILENT_SECONDS", 0.0)
    monkeypatch.setattr("aicmo.saga.alone.PATIENCE_SECONDS", 0.1)
    run_id = _abandoned(deadly_world)

    stuck = Child([sys.executable, "-c", STUCK])
    with deadly_world.worker(alone=stuck, terms=Terms(gone_after=0)) as worker:
        deadly_world.listener = lambda event: worker.stop() if isinstance(event, RunDied) else None
        worker.work()

    run = deadly_world.get(run_id)
    assert (run.state, run.deaths) == (Status.RUNNING, 1)


def _queue(world: World, customer: str = "Ada", **extra: str) -> UUID:
    return submit(world.database, world.saga, Order("o", {"customer": customer, **extra}))[0]


def _abandoned(world: World, customer: str = "Ada", **extra: str) -> UUID:
    """Queue a run whose holder is gone."""
    run_id = _queue(world, customer, **extra)
    silent = Claimant(run_id, "silent", [world.saga.name], Terms())
    assert len(claim(world.database, silent)) == 1
    retire(world.database, silent.id)
    return run_id


def _url(world: World) -> str:
    return world.database.url.render_as_string(hide_password=False)


def _start(world: World, concurrency: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "saga.deadly", _url(world), str(world.storage.root), str(concurrency)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(TESTS)})


def _work(world: World, concurrency: int) -> int:
    return _start(world, concurrency).wait(timeout=120)


def _until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        Event().wait(0.1)
    raise AssertionError("in vain")


def _is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"
