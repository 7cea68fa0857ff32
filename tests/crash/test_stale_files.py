"""Files of a worker who lost his run while he made them: whatever else goes wrong for him then, they do not stay."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy.exc import OperationalError

from aicmo.db import Database
from aicmo.errors import EnvironmentProblem
from aicmo.saga import Order, Status, StepStarted, cancel, submit
from crash.programs import ROBBING, hurried
from crash.shim import Shim

if TYPE_CHECKING:
    from uuid import UUID

    from saga.shop import World

REFUSED = "Cannot delete"
"""A folder that the disk does not let go stays, of course."""


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
    assert at > 15


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
