"""Files of a worker who lost his run while he made them: whatever else goes wrong for him then, they do not stay.

Not even his death: a process that is killed when its run was undone already has nobody who clears up after it.
"""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from aicmo.db import Database
from aicmo.errors import EnvironmentProblem
from aicmo.saga import Conflict, Order, Status, StepStarted, cancel, submit
from aicmo.saga.testing import Fuse
from aicmo.saga.testing.crashing import _in_child
from crash.programs import ROBBING, hurried
from crash.shim import Shim

if TYPE_CHECKING:
    from uuid import UUID

    from saga.shop import World

REFUSED = "Cannot delete"
"""A folder that the disk does not let go stays, of course."""
OUTLIVED = 2
"""How many boundaries a process lives on after another has undone its run; a little later it knows, and clears up."""


def test_who_lost_his_run_leaves_no_file_though_his_line_is_cut_or_the_disk_is_full(world: World) -> None:
    other = Database(world.database.url)
    with hurried():
        for at in count(1):
            run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
            shim = Shim(world.database, {at: "lost"})
            said = _overtaken(world, replace(world, database=other), run_id, shim)

            assert world.get(run_id).state is Status.COMPENSATED
            assert world.files(run_id) == [] or said.startswith(REFUSED), f"cut at boundary {at}: {said}"
            if shim.seen < at:
                break
    other.close()
    assert at > 10


def test_who_is_killed_after_another_has_undone_his_run_leaves_no_file(world: World) -> None:
    killed = 0
    with hurried():
        for at in count():
            survived = 0
            for later in range(1, OUTLIVED + 1):
                run_id, _ = submit(world.database, world.saga, Order("o", {"customer": "Ada"}))
                world.database.engine.dispose()
                died, said = _in_child(lambda run_id=run_id, at=at, later=later: _die(world, run_id, at, later))  # type: ignore[misc]

                assert said == ""
                if world.get(run_id).state is Status.COMPENSATED:
                    assert world.files(run_id) == [], f"overtaken at boundary {at}, killed {later} after it"
                killed += died
                survived += not died
            if survived == OUTLIVED:
                break
    assert killed > 20


def _overtaken(world: World, other: World, run_id: UUID, shim: Shim) -> str:
    """Let the run be cancelled and undone by another while its worker makes files; return what stopped that worker."""

    def overtake(event: object) -> None:
        if isinstance(event, StepStarted) and event.step == "pack":
            world.listener = None
            cancel(other.database, run_id)
            with other.worker(terms=ROBBING) as faster:
                faster.finish(run_id)
            shim.__enter__()

    world.listener = overtake
    said = ""
    try:
        with suppress(OperationalError), world.worker() as worker:
            worker.finish(run_id)
    except EnvironmentProblem as problem:
        said = str(problem)
    finally:
        shim.__exit__()
    return said


def _die(world: World, run_id: UUID, at: int, later: int) -> None:
    """Let another undo the run at a boundary of the step that makes files, or before it (0), and die at a later one."""
    other = replace(world, database=Database(world.database.url))
    fuse = Fuse(world.database, sys.maxsize, send=signal.SIGKILL)

    def overtake() -> None:
        with suppress(Conflict):
            cancel(other.database, run_id)
        with other.worker(terms=ROBBING) as faster:
            faster.finish(run_id)
        fuse._at = fuse.seen + later

    shim = Shim(world.database, {at: "act"}, overtake)

    def begin(event: object) -> None:
        if isinstance(event, StepStarted) and event.step == "pack":
            shim.__enter__()
            if at == 0:
                overtake()

    world.listener = begin
    with fuse, suppress(EnvironmentProblem), world.worker() as worker:
        worker.finish(run_id)
